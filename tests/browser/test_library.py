"""The library as a reader meets it: articles found, chosen, asked about, added and removed."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Locator, expect

from assistant.library import Library, fixed_place
from assistant.settings import Settings
from assistant.web import ChatServer
from index.article_index import ArticleIndex
from index.lock import writing
from tests.browser.conftest import Reader, Visit
from tests.browser.test_accessibility import SIZES, faults
from tests.integration.web.scripted_assistant import ScriptedAssistant

FILES = {
    "bauten/bruecke.md": "---\ntitle: Die Brücke über den Sund\npublished: 2021-06-04\n"
    "author: Redaktion Bauwerke\n---\n\nIm Juni wurde die Brücke gesperrt, weil ein Pfeiler "
    "unterspült war. Die Reparatur soll acht Wochen dauern.\n",
    "bauten/phare.md": "---\ntitle: Le phare du cap\npublished: 2020\n---\n\nLe phare du cap date "
    "de 1863. Sa lanterne porte à vingt milles.\n",
    "bread.txt": "How to keep bread fresh\n\nA loaf stays fresh for three days in a linen bag. In "
    "the refrigerator it dries out sooner.\n",
}
GOOD = b"# The new harbour\n\nThe new harbour opened in 1999 and has four cranes.\n"
HOSTILE_TITLE = (
    '<img src="http://elsewhere.example/t.png" onerror="window.hacked=2"> **bold** $$x$$'
)
HOSTILE_FOLDER = 'evil"><script>window.hacked=1<'
QUESTION = "What is new?"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / "articles" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "articles"


@pytest.fixture
def index(tmp_path: Path, folder: Path) -> Iterator[ArticleIndex]:
    with ArticleIndex.open(tmp_path / "index") as opened:
        opened.sync(folder)
        yield opened


@pytest.fixture
def assistant(index: ArticleIndex) -> ScriptedAssistant:
    return ScriptedAssistant(index=index)


@pytest.fixture
def server(
    assistant: ScriptedAssistant, index: ArticleIndex, folder: Path, port: int
) -> Iterator[ChatServer]:
    with (
        closing(Library(index, fixed_place(folder), most_bytes=2**20, patience=0.0)) as library,
        ChatServer(assistant, Settings.load(port=port), library=library) as running,
    ):
        yield running


def open_library(reader: Reader) -> None:
    reader.page.get_by_role("button", name="Articles").click()
    expect(rows(reader).first).to_be_visible()


def rows(reader: Reader) -> Locator:
    return reader.page.locator(".article-row")


def titles(reader: Reader) -> Locator:
    return reader.page.locator(".article-row .title")


def row(reader: Reader, title: str) -> Locator:
    return rows(reader).filter(has_text=title)


def upload(reader: Reader, *files: tuple[str, bytes]) -> None:
    with reader.page.expect_file_chooser() as chooser:
        reader.page.get_by_role("button", name="Add articles").click()
    chooser.value.set_files(
        [FilePayload(name=name, mimeType="text/plain", buffer=content) for name, content in files]
    )


def added(reader: Reader, name: str) -> Locator:
    return reader.page.locator(".additions li").filter(has_text=name)


def test_articles_are_listed_with_language_date_author_and_passages(reader: Reader) -> None:
    expect(reader.page.get_by_role("button", name="Articles (3)")).to_be_visible()
    open_library(reader)
    expect(reader.page.locator("#library-counted")).to_have_text("3 articles")
    bridge = row(reader, "Die Brücke über den Sund")
    expect(bridge).to_contain_text("German · 4 June 2021 · Redaktion Bauwerke · 1 passage")
    expect(bridge).to_contain_text("bauten/bruecke.md")
    expect(reader.box).not_to_be_visible()
    reader.page.get_by_role("button", name="Back to the chat").click()
    expect(reader.box).to_be_visible()
    expect(rows(reader).first).not_to_be_visible()


def test_search_finds_as_one_types_and_sorting_and_languages_narrow_down(reader: Reader) -> None:
    open_library(reader)
    expect(titles(reader)).to_have_text(
        ["Die Brücke über den Sund", "How to keep bread fresh", "Le phare du cap"]
    )
    search = reader.page.get_by_role("textbox", name="Search by title, author or file name")
    search.press_sequentially("brucke")
    expect(titles(reader)).to_have_text(["Die Brücke über den Sund"])
    expect(reader.page.locator("#library-counted")).to_have_text("1 of 3 articles")
    search.fill("no such thing")
    expect(reader.page.get_by_text("No article fits.")).to_be_visible()
    search.fill("")
    expect(rows(reader)).to_have_count(3)

    reader.page.get_by_role("combobox", name="Sort by").click()
    reader.page.get_by_role("option", name="Newest first").click()
    expect(titles(reader)).to_have_text(
        ["Die Brücke über den Sund", "Le phare du cap", "How to keep bread fresh"]
    )
    reader.page.get_by_role("combobox", name="Language").click()
    reader.page.get_by_role("option", name="French").click()
    expect(titles(reader)).to_have_text(["Le phare du cap"])


def test_article_opens_beside_the_list_and_can_be_asked_about_from_there(reader: Reader) -> None:
    open_library(reader)
    reader.page.get_by_role("link", name="Le phare du cap").click()
    expect(reader.panel.get_by_role("heading", level=1)).to_have_text("Le phare du cap")
    expect(reader.panel).to_contain_text("Sa lanterne porte à vingt milles.")
    reader.panel.get_by_role("link", name="Ask about this article only").click()
    expect(reader.panel).not_to_be_visible()
    expect(reader.page.locator("#scope-said")).to_have_text("Asking only: Le phare du cap")


def test_one_article_is_asked_about_alone_until_all_are_again(
    reader: Reader, assistant: ScriptedAssistant
) -> None:
    open_library(reader)
    reader.page.get_by_role("button", name="Ask about it “Le phare du cap”").click()
    expect(reader.box).to_be_focused()
    expect(reader.page.locator("#scope-said")).to_have_text("Asking only: Le phare du cap")
    reader.ask(QUESTION)
    expect(reader.answers).to_contain_text("The articles do not answer")
    assert assistant.scopes == [("bauten/phare.md",)]
    reader.page.get_by_role("button", name="Ask all articles").click()
    expect(reader.page.locator("#scope-said")).not_to_be_visible()
    reader.ask(QUESTION)
    expect(reader.answers).to_have_count(2)
    expect(reader.answers.nth(1)).to_contain_text("The articles do not answer")
    assert assistant.scopes[1:] == [()]


def test_chosen_articles_are_asked_about_together(
    reader: Reader, assistant: ScriptedAssistant
) -> None:
    open_library(reader)
    reader.page.get_by_role("checkbox", name="Choose “Le phare du cap”").check()
    reader.page.get_by_role("checkbox", name="Choose “How to keep bread fresh”").check()
    expect(reader.page.locator("#library-chosen")).to_have_text("2 articles chosen")
    # What was chosen stays so while one looks elsewhere.
    search = reader.page.get_by_role("textbox", name="Search by title, author or file name")
    search.fill("sund")
    expect(rows(reader)).to_have_count(1)
    search.fill("")
    expect(reader.page.get_by_role("checkbox", checked=True)).to_have_count(2)
    reader.page.get_by_role("button", name="Ask about these 2").click()
    expect(reader.page.locator("#scope-said")).to_have_text(
        "Asking only: How to keep bread fresh · Le phare du cap"
    )
    reader.ask(QUESTION)
    expect(reader.answers).to_contain_text("The articles do not answer")
    assert assistant.scopes == [("bread.txt", "bauten/phare.md")]


def test_new_conversation_asks_all_articles_again(
    reader: Reader, assistant: ScriptedAssistant
) -> None:
    open_library(reader)
    reader.page.get_by_role("button", name="Ask about it “Le phare du cap”").click()
    expect(reader.page.locator("#scope-said")).to_be_visible()
    reader.page.get_by_role("button", name="New conversation").click()
    expect(reader.page.locator("#scope-said")).not_to_be_visible()
    reader.ask(QUESTION)
    expect(reader.answers).to_contain_text("The articles do not answer")
    assert assistant.scopes == [()]


def test_all_of_it_works_with_the_keyboard(reader: Reader) -> None:
    page = reader.page
    page.get_by_role("button", name="Articles").focus()
    page.keyboard.press("Enter")
    expect(rows(reader)).to_have_count(3)
    page.get_by_role("checkbox", name="Choose “Le phare du cap”").focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Ask about this one")).to_be_visible()
    expect(page.get_by_role("checkbox", name="Choose “Le phare du cap”")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Le phare du cap")).to_be_focused()
    page.keyboard.press("Enter")
    expect(reader.panel).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Le phare du cap")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(reader.box).to_be_focused()
    expect(page.locator("#scope-said")).to_contain_text("Le phare du cap")


def test_closing_an_article_leaves_alone_who_has_moved_on(reader: Reader) -> None:
    page = reader.page
    open_library(reader)
    page.get_by_role("link", name="Le phare du cap").click()
    expect(reader.panel).to_be_visible()
    # The browser tells of the closing later than it closes: a quick key comes in between.
    page.evaluate(
        """() => new Promise((told) => {
            const panel = document.querySelector("#article-panel");
            panel.addEventListener("close", told, { once: true });
            panel.close();
            document.querySelector("button.asks-about").focus();
        })"""
    )
    expect(reader.panel).to_be_hidden()
    expect(page.locator("button.asks-about").first).to_be_focused()


def test_good_file_is_added_and_the_bad_ones_are_named_with_reasons(
    reader: Reader, index: ArticleIndex, folder: Path
) -> None:
    open_library(reader)
    upload(
        reader,
        ("Harbour.md", GOOD),
        ("binary.txt", bytes(range(256))),
        ("letter.pages", b"PK\x03\x04"),
        ("large.txt", b"word " * 250_000),
        ("bread.txt", GOOD),
    )
    expect(added(reader, "Harbour.md")).to_contain_text("added")
    expect(added(reader, "binary.txt").first).to_contain_text("holds binary data, not text")
    expect(added(reader, "letter.pages")).to_contain_text("is of a kind that can’t be read")
    expect(added(reader, "large.txt")).to_contain_text("is larger than 1 MB")
    expect(added(reader, "bread.txt")).to_contain_text("added as “bread 2.txt”")
    expect(reader.page.locator("#library-counted")).to_have_text("5 articles")
    assert "Harbour.md" in index
    assert (folder / "bread.txt").read_text(encoding="utf-8") == FILES["bread.txt"]
    assert reader.errors == []


def test_files_can_be_dropped(reader: Reader, index: ArticleIndex) -> None:
    open_library(reader)
    dropped = reader.page.evaluate_handle(
        """text => {
            const files = new DataTransfer();
            files.items.add(new File([text], "Harbour.md"));
            return files;
        }""",
        GOOD.decode(),
    )
    reader.page.locator("#library-drop button").dispatch_event("drop", {"dataTransfer": dropped})
    expect(added(reader, "Harbour.md")).to_contain_text("added")
    expect(titles(reader).filter(has_text="The new harbour")).to_be_visible()
    assert "Harbour.md" in index


def test_removed_article_comes_back_with_undo(
    reader: Reader, index: ArticleIndex, folder: Path
) -> None:
    open_library(reader)
    reader.page.get_by_role("checkbox", name="Choose “Le phare du cap”").check()
    reader.page.get_by_role("button", name="Remove").click()
    expect(reader.page.locator("#library-noticed")).to_have_text("“Le phare du cap” was removed.")
    expect(rows(reader)).to_have_count(2)
    assert "bauten/phare.md" not in index
    reader.page.get_by_role("button", name="Undo").click()
    expect(reader.page.locator("#library-noticed")).to_have_text("“Le phare du cap” is back.")
    expect(rows(reader)).to_have_count(3)
    assert "bauten/phare.md" in index
    assert (folder / "bauten/phare.md").read_text(encoding="utf-8") == FILES["bauten/phare.md"]


def test_change_that_fails_is_told_and_leaves_the_list_as_it_was(
    reader: Reader, index: ArticleIndex
) -> None:
    open_library(reader)
    with writing(index.folder):
        upload(reader, ("Harbour.md", GOOD))
        expect(added(reader, "Harbour.md")).to_contain_text("Another process is writing the index")
        reader.page.get_by_role("checkbox", name="Choose “Le phare du cap”").check()
        reader.page.get_by_role("button", name="Remove").click()
        expect(reader.page.locator("#library-noticed")).to_contain_text("Another process")
    expect(rows(reader)).to_have_count(3)
    assert "Harbour.md" not in index


def test_only_articles_left_cannot_be_removed(reader: Reader) -> None:
    open_library(reader)
    for box in reader.page.locator(".article-row input").all():
        box.check()
    expect(reader.page.locator("#library-chosen")).to_have_text("3 articles chosen")
    reader.page.get_by_role("button", name="Remove").click()
    expect(reader.page.locator("#library-noticed")).to_contain_text("These are the only articles.")
    expect(rows(reader)).to_have_count(3)


def test_another_reader_sees_the_change_and_asks_the_new_article(
    visit: Visit, reader: Reader, assistant: ScriptedAssistant
) -> None:
    other = visit()
    open_library(other)
    open_library(reader)
    upload(reader, ("Harbour.md", GOOD))
    expect(added(reader, "Harbour.md")).to_contain_text("added")
    expect(titles(other).filter(has_text="The new harbour")).to_be_visible()
    other.page.get_by_role("button", name="Ask about it “The new harbour”").click()
    other.ask(QUESTION)
    expect(other.answers).to_contain_text("The articles do not answer")
    assert assistant.scopes == [("Harbour.md",)]


def test_conversation_about_a_removed_article_says_so_and_then_asks_all(
    visit: Visit, reader: Reader, assistant: ScriptedAssistant
) -> None:
    other = visit()
    open_library(other)
    other.page.get_by_role("button", name="Ask about it “Le phare du cap”").click()
    expect(other.page.locator("#scope-said")).to_be_visible()
    open_library(reader)
    reader.page.get_by_role("checkbox", name="Choose “Le phare du cap”").check()
    reader.page.get_by_role("button", name="Remove").click()
    expect(reader.page.locator("#library-noticed")).to_contain_text("was removed")
    other.ask(QUESTION)
    expect(other.answers).to_contain_text("has been removed: bauten/phare.md")
    expect(other.page.locator("#scope-said")).not_to_be_visible()
    assert assistant.scopes == []
    other.ask(QUESTION)
    expect(other.answers.nth(1)).to_contain_text("The articles do not answer")
    assert assistant.scopes == [()]


def test_link_to_the_chat_about_one_article_works_once(visit: Visit) -> None:
    reader = visit(path="?article=bauten%2Fphare.md")
    expect(reader.page.locator("#scope-said")).to_have_text("Asking only: Le phare du cap")
    assert "article" not in reader.page.url.partition("?")[2]
    reader.page.get_by_role("button", name="Ask all articles").click()
    expect(reader.page.locator("#scope-said")).not_to_be_visible()


def test_hostile_names_and_titles_are_shown_as_they_are(
    reader: Reader, index: ArticleIndex, folder: Path, assistant: ScriptedAssistant
) -> None:
    hostile = folder / HOSTILE_FOLDER
    hostile.mkdir()
    text = f"---\ntitle: '{HOSTILE_TITLE}'\nauthor: '\"><svg onload=\"window.hacked=3\">'\n---\n\n"
    (hostile / "a\n\n<b>x.md").write_text(text + "The harbour opened in 1901.\n", encoding="utf-8")
    index.sync(folder)
    open_library(reader)
    expect(titles(reader).filter(has_text=HOSTILE_TITLE)).to_be_visible()
    upload(reader, ("<img src=x onerror=window.hacked=4>.md", GOOD), ("<b>bad</b>.exe", b"MZ"))
    expect(reader.page.locator(".additions .done")).to_have_count(1)
    expect(reader.page.locator(".additions .failed")).to_have_count(1)
    reader.page.get_by_role("button", name=f"Ask about it “{HOSTILE_TITLE}”").click()
    expect(reader.page.locator("#scope-said a")).to_be_visible()
    reader.ask(QUESTION)
    expect(reader.answers).to_contain_text("The articles do not answer")
    assert assistant.scopes == [(f"{HOSTILE_FOLDER}/a\n\n<b>x.md",)]
    reader.page.get_by_role("button", name="Articles (5)").click()
    titles(reader).filter(has_text=HOSTILE_TITLE).click()
    expect(reader.panel.get_by_role("heading", level=1)).to_have_text(HOSTILE_TITLE)
    found = ":is(#library-articles, #library-additions, #scope) :is(script, img, svg, b, strong)"
    expect(reader.page.locator(found)).to_have_count(0)
    assert reader.page.evaluate("window.hacked") is None
    assert reader.requested_elsewhere() == []
    assert reader.errors == []


def test_read_only_chat_shows_articles_and_nothing_that_changes_them(
    visit: Visit, assistant: ScriptedAssistant
) -> None:
    with ChatServer(assistant, Settings.load(port=0)) as read_only:
        reader = visit()
        reader.page.goto(read_only.url)
        open_library(reader)
        reader.page.get_by_role("checkbox", name="Choose “Le phare du cap”").check()
        expect(reader.page.get_by_role("button", name="Ask about this one")).to_be_visible()
        expect(reader.page.get_by_role("button", name="Remove")).to_have_count(0)
        expect(reader.page.get_by_role("button", name="Add articles")).to_have_count(0)
        expect(reader.page.locator("input[type=file]")).to_have_count(0)


@pytest.mark.parametrize(
    ("locale", "library", "asks"),
    [
        ("de-AT", "Artikel (3)", "Dazu fragen „Le phare du cap“"),
        ("fr", "Articles (3)", "Interroger «\u00a0Le phare du cap\u00a0»"),
    ],
)
def test_library_speaks_the_browser_s_language(
    visit: Visit, locale: str, library: str, asks: str
) -> None:
    reader = visit(locale=locale)
    reader.page.get_by_role("button", name=library).click()
    expect(reader.page.get_by_role("button", name=asks)).to_be_visible()


def test_axe_finds_no_fault_where_articles_are_added_and_removed(visit: Visit) -> None:
    for size in SIZES:
        reader = visit(viewport=size, reduced_motion="reduce")
        open_library(reader)
        upload(reader, (f"Harbour {size['width']}.md", GOOD), ("letter.pages", b"PK"))
        expect(reader.page.locator(".additions .done")).to_be_visible()
        reader.page.get_by_role("checkbox", name="The new harbour").first.check()
        reader.page.get_by_role("button", name="Remove").click()
        expect(reader.page.get_by_role("button", name="Undo")).to_be_visible()
        assert faults(reader) == [], size


def test_article_beside_the_list_leaves_room_to_search(visit: Visit) -> None:
    reader = visit(viewport={"width": 1000, "height": 740}, reduced_motion="reduce")
    open_library(reader)
    reader.page.get_by_role("link", name="Le phare du cap").click()
    expect(reader.panel).to_be_visible()
    edge = reader.panel.bounding_box()
    for part in ("#library-search", "#articles-button", "#fresh", ".asks-about >> nth=0"):
        box = reader.page.locator(part).bounding_box()
        assert edge is not None
        assert box is not None
        assert box["width"] > 30
        assert box["x"] + box["width"] <= edge["x"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_narrow_page_shows_all_of_the_library_without_sideways_scroll(
    visit: Visit, scheme: str
) -> None:
    reader = visit(viewport={"width": 360, "height": 740}, color_scheme=scheme)
    open_library(reader)
    upload(reader, ("A harbour with a rather long name, as they come from scanners.md", GOOD))
    expect(added(reader, "A harbour")).to_contain_text("added")
    reader.page.get_by_role("checkbox").first.check()
    ask = reader.page.get_by_role("button", name="Ask about this one")
    expect(ask).to_be_visible()
    for place in (".gradio-container", "#library", "#masthead"):
        wide = f"document.querySelector('{place}').scrollWidth"
        assert reader.page.evaluate(wide) <= 360, place
    for button in reader.page.locator("#library button:visible, #masthead button:visible").all():
        box = button.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360
    ask.click()
    expect(reader.page.locator("#scope-said")).to_be_in_viewport(ratio=1)
    expect(reader.box).to_be_in_viewport(ratio=1)
