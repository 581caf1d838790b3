"""What readers and programs do all day, for Locust; `benchmarks.soak` runs it.

    locust -f benchmarks/readers_at_work.py --host http://127.0.0.1:7860

It imports nothing of the project, so that Locust may live in an environment of its own. What it
needs to know stands in the file that `READERS_AT_WORK` names, as JSON: `hosts` (servers that answer
alike), `users` (names with `password` and `key`), `questions`, `articles` (ids), and `log`, where
every request is noted as a line of JSON with `at`, `name`, `status`, `seconds` and `said`.
"""

import itertools
import json
import os
import random
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from locust import HttpUser, between, events, task

_WORLD: dict[str, Any] = json.loads(Path(os.environ["READERS_AT_WORK"]).read_text("utf-8"))
if any(urlsplit(host).hostname != "127.0.0.1" for host in _WORLD["hosts"]):
    raise SystemExit("load is put on this machine's own servers only")
_LOG = Path(_WORLD["log"])
_NUMBERS = itertools.count()
_CHANCE = random.Random(7)  # noqa: S311 - who asks what, not a secret
_SECONDS = 60


@events.request.add_listener
def _note(
    name: str,
    response_time: float,
    response: object,
    exception: object,
    **_: object,
) -> None:
    status = getattr(response, "status_code", 0) or 0
    told = "" if exception is None and status < 400 else str(getattr(response, "text", ""))[:200]
    line = {
        "at": time.time(),
        "name": name,
        "status": status,
        "seconds": response_time / 1000,
        "said": told or (repr(exception)[:200] if exception else ""),
    }
    with _LOG.open("a", encoding="utf-8") as log:
        log.write(json.dumps(line) + "\n")


class _Visitor(HttpUser):
    """Somebody with an account, at one of the servers."""

    abstract = True

    def __init__(self, environment: Any) -> None:  # noqa: ANN401 - Locust's
        number = next(_NUMBERS)
        self.host = _WORLD["hosts"][number % len(_WORLD["hosts"])]
        self.account = _WORLD["users"][number % len(_WORLD["users"])]
        super().__init__(environment)

    def question(self) -> str:
        """One of those that are asked, at random."""
        return str(_CHANCE.choice(_WORLD["questions"]))


class Reader(_Visitor):
    """Logs in as a browser does, opens the page, reads articles, and now and then asks."""

    weight = 4
    wait_time = between(4, 12)

    def on_start(self) -> None:
        """Log in, and open the page."""
        given = {"username": self.account["name"], "password": self.account["password"]}
        self.client.post("/login", data=given, headers={"accept": "text/html"}, name="log in")
        self.open_page()

    @task(2)
    def open_page(self) -> None:
        """Open the page anew."""
        self.client.get("/", headers={"accept": "text/html"}, name="page", timeout=_SECONDS)

    @task(6)
    def read_article(self) -> None:
        """Open an article."""
        article = _CHANCE.choice(_WORLD["articles"])
        self.client.get("/article", params={"id": article}, name="article", timeout=_SECONDS)

    @task(3)
    def ask_in_the_page(self) -> None:
        """Ask through the page's own queue: the question is sent, its answer read from a stream."""
        begun = time.perf_counter()
        address = "/gradio_api/call/ask"
        sent = self.client.post(
            address, json={"data": [self.question(), [], []]}, name="page asks", timeout=_SECONDS
        )
        if sent.status_code != 200:
            return
        told = self.client.get(
            f"{address}/{sent.json()['event_id']}", name="page is told", timeout=_SECONDS
        )
        failed = "event: error" in told.text or "event: complete" not in told.text
        self.environment.events.request.fire(
            request_type="ASK",
            name="answer in the page",
            response_time=(time.perf_counter() - begun) * 1000,
            response_length=len(told.text),
            response=told,
            exception=RuntimeError(told.text[-200:]) if failed else None,
            context={},
        )


class Program(_Visitor):
    """Asks and searches with a key."""

    weight = 1
    wait_time = between(3, 9)

    def on_start(self) -> None:
        """Show the key with every request."""
        self.client.headers["authorization"] = f"Bearer {self.account['key']}"

    @task(2)
    def search(self) -> None:
        """Search."""
        given = {"query": self.question(), "limit": 5}
        self.client.post("/search", json=given, name="/search", timeout=_SECONDS)

    @task(2)
    def ask(self) -> None:
        """Ask as a program does."""
        given = {"question": self.question(), "fresh": True}
        self.client.post("/ask", json=given, name="/ask", timeout=_SECONDS)

    @task(1)
    def complete(self) -> None:
        """Ask as OpenAI's clients do."""
        given = {
            "model": "article-assistant",
            "messages": [{"role": "user", "content": self.question()}],
        }
        self.client.post(
            "/v1/chat/completions", json=given, name="/v1/chat/completions", timeout=_SECONDS
        )
