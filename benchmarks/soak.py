"""Measures the whole newsroom under load, while its servers are stopped and started in between.

    python -m benchmarks.soak [--users 50] [--minutes 20] [--chats 2] [--locust PATH] [--keep DIR]

Two chats over a shared index, PostgreSQL, a Chroma server and a model server that answers at once,
each a process of its own; Locust's users (`benchmarks/readers_at_work.py`) browse, ask and search.
Three times in between one of the three servers is stopped for some seconds, while somebody syncs
and conversations are kept. `--minutes 2 --no-outages` looks at speed alone. Figures by name:

- `load_errors`: requests, and answers in the page, that failed while every server was there. Must
  be 0, and there must have been requests.
- `load_p95_NAME`: seconds, model included, under which 95% of such requests took while all ran. At
  most .3 for everything but answers, which take what the model takes.
- `outage_wrong`: failures in outages that were no plain "come back later" (503, 504). Must be 0.
- `soak_growth_memory`, `…_threads`, `…_files`: see `vitals.growth`; the worst of the chats. At most
  1.2 each.
- `soak_lost`: conversations that were kept and are gone, an index that does not equal its folder,
  chats that ended. Must be 0.

The exit code is 1 where a figure is not what it must be.
"""

import argparse
import json
import signal
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from threading import Event, Thread
from typing import Any, NamedTuple
from uuid import uuid4

from assistant.access.account import Role
from assistant.access.account_store import AccountStore
from assistant.conversation_store import ConversationStore, KeptExchange, timestamp
from assistant.errors import AssistantError
from assistant.settings import Settings
from benchmarks.machines import ROOT, Newsroom, newsroom
from benchmarks.results import keep
from benchmarks.searching import percentile, questions
from benchmarks.vitals import Vitals, Watch, growth

_PASSWORD = "only for the load"  # noqa: S105 - of accounts that end with the run
_AWAY = 12.0  # seconds that a server is away
_GRACE = 30.0  # seconds after it is back in which a request may still feel it
_WARMING = 20.0  # seconds in which users arrive
_COME_BACK = frozenset({503, 504})
# What has an answer in it, as `readers_at_work` names it, and so takes as long as the model.
_ANSWERS = frozenset({"answer in the page", "page is told", "/ask", "/v1/chat/completions"})
_MOST_SECONDS = 0.3  # for 95% of all other requests
_MOST_GROWTH = 1.2
_NONE = ("load_errors", "outage_wrong", "soak_lost")


class Outage(NamedTuple):
    """A server was away, from and until, in seconds since the epoch."""

    server: str
    begun: float
    ended: float


class KeptConversations:
    """Keeps conversations all along, and knows of which it was told that they are kept."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.kept: list[str] = []
        self._over = Event()
        self._thread = Thread(target=self._run, name="conversations", daemon=True)
        self._thread.start()

    def lost(self) -> int:
        """End, and count those that are gone."""
        self._over.set()
        self._thread.join()
        with closing(ConversationStore(self._url, "soak")) as store:
            return sum(store.load("soak", each) is None for each in self.kept)

    def _run(self) -> None:
        with closing(ConversationStore(self._url, "soak")) as store:
            while not self._over.wait(1.0):
                name = uuid4().hex
                try:
                    exchange = KeptExchange(uuid4().hex, timestamp(), "Was it kept?")
                    store.add("soak", name, exchange, title=name)
                except AssistantError:
                    continue  # it was not told that this one is kept
                self.kept.append(name)


def write_world(room: Newsroom, users: int, log: Path) -> Path:
    """Make accounts, and write down what `readers_at_work` needs to know."""
    url = room.environment["ASSISTANT_CONVERSATIONS"]
    made = []
    with closing(AccountStore.open(Settings.load(conversations=url))) as store:
        for number in range(users):
            name = f"reader-{number}"
            store.add(name, _PASSWORD, Role.READER)
            made.append({"name": name, "password": _PASSWORD, "key": store.create_key(name)[1]})
    ids = [path.relative_to(room.articles).as_posix() for path in room.articles.rglob("*.md")]
    world = {
        "hosts": room.hosts, "users": made, "articles": ids, "log": str(log),
        "questions": questions(200, 5),
    }  # fmt: skip
    place = room.scratch / "world.json"
    place.write_text(json.dumps(world), encoding="utf-8")
    return place


def locust(room: Newsroom, world: Path, users: int, seconds: float, program: str) -> Any:  # noqa: ANN401 - a process
    """Start Locust's users, for so many seconds."""
    command = [program] if program else [sys.executable, "-m", "locust"]
    with (room.scratch / "locust.log").open("w", encoding="utf-8") as told:
        return subprocess.Popen(  # noqa: S603 - the program that was named
            [*command, "-f", str(ROOT / "benchmarks" / "readers_at_work.py"), "--headless",
             "--users", str(users), "--spawn-rate", str(max(1.0, users / _WARMING)),
             "--run-time", f"{round(seconds)}s", "--stop-timeout", "60", "--only-summary"],
            env=room.environment | {"READERS_AT_WORK": str(world)},
            stdout=told, stderr=told, cwd=room.scratch,
        )  # fmt: skip


def outages(room: Newsroom, seconds: float) -> list[Outage]:
    """Stop each of the servers once, the three spread over so many seconds; sync meanwhile."""
    found = []
    begun = time.time()
    for number, name in enumerate(("model", "chroma", "postgres"), start=1):
        server = getattr(room, name)
        time.sleep(max(0.0, begun + seconds * number / 4 - time.time()))
        (room.articles / f"late-{name}.txt").write_text(
            f"The {name} was away. This article came meanwhile.", encoding="utf-8"
        )
        since = time.time()
        syncing = Thread(target=room.command, args=("index", str(room.articles)))
        syncing.start()
        server.stop()
        time.sleep(_AWAY)
        server.start()
        syncing.join()
        found.append(Outage(name, since, time.time()))
        print(f"  {name} was away for {_AWAY:.0f} s", flush=True)
    return found


def load_figures(
    noted: Sequence[Mapping[str, Any]], away: Sequence[Outage], since: float
) -> dict[str, float]:
    """What requests say of the time when all servers were there, and of that when one was not."""
    seconds = defaultdict(list)
    errors = wrong = 0
    for each in noted:
        begun = each["at"] - each["seconds"]
        disturbed = any(o.begun - 1 < each["at"] and begun < o.ended + _GRACE for o in away)
        failed = each["said"] != "" or each["status"] >= 400
        if failed and disturbed:
            wrong += each["name"] != "answer in the page" and each["status"] not in _COME_BACK
        elif failed:
            errors += 1
            print(f"  {each['name']}: {each['status']} {each['said']}", flush=True)
        elif not disturbed and begun > since:
            seconds[each["name"]].append(each["seconds"])
    figures = {"load_requests": float(len(noted)), "load_errors": float(errors)}
    if away:
        figures["outage_wrong"] = float(wrong)
    for name, taken in sorted(seconds.items()):
        print(f"  {name:24}{len(taken):7} requests, median {percentile(taken, 0.5):6.3f} s, "
              f"p95 {percentile(taken, 0.95):6.3f} s, most {max(taken):6.3f} s")  # fmt: skip
        figures[_p95_of(name)] = percentile(taken, 0.95)
    return figures


def _p95_of(name: str) -> str:
    return f"load_p95_{name.strip('/').replace('/', '_').replace(' ', '_')}"


def missed(figures: Mapping[str, float]) -> dict[str, str]:
    """The figures that are not what they must be, each with what that is."""
    answers = set(map(_p95_of, _ANSWERS))
    most = dict.fromkeys(_NONE, 0.0)
    for name in figures:
        if name.startswith("load_p95_") and name not in answers:
            most[name] = _MOST_SECONDS
        elif name.startswith("soak_growth_"):
            most[name] = _MOST_GROWTH
    # Asked so that what is no number at all is missed too.
    found = {
        name: f"at most {bound:g}"
        for name, bound in most.items()
        if name in figures and not figures[name] <= bound
    }
    if not figures.get("load_requests"):
        found["load_requests"] = "more than 0"
    return found


def soak_figures(seen: Mapping[int, Sequence[Vitals]]) -> dict[str, float]:
    """How much the chats grew; the worst of them."""
    for number, each in enumerate(seen.values()):
        first, last = each[len(each) // 4], each[-1]
        print(
            f"  chat {number}: {first.megabytes:.0f} → {last.megabytes:.0f} MB, threads "
            f"{first.threads} → {last.threads}, files {first.files} → {last.files}"
        )
    names = {"megabytes": "memory", "threads": "threads", "files": "files"}
    return {
        f"soak_growth_{named}": max(growth(each, field) for each in seen.values())
        for field, named in names.items()
    }


def lost(room: Newsroom, kept: KeptConversations) -> float:
    """Conversations and articles that were kept and are gone."""
    gone = kept.lost()
    print(f"  {len(kept.kept)} conversations were kept, {gone} are gone", flush=True)
    room.command("index", str(room.articles))
    checked = room.command("index", str(room.articles), "--check")
    if checked.returncode != 0:
        print(f"  the index differs from the folder: {checked.stdout} {checked.stderr}")
    return float(gone + (checked.returncode != 0))


def measure(scratch: Path, options: argparse.Namespace) -> dict[str, float]:
    """Run it all in a scratch folder."""
    seconds = options.minutes * 60
    log = scratch / "requests.jsonl"
    with newsroom(scratch, options.articles, options.chats, options.model_seconds) as room:
        world = write_world(room, options.users, log)
        kept = KeptConversations(room.environment["ASSISTANT_CONVERSATIONS"])
        print(f"  {options.users} users at {len(room.hosts)} chats", flush=True)
        since = time.time() + _WARMING
        with Watch([chat.pid for chat in room.chats]) as watch:
            users = locust(room, world, options.users, seconds, options.locust)
            try:
                away = outages(room, seconds) if options.outages else []
                users.wait()
            finally:
                users.terminate()
        alive = all(chat.poll() is None for chat in room.chats)
        gone = lost(room, kept) + (not alive)
    noted = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    figures = load_figures(noted, away, since)
    if options.outages:
        figures |= soak_figures(watch.seen) | {"soak_lost": gone}
    return figures


def main() -> None:
    """Measure, print and keep; fails where a figure is not what it must be."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--minutes", type=float, default=20.0)
    parser.add_argument("--chats", type=int, default=2)
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--model-seconds", type=float, default=0.0, help="that the model takes")
    parser.add_argument("--no-outages", dest="outages", action="store_false")
    parser.add_argument("--locust", default="", help="Locust's program, if it is not in this venv")
    parser.add_argument("--keep", type=Path, help="a new folder for logs, which stays")
    options = parser.parse_args()
    # Told to end, it ends what it has started as well.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with tempfile.TemporaryDirectory() as folder:
        scratch = options.keep or Path(folder)
        scratch.mkdir(parents=True, exist_ok=True)
        figures = measure(scratch, options)
    for name, value in figures.items():
        print(f"{name:36}{value:10.3f}")
    keep(figures)
    wrong = missed(figures)
    for name, bound in wrong.items():
        print(f"{name} is {figures.get(name, 0.0):.3f} and must be {bound}")
    if wrong:
        sys.exit(1)


if __name__ == "__main__":
    main()
