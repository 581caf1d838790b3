"""The library's components on the page; `assistant.web.library` says what they do."""

from dataclasses import dataclass

import gradio as gr
from gradio.i18n import I18nData

from assistant.article_listing import ORDERS
from assistant.web.library_texts import LIBRARY_TEXTS

AWAY = ["away"]
"""Class of the column that is not shown: `library.css` hides it."""
_SECONDS = 4  # between two looks at whether the articles have changed, while they are shown
_WORDS = (
    "articles",
    "search_articles",
    "sort_by",
    "language",
    "add_articles",
    "choose_none",
    "remove",
    "undo",
    "previous",
    "next",
    "ask_all",
)


def library_words() -> dict[str, dict[str, str]]:
    """The words that stand on the page from the beginning, by language."""
    return {
        code: {word: str(getattr(texts, word)) for word in _WORDS}
        for code, texts in LIBRARY_TEXTS.items()
    }


@dataclass(frozen=True)
class ScopeParts:
    """The line above the question box that says which articles are asked."""

    row: gr.Row
    said: gr.Markdown
    ask_all: gr.Button


@dataclass(frozen=True)
class ChangeParts:
    """Where articles are added, and removals undone."""

    drop: gr.File
    hint: gr.Markdown
    additions: gr.Markdown
    notice: gr.Row
    noticed: gr.Markdown
    undo: gr.Button
    remove: gr.Button


@dataclass(frozen=True)
class LibraryParts:
    """The list of articles, and what is done with it."""

    column: gr.Column
    search: gr.Textbox
    order: gr.Dropdown
    language: gr.Dropdown
    counted: gr.Markdown
    choice: gr.Row
    chosen: gr.Markdown
    ask: gr.Button
    none: gr.Button
    articles: gr.Markdown
    pager: gr.Row
    previous: gr.Button
    stretch: gr.Markdown
    next: gr.Button
    act: gr.Textbox
    """Hidden: what was clicked in the list."""
    clock: gr.Timer
    changes: ChangeParts | None
    """None where the library can only be read."""


def articles_button(words: gr.I18n) -> gr.Button:
    """The button that shows the library, and the chat again."""
    return gr.Button(words("articles"), elem_id="articles-button", size="sm", min_width=0)


def scope_line(words: gr.I18n) -> ScopeParts:
    """The line that names the articles a conversation is limited to; hidden where it is not."""
    with gr.Row(visible=False, elem_id="scope") as row:
        said = _markup("scope-said")
        ask_all = gr.Button(words("ask_all"), elem_id="ask-all", size="sm", min_width=0)
    return ScopeParts(row, said, ask_all)


def library_column(words: gr.I18n, languages: tuple[str, ...], *, may_change: bool) -> LibraryParts:
    """The library, hidden at first.

    Args:
        words: the words of the page.
        languages: of the articles; what a page may name that was open before the server was.
        may_change: whether articles can be added and removed.
    """
    with gr.Column(elem_id="library", elem_classes=AWAY, min_width=0) as column:
        changes = _change_parts(words) if may_change else None
        with gr.Row(elem_id="library-tools"):
            search = gr.Textbox(
                label=words("search_articles"),
                placeholder=words("search_articles"),
                show_label=False,
                container=False,
                lines=1,
                max_lines=1,
                max_length=200,
                scale=3,
                min_width=0,
                elem_id="library-search",
            )
            order = _choice(words("sort_by"), list(ORDERS), ORDERS[0], "library-order")
            language = _choice(words("language"), ["", *languages], "", "library-language")
        with gr.Row(elem_id="library-status"):
            counted = _markup("library-counted")
            with gr.Row(visible=False, elem_id="library-choice") as choice:
                chosen = _markup("library-chosen")
                ask = _button("", "ask-chosen")
                if changes:
                    changes.remove.render()  # type: ignore[no-untyped-call]  # Gradio's
                none = _button(words("choose_none"), "choose-none")
        articles = _markup("library-articles")
        with gr.Row(visible=False, elem_id="library-pager") as pager:
            previous = _button(words("previous"), "library-previous")
            stretch = _markup("library-stretch")
            following = _button(words("next"), "library-next")
    act = gr.Textbox(visible="hidden", elem_id="library-act", show_label=False)
    clock = gr.Timer(_SECONDS, active=False)
    return LibraryParts(
        column, search, order, language, counted, choice, chosen, ask, none, articles, pager,
        previous, stretch, following, act, clock, changes,
    )  # fmt: skip


def _change_parts(words: gr.I18n) -> ChangeParts:
    drop = gr.File(
        label=words("add_articles"),
        file_count="multiple",
        height=96,
        elem_id="library-drop",
    )
    hint = _markup("library-hint")
    additions = _markup("library-additions")
    with gr.Row(visible=False, elem_id="library-notice") as notice:
        noticed = _markup("library-noticed")
        undo = _button(words("undo"), "library-undo")
    remove = gr.Button(
        words("remove"), elem_id="remove-chosen", size="sm", min_width=0, render=False
    )
    return ChangeParts(drop, hint, additions, notice, noticed, undo, remove)


def _markup(elem_id: str) -> gr.Markdown:
    """Where markup of ours stands, escaped and sanitised."""
    return gr.Markdown(elem_id=elem_id, container=False, latex_delimiters=[], sanitize_html=True)


def _button(label: str | I18nData, elem_id: str) -> gr.Button:
    return gr.Button(label, elem_id=elem_id, size="sm", min_width=0)


def _choice(label: str | I18nData, values: list[str], value: str, elem_id: str) -> gr.Dropdown:
    """Its choices get their names when the library is opened, in the reader's language."""
    return gr.Dropdown(
        [(each, each) for each in values],
        value=value,
        label=label,
        filterable=False,
        scale=1,
        min_width=0,
        elem_id=elem_id,
    )
