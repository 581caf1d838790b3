"""What becomes of an index when processes die, disks fill up and several processes use it."""

import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any

import pytest

from benchmarks.hashed_words import HashedWords
from index import sync as sync_module
from index import vector_sync
from index.article_index import ArticleIndex
from index.local_sets import LocalSets
from index.store import ChromaStore

ROOT = Path(__file__).resolve().parents[3]
Write = Callable[[Mapping[str, str]], Path]

READ = """
import sys
from index import ArticleIndex, ArticleIndexError
with ArticleIndex.open(sys.argv[1]) as index:
    question = "How long does bread stay fresh?"
    print(index.search(question)[0].article_id)
    print(index.search(question, articles=["bread.txt"])[0].article_id)
    print(len(index.embed_texts(["a sentence that is new"])[0]))
    try:
        index.sync(sys.argv[3])
    except ArticleIndexError as error:
        print(type(error).__name__)
"""
FILL = """
import os, sys
from pathlib import Path
from index import ArticleIndex, ArticleIndexError
disk, folder = Path(sys.argv[1]), Path(sys.argv[2])
with ArticleIndex.open(disk / "index") as index:
    index.sync(folder)
    for number in range(20):
        (folder / f"{number}.md").write_text(f"# Article {number}\\n\\nIt tells of {number}.")
    assert index.search("bread")  # opening what is there takes a little room too
    for free in range(0, 2000, 100):  # kilobytes left, until they suffice
        left = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize - free * 1024
        (disk / "filler").write_bytes(bytes(left))
        try:
            index.sync(folder)
            break
        except ArticleIndexError as error:
            print("the disk is full" if "the disk is full" in str(error) else error)
        assert index.search("How long does bread stay fresh?")[0].article_id == "bread.txt"
        assert len(index) == 3
        (disk / "filler").unlink()
    print(index.generation - 1, len(index), index.check(folder))
"""
WATCH = """
import sys
from index import ArticleIndex
with ArticleIndex.open(sys.argv[1]) as index:
    for line in sys.stdin:
        found = index.search(line.strip(), limit=5)
        print(index.generation, *[passage.article_id for passage in found], flush=True)
"""


def start(code: str, *arguments: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )


def line_of(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def ask(process: "subprocess.Popen[str]", question: str) -> list[str]:
    assert process.stdin is not None
    process.stdin.write(question + "\n")
    process.stdin.flush()
    return line_of(process).split()


def sync(place: Path, folder: Path) -> None:
    with ArticleIndex.open(place) as index:
        index.sync(folder)


def contents(index: ArticleIndex) -> dict[str, tuple[object, ...]]:
    """Return everything that readers can see."""
    return {article.id: (article, *index.passages(article.id)) for article in index}


def version(number: int) -> dict[str, str]:
    """A state of the folder: some articles stay, some change, some come and go."""
    articles = {f"stays-{each}.md": f"# Stays {each}\n\nThis never changes." for each in range(5)}
    for each in range(5):
        text = f"Edition {number} of story {each} tells of harbour {number * 7 + each}. " * 8
        articles[f"changes-{each}.md"] = f"# Story {each}\n\n{text}"
    articles[f"only-{number}.md"] = f"# Only here\n\nThe number of this edition is {number}."
    return articles


def put(folder: Path, articles: Mapping[str, str]) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, text in articles.items():
        (folder / name).write_text(text, encoding="utf-8")


def test_a_killed_sync_leaves_the_last_state_and_the_next_one_completes_it(
    tmp_path: Path, processes: ForkServerContext
) -> None:
    seed = random.SystemRandom().randrange(10**6)
    chance = random.Random(seed)  # noqa: S311 - moments to kill at, not secrets
    folder, place = tmp_path / "articles", tmp_path / "index"
    put(folder, version(0))
    with ArticleIndex.open(place) as index:
        index.sync(folder)
        before = contents(index)
    for number in range(1, 9):
        put(folder, version(number))
        process = processes.Process(target=sync, args=(place, folder))
        process.start()
        process.join(timeout=chance.random() * 2)
        process.kill()
        process.join()
        with ArticleIndex.open(place) as index:
            now = contents(index)
            committed = f"only-{number}.md" in now
            assert index.check(folder) == () if committed else now == before, f"seed {seed}"
            known = {each for parts in now.values() for each in parts}
            for found in index.search("Which harbour does the story tell of?", limit=30):
                assert found.model_copy(update={"score": 0.0}) in known, f"seed {seed}"
            if number % 2 == 0:  # every other time the next sync meets two broken ones
                index.sync(folder)
                assert index.check(folder) == (), f"seed {seed}"
            before = contents(index)
    with ArticleIndex.open(place) as index, ArticleIndex.open(tmp_path / "fresh") as fresh:
        fresh.sync(folder)
        assert contents(fresh) == contents(index), f"seed {seed}"
        for question in ("harbour 42", "this edition"):
            expected = [found.id for found in fresh.search(question, limit=50)]
            assert [found.id for found in index.search(question, limit=50)] == expected
    assert len(list((place / "chroma").glob("0*"))) <= 2


MOMENTS: Mapping[str, tuple[object, str]] = {
    "begun": (LocalSets, "begin"),
    "filled": (ChromaStore, "upsert"),
    "sealed": (LocalSets, "seal"),
    "switched": (sync_module, "write_meta"),
    "tidied": (sync_module, "drop_gone"),
}


def sync_and_die(place: Path, folder: Path, moment: str, *, after: bool, rebuild: bool) -> None:
    """Sync, build the vectors afresh, and die just before or after something is done."""
    vector_sync.LEAST_LOST, vector_sync.LOST_SHARE = 0, 0.0
    begin = LocalSets.begin

    def begin_afresh(*arguments: Any, fresh: bool) -> Any:  # noqa: ANN401 - whatever it is
        if not fresh:
            os._exit(3)
        return begin(*arguments, fresh=fresh)

    setattr(LocalSets, "begin", begin_afresh)  # noqa: B010 - or mypy would not have it
    where, name = MOMENTS[moment]
    work = getattr(where, name)

    def die(*arguments: Any, **options: Any) -> None:  # noqa: ANN401 - whatever it is
        if after:
            work(*arguments, **options)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(where, name, die)
    with ArticleIndex.open(place, embeddings=HashedWords(), rebuild=rebuild) as index:
        index.sync(folder)


@pytest.mark.thorough
@pytest.mark.parametrize("rebuild", [False, True], ids=["deleted much", "rebuilt"])
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_sync_killed_while_it_builds_vectors_afresh_leaves_a_good_index(
    tmp_path: Path, processes: ForkServerContext, after: bool, rebuild: bool
) -> None:
    folder, place = tmp_path / "articles", tmp_path / "index"
    put(folder, version(0))
    with ArticleIndex.open(place, embeddings=HashedWords()) as index:
        index.sync(folder)
    for number, moment in enumerate(MOMENTS, start=1):
        with ArticleIndex.open(place, embeddings=HashedWords()) as index:
            before = contents(index)
        put(folder, version(number))
        process = processes.Process(
            target=sync_and_die,
            args=(place, folder, moment),
            kwargs={"after": after, "rebuild": rebuild},
        )
        process.start()
        process.join(300)
        assert process.exitcode == -signal.SIGKILL, moment
        with ArticleIndex.open(place, embeddings=HashedWords()) as index:
            if moment == "tidied":  # which comes after the commit
                assert index.check(folder) == ()
            else:
                assert contents(index) == before, moment
            known = {passage.id for article in index for passage in index.passages(article.id)}
            found = {each.id for each in index.search("harbour", limit=50)}
            assert found
            assert found <= known
            index.sync(folder)
            assert index.check(folder) == (), moment
        assert len(list((place / "chroma").glob("0*"))) <= 2


def test_a_running_reader_sees_what_another_process_syncs(
    tmp_path: Path, folder: Path, write: Write
) -> None:
    place = tmp_path / "index"
    with ArticleIndex.open(place) as index:
        index.sync(folder)
        with start(WATCH, place) as reader:
            assert ask(reader, "How long does bread stay fresh?")[:2] == ["1", "bread.txt"]
            (folder / "bread.txt").unlink()
            write({"owls.md": "Owls hunt at night. They hear a mouse under the snow."})
            index.sync(folder)
            generation, *found = ask(reader, "How long does bread stay fresh?")
            assert generation == "2"
            assert "bread.txt" not in found
            assert ask(reader, "How do owls hunt?")[1] == "owls.md"
            reader.communicate("")


def test_several_readers_open_an_index_at_once(tmp_path: Path, folder: Path) -> None:
    with ArticleIndex.open(tmp_path / "index") as index:
        index.sync(folder)
    readers = [start(WATCH, tmp_path / "index") for _ in range(2)]
    for reader in readers:
        with reader:
            assert ask(reader, "How long does bread stay fresh?")[1] == "bread.txt"
            reader.communicate("")


def in_own_mounts(mount: str, code: str, *arguments: str) -> list[str]:
    """Run Python where `mount` was done, which nobody else sees and which ends with it."""
    shown = subprocess.run(
        ["/usr/bin/env", "unshare", "--map-root-user", "--mount", "/bin/sh", "-c",
         f'{mount} && echo mounted && exec "$0" -c "$@"', sys.executable, code, *arguments],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )  # fmt: skip
    if "mounted" not in shown.stdout:
        pytest.skip("this machine lets nobody mount")
    return [*shown.stdout.splitlines()[1:], *shown.stderr.splitlines()[-1:]]


def test_an_index_that_cannot_be_written_can_be_read(tmp_path: Path, folder: Path) -> None:
    place, read_only = tmp_path / "index", tmp_path / "read-only"
    with ArticleIndex.open(place) as index:
        index.sync(folder)
    read_only.mkdir()
    mount = 'mount --bind "$3" "$2" && mount -o remount,ro,bind "$2"'
    told = in_own_mounts(mount, READ, str(read_only), str(place), str(folder))
    assert told == ["bread.txt", "bread.txt", "384", "ArticleIndexError"]


def test_a_full_disk_is_named_and_nothing_is_lost(tmp_path: Path, folder: Path) -> None:
    mount = 'mount -t tmpfs -o size=4m tmpfs "$2"'
    (tmp_path / "disk").mkdir()
    told = in_own_mounts(mount, FILL, str(tmp_path / "disk"), str(folder))
    assert told[-1] == "1 23 ()"
    assert set(told[:-1]) == {"the disk is full"}
    assert len(told) > 3
