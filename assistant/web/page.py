"""The page: what stands on it, and which event does what."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr
from gradio.components.chatbot import ExampleMessage

from assistant.article_listing import ArticleListing
from assistant.feedback import FeedbackLog
from assistant.library import Library
from assistant.web.api import add_endpoints
from assistant.web.chat import Chat
from assistant.web.examples import example_questions, unbroken
from assistant.web.exchanges import Session
from assistant.web.keeping import Keeping
from assistant.web.library import LibraryEvents
from assistant.web.library_changes import LibraryChanges
from assistant.web.library_parts import (
    articles_button,
    library_column,
    library_words,
    scope_line,
)
from assistant.web.library_wiring import QUIET, AfterChat, Wiring
from assistant.web.ratings import Ratings, comment_box
from assistant.web.services import Services
from assistant.web.sidebar import Sidebar, conversation_list
from assistant.web.sight import Listings, Withholding
from assistant.web.texts import TEXTS
from assistant.web.uploads import GuardedBlocks, Uploads

TITLE = "Article Assistant"
# As many can wait for their turn and be told their place; more wait in Gradio's own queue.
_READERS_AT_ONCE = 200
_PAGES_KEPT = 1000
_PAGE_WORDS = [
    "tagline",
    "new_conversation",
    "conversation",
    "welcome",
    "question",
    "placeholder",
    "ask",
    "comment",
    "conversations",
    "edit",
    "instead",
    "scroll_down",
    "delete",
    "delete_question",
    "delete_really",
    "keep",
]
# Names that page.js gives to what Gradio names not at all, or in English only.
_NAMES = ["conversations", "conversation", "edit", "instead", "scroll_down"]


def page_words() -> gr.I18n:
    """The words that stand on the page before anything is asked, for Gradio to choose among."""
    of_library = library_words()
    words = {
        code: {word: str(getattr(texts, word)) for word in _PAGE_WORDS} | of_library[code]
        for code, texts in TEXTS.items()
    }
    return gr.I18n(**words)


@dataclass(frozen=True)
class _Parts:
    """The components that events of the conversation change."""

    session: gr.State
    log: gr.Chatbot
    box: gr.Textbox
    fresh: gr.Button
    sidebar: "_SidebarParts"


@dataclass(frozen=True)
class _SidebarParts:
    conversations: gr.Radio
    exports: gr.Markdown
    delete: gr.Button
    confirm: gr.Column
    really: gr.Button
    keep: gr.Button
    account: gr.Markdown


def build_app(
    found: Services,
    keeping: Keeping,
    feedback: FeedbackLog | None,
    library: Library | None,
    uploads: Uploads | None,
) -> gr.Blocks:
    """The chat and its API over an assistant, ready to be served by `ChatServer`.

    With `feedback`, readers can rate answers. With `library` and `uploads`, articles can be added
    and removed; without them, only read.
    """
    assistant, answers = found.assistant, found.answers
    chat = Chat(answers, found.warming, keeping, assistant)
    listings = Listings(assistant)
    known = listings.before_anybody_asks
    words = page_words()
    app: gr.Blocks
    with GuardedBlocks(uploads, title=TITLE, analytics_enabled=False, fill_height=True) as app:
        session = gr.State(Session())
        sidebar = _sidebar(words, offered=keeping.offered)
        fresh, button = _masthead(words)
        with gr.Column(elem_id="chat", min_width=0) as column:
            log = _conversation_log(known, words)
            comment = comment_box(words("comment"))
            scope = scope_line(words)
            box = _question_box(words)
        parts = library_column(
            words, known.languages() if known else (), may_change=library is not None
        )
        # First come the endpoints: a page's event of the same name would take /ask from them.
        add_endpoints(assistant, answers, found.searches, found.settings.request_seconds)
        events = LibraryEvents(listings, parts, scope, column, button)
        changes = None
        if library and uploads and parts.changes:
            changes = LibraryChanges(library, events, parts.changes, listings, uploads)
        after = Wiring(events, parts, scope, button, session).wire(app, changes)
        turned = _wire(
            app,
            chat,
            Sidebar(keeping, Withholding(assistant)),
            _Parts(session, log, box, fresh, sidebar),
            after,
        )

        def begin(request: gr.Request) -> dict[str, Any]:
            return gr.update(examples=_examples(listings.of(request)))

        app.load(begin, None, [log], **QUIET)
        if feedback is not None:
            _wire_feedback(Ratings(feedback), session, log, comment, turned)
        app.unload(chat.leave)
    app.max_threads = _READERS_AT_ONCE
    # Gradio keeps what a page shows until so many newer ones have come; a page whose state is gone
    # finds its conversation where it is kept.
    app.state_session_capacity = _PAGES_KEPT
    return app


def _masthead(words: gr.I18n) -> tuple[gr.Button, gr.Button]:
    with gr.Row(elem_id="masthead"):
        gr.Markdown(f"# {TITLE}", elem_id="name", container=False)
        gr.Markdown(words("tagline"), elem_id="tagline", container=False)
        button = articles_button(words)
        fresh = gr.Button(words("new_conversation"), elem_id="fresh", size="sm", min_width=0)
    return fresh, button


def _sidebar(words: gr.I18n, *, offered: bool) -> _SidebarParts:
    """The kept conversations, with what can be done with the one at hand."""
    for word in _NAMES:
        gr.Markdown(words(word), visible="hidden", elem_id=f"{word}-name")
    with gr.Sidebar(width=272, open=False, visible=offered, elem_id="sidebar"):
        conversations = conversation_list(words("conversations"))
        exports = gr.Markdown(visible=False, container=False)
        delete = gr.Button(words("delete"), visible=False, size="sm", elem_id="delete")
        with gr.Column(visible=False, elem_id="confirm", min_width=0) as confirm:
            gr.Markdown(words("delete_question"), container=False)
            with gr.Row():
                really = gr.Button(words("delete_really"), size="sm", variant="stop", min_width=0)
                keep = gr.Button(words("keep"), size="sm", min_width=0)
        account = gr.Markdown(visible=False, container=False, elem_id="account")
    return _SidebarParts(conversations, exports, delete, confirm, really, keep, account)


def _question_box(words: gr.I18n) -> gr.Textbox:
    return gr.Textbox(
        label=words("question"),
        placeholder=words("placeholder"),
        show_label=False,
        container=False,
        lines=1,
        max_lines=8,
        autofocus=True,
        submit_btn=words("ask"),  # type: ignore[arg-type]  # translated like any label
        stop_btn=False,
        elem_id="question-box",
    )


def _examples(listing: ArticleListing) -> list[ExampleMessage]:
    """Questions to begin with, for the articles that there are now."""
    questions = example_questions(listing.page().articles)
    return [{"text": asked, "display_text": unbroken(asked)} for asked in questions]


def _conversation_log(listing: ArticleListing | None, words: gr.I18n) -> gr.Chatbot:
    """The log. Its texts come escaped and stay unread as Markdown; what tags remain are ours."""
    return gr.Chatbot(
        label=words("conversation"),
        placeholder=words("welcome"),  # type: ignore[arg-type]  # translated like any label
        examples=_examples(listing) if listing else None,
        autoscroll=False,  # page.js scrolls, and keeps the question in view
        show_label=False,
        container=False,
        scale=1,
        height=None,
        layout="bubble",
        render_markdown=False,
        sanitize_html=True,
        allow_tags=False,
        latex_delimiters=[],
        buttons=[],
        group_consecutive_messages=False,
        elem_id="conversation",
    )


def _wire_feedback(
    ratings: Ratings,
    session: gr.State,
    log: gr.Chatbot,
    comment: gr.Textbox,
    turned: Sequence[Any],
) -> None:
    told = QUIET | {"queue": True}  # only an event in the queue can thank, or say what failed
    log.like(ratings.rate, [session], [comment], **told)
    comment.submit(ratings.comment, [comment, session], [comment], **told)
    for left in turned:
        left.then(ratings.turn, [comment, session], [comment], **QUIET)


def _wire(
    app: gr.Blocks, chat: Chat, sidebar: Sidebar, parts: _Parts, after: AfterChat
) -> Sequence[Any]:
    """Wire the chat's events; those are returned that turn to another conversation."""
    session, log, box = parts.session, parts.log, parts.box
    conversations = parts.sidebar.conversations
    # A conversation itself sees to one question at a time.
    quiet: dict[str, Any] = {**QUIET, "trigger_mode": "multiple"}

    def on(trigger: Callable[..., Any], happens: Callable[..., Any], *inputs: Any) -> Any:  # noqa: ANN401 - Gradio's components and events have no common type
        return trigger(happens, list(inputs), [log, box], **quiet)

    def then_listed(event: Any) -> Any:  # noqa: ANN401 - the same
        side = parts.sidebar
        listed = [conversations, side.exports, side.delete]
        event.then(lambda: gr.update(visible=False), None, [side.confirm], **quiet)
        return event.then(sidebar.show, [session], listed, **quiet)

    for asked in (
        on(box.submit, chat.ask, box, session, conversations),
        on(log.example_select, chat.ask_example, session, conversations),
        on(log.option_select, chat.ask_instead, session, conversations),
        on(log.retry, chat.retry, session),
    ):
        then_listed(asked)  # before the answer, which would hold it up
        answered = asked.then(
            chat.answer,
            [session],
            [log, box],
            show_progress="hidden",
            trigger_mode="multiple",
            concurrency_limit=None,  # `Answers` has its own queue, which is fair
            api_visibility="private",
        )
        after.answer(answered)
    on(log.undo, chat.edit, session)
    on(box.stop, chat.stop, session)
    opened = on(app.load, sidebar.arrive, session)
    then_listed(opened)
    after.arrival(opened)
    app.load(sidebar.account, None, [parts.sidebar.account], **QUIET)
    turned = (
        on(parts.fresh.click, chat.begin_anew, session),
        on(log.clear, chat.begin_anew, session),
        on(conversations.input, sidebar.open, conversations, session),
        on(parts.sidebar.really.click, sidebar.delete, session),
    )
    for left in turned:
        then_listed(left)
        after.turn(left)
    _wire_confirmation(parts.sidebar, quiet)
    return turned


def _wire_confirmation(side: _SidebarParts, quiet: dict[str, Any]) -> None:
    shown = [side.confirm, side.delete]
    side.delete.click(
        lambda: (gr.update(visible=True), gr.update(visible=False)), None, shown, **quiet
    )
    side.keep.click(
        lambda: (gr.update(visible=False), gr.update(visible=True)), None, shown, **quiet
    )
