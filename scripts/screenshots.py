"""Take the README's pictures: the chat over the bundled articles, as the default model answers.

Nothing is staged: a headless Chromium asks a real server real questions, which takes a few minutes.
`make screenshots` sees to the development requirements and the model; Chromium must be there.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

# Before a library that uses OpenMP loads; see docs/design.md, Models.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
CHROMIUM_NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "chrome",
)
# No sandbox of its own in a container, and none of the browser's calls home.
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
PATIENCE = 600_000  # milliseconds for an answer on a busy machine

WHO = "Who showed Sora to Hollywood at the end of February?"
WHICH = "Welche Studios geben keine Inhalte zum Trainieren her?"
QUI = "Qui a présenté Sora à Hollywood fin février ?"
UNANSWERED = "How many people work at OpenAI?"


def main() -> None:
    """Take all pictures.

    Raises:
        SystemExit: there is no Chromium.
    """
    from playwright.sync_api import sync_playwright

    chromium = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if chromium is None:
        sys.exit("screenshots: no Chromium here; install Debian's package chromium, or Chrome")
    IMAGES.mkdir(parents=True, exist_ok=True)
    with chat() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=[*FLAGS])
        take_article_beside_the_chat(browser, address)
        take_quote_at_its_number(browser, address)
        take_phone(browser, address)
        take_refusal(browser, address)
        take_articles(browser, address)
        browser.close()


@contextmanager
def chat() -> Iterator[str]:
    """Address of a chat over the bundled articles that keeps nothing for longer than this run."""
    from assistant import Assistant
    from assistant.conversation_store import ConversationStore
    from assistant.feedback import FeedbackLog
    from assistant.library import Library, fixed_place
    from assistant.settings import Settings
    from assistant.web import ChatServer

    with (
        tempfile.TemporaryDirectory() as folder,
        closing(ConversationStore(f"sqlite:///{Path(folder) / 'kept.sqlite'}")) as conversations,
        Assistant.open() as assistant,
        closing(Library(assistant.index, fixed_place(Path(folder)))) as library,
        ChatServer(
            assistant,
            Settings.load(port=0),
            feedback=FeedbackLog(Path(folder) / "feedback.jsonl", {}),
            conversations=conversations,
            library=library,
        ) as server,
    ):
        yield server.url


def take_article_beside_the_chat(browser: "Browser", address: str) -> None:
    """An answer, and the article opened at its first quote."""
    page = visit(browser, address, 1440, 860)
    ask(page, WHICH)
    page.get_by_role("button", name="New conversation").click()
    page.locator("#conversation .example").first.wait_for()
    ask(page, WHO)
    page.locator("a.marker").first.click()
    page.locator("#article-panel mark").first.wait_for()
    save(page, "chat.png")


def take_quote_at_its_number(browser: "Browser", address: str) -> None:
    """The card that pointing at a number shows, on a dark page in French."""
    page = visit(browser, address, 1280, 800, scheme="dark", locale="fr-FR")
    ask(page, QUI)
    page.locator("a.marker").first.hover()
    page.locator("#quote-card").wait_for()
    save(page, "chat-dark.png")


def take_phone(browser: "Browser", address: str) -> None:
    """A German answer on a phone, with the card of its first quote."""
    page = visit(browser, address, 360, 740, locale="de-DE", touch=True)
    ask(page, WHICH)
    page.locator("a.marker").first.tap()
    page.locator("#quote-card").wait_for()
    save(page, "chat-phone.png")


def take_refusal(browser: "Browser", address: str) -> None:
    """A refusal with the closest passages and what could be asked instead."""
    page = visit(browser, address, 1280, 1080)
    ask(page, UNANSWERED)
    page.locator("#conversation .option").first.wait_for()
    save(page, "refusal.png")


def take_articles(browser: "Browser", address: str) -> None:
    """The list of articles, two of them chosen."""
    page = visit(browser, address, 1280, 800)
    page.get_by_role("button", name="Articles").click()
    page.get_by_role("checkbox").nth(0).check()
    page.get_by_role("checkbox").nth(2).check()
    page.get_by_role("button", name="Ask about these 2").wait_for()
    save(page, "articles.png")


def visit(
    browser: "Browser",
    address: str,
    width: int,
    height: int,
    *,
    scheme: str = "light",
    locale: str = "en-GB",
    touch: bool = False,
) -> "Page":
    """A page as a new reader sees it."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        locale=locale,
        reduced_motion="reduce",
        has_touch=touch,
        is_mobile=touch,
        device_scale_factor=2 if touch else 1,
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(address)
    page.locator("#conversation .example").first.wait_for()
    return page


def ask(page: "Page", question: str) -> None:
    """Ask, and wait until the answer is there and the page at rest."""
    page.locator("#question-box textarea").fill(question)
    page.locator("#question-box textarea").press("Enter")
    page.locator("#question-box .submit-button").wait_for(state="hidden")
    page.locator("#conversation .answer :is(.card, .refusal)").first.wait_for()
    page.locator("#question-box .submit-button").wait_for()
    page.locator("#conversations label").first.wait_for(state="attached")


def save(page: "Page", name: str) -> None:
    """Keep what the window shows."""
    page.evaluate("Promise.all(document.getAnimations().map(it => it.finished))")
    page.screenshot(path=IMAGES / name)
    print(f"docs/images/{name}")


if __name__ == "__main__":
    main()
