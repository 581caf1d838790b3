"""Measures how soon a reader of the web chat sees the page, the first word and the whole answer.

    python -m benchmarks.page [--repeat N]

A headless Chromium opens the chat over the bundled articles, as the default model answers, as a
reader who was never there, and asks; what the assistant itself took for the same answer stands in
brackets. Needs Chromium and the development requirements.
"""

import argparse
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Collection, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from assistant.assistant import Assistant
from assistant.conversation import Turn
from assistant.conversation_store import ConversationStore
from assistant.events import AnswerReady, Event, TextDelta
from assistant.settings import Settings
from assistant.web import ChatServer

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

_CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "chrome")
_FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
_PATIENCE = 300_000  # milliseconds
_QUESTIONS = (
    "Why did Tyler Perry pause his studio?",
    "Was sagte Ashton Kutcher über Sora?",
    "Qui a présenté Sora à Hollywood fin février ?",
    "How many jobs does the study expect to be lost?",
    "Wann soll das Filmfest stattfinden?",
)
_PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"


class Timed(Assistant):
    """An assistant that notes when it gave its first word and its answer."""

    first_word = answered = 0.0

    def stream(
        self,
        question: str,
        history: Sequence[Turn | tuple[str, str]] = (),
        articles: Collection[str] = (),
        *,
        fresh: bool = False,  # noqa: ARG002 - no answer comes from the cache here
    ) -> Generator[Event, None, None]:
        """Answer as any assistant, but never from the cache."""
        begun = time.perf_counter()
        self.first_word = 0.0
        for event in super().stream(question, history, articles, fresh=True):
            if isinstance(event, TextDelta) and not self.first_word:
                self.first_word = time.perf_counter() - begun
            if isinstance(event, AnswerReady):
                self.answered = time.perf_counter() - begun
            yield event


class Visit(NamedTuple):
    """Seconds from the request for the page."""

    painted: float
    usable: float


class Asked(NamedTuple):
    """Seconds from the Enter key; in brackets those of the assistant alone."""

    noticed: float
    first_word: float
    answered: float


@contextmanager
def chat(assistant: Assistant) -> Iterator[str]:
    """Yield the address of a chat that keeps nothing for longer than this run."""
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(ConversationStore(f"sqlite:///{Path(folder) / 'kept.sqlite'}")) as conversations,
        ChatServer(assistant, Settings.load(port=0), conversations=conversations) as server,
    ):
        yield server.url


def opened(browser: "Browser", address: str) -> tuple["Page", Visit]:
    """Open the chat as somebody who was never there."""
    page = browser.new_context(locale="en-GB").new_page()
    page.set_default_timeout(_PATIENCE)
    begun = time.perf_counter()
    page.goto(address)
    page.locator("#question-box textarea").wait_for()
    usable = time.perf_counter() - begun
    return page, Visit(float(page.evaluate(_PAINTED)) / 1000, usable)


def ask(page: "Page", question: str) -> Asked:
    """Ask, and watch the page until the answer stands with its quotes."""
    box = page.locator("#question-box textarea")
    box.fill(question)
    answer = page.locator(".answer").nth(page.locator(".answer").count())
    begun = time.perf_counter()
    box.press("Enter")
    seen = []
    for part in (answer, answer.locator(":is(p, li):not(.status)"), answer.locator(".making")):
        part.first.wait_for()
        seen.append(time.perf_counter() - begun)
    return Asked(*seen)


def main() -> None:
    """Measure and print.

    Raises:
        SystemExit: there is no Chromium.
    """
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--repeat", type=int, default=5, help="times that the page is opened")
    options = parser.parse_args()
    chromium = next(filter(None, map(shutil.which, _CHROMIUM)), None)
    if chromium is None:
        sys.exit("this needs Chromium: install Debian's package chromium, or Chrome")
    with Timed.open() as assistant, chat(assistant) as address, sync_playwright() as playwright:
        assistant.warm()
        browser = playwright.chromium.launch(executable_path=chromium, args=[*_FLAGS])
        visits = [opened(browser, address)[1] for _ in range(options.repeat)]
        for name, values in zip(Visit._fields, zip(*visits, strict=True), strict=True):
            print(f"page {name:12}{statistics.median(values):8.2f} s  {_range(values)}")
        page, _ = opened(browser, address)
        for question in _QUESTIONS:
            seen = ask(page, question)
            print(
                f"noticed {seen.noticed:5.2f} s  first word {seen.first_word:6.2f} s "
                f"({assistant.first_word:.2f})  answered {seen.answered:6.2f} s "
                f"({assistant.answered:.2f})  {question}",
                flush=True,
            )
        browser.close()


def _range(values: Sequence[float]) -> str:
    return f"{min(values):.2f}-{max(values):.2f}"


if __name__ == "__main__":
    main()
