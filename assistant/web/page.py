"""The page: what stands on it, and which event does what."""

from collections.abc import Callable
from itertools import islice
from typing import Any

import gradio as gr

from assistant.feedback import LONGEST_COMMENT, FeedbackLog
from assistant.web.api import add_endpoints
from assistant.web.chat import Chat
from assistant.web.examples import example_questions, unbroken
from assistant.web.exchanges import Conversation
from assistant.web.protocols import ChatAssistant
from assistant.web.texts import TEXTS
from assistant.web.warming import Warming

TITLE = "Article Assistant"
# Two answers at once keep a second reader from waiting on the first; more would starve them all
# on the few cores that the embedded model is made for.
ANSWERS_AT_ONCE = 2
_ANSWERS = "answers"
_EXAMPLES_LOOK_AT = 200  # articles
_PAGE_WORDS = [
    "tagline",
    "new_conversation",
    "conversation",
    "welcome",
    "question",
    "placeholder",
    "ask",
    "comment",
]


def page_words() -> gr.I18n:
    """The words that stand on the page before anything is asked, for Gradio to choose among."""
    words = {
        code: {word: str(getattr(texts, word)) for word in _PAGE_WORDS}
        for code, texts in TEXTS.items()
    }
    return gr.I18n(**words)


def build_app(
    assistant: ChatAssistant,
    warming: Warming | None = None,
    feedback: FeedbackLog | None = None,
) -> gr.Blocks:
    """The chat and its API over an assistant, ready to be served by `ChatServer`.

    `warming`, where the model is being loaded meanwhile, lets the chat say so. With `feedback`,
    readers can rate answers.
    """
    chat = Chat(assistant, warming or Warming(assistant), feedback)
    words = page_words()
    app: gr.Blocks
    with gr.Blocks(title=TITLE, analytics_enabled=False, fill_height=True) as app:
        conversation = gr.State(Conversation())
        with gr.Row(elem_id="masthead"):
            gr.Markdown(f"# {TITLE}", elem_id="name", container=False)
            gr.Markdown(words("tagline"), elem_id="tagline", container=False)
            fresh = gr.Button(words("new_conversation"), elem_id="fresh", size="sm", min_width=0)
        log = _conversation_log(assistant, words)
        comment = _comment_box(words)
        box = gr.Textbox(
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
        # First come the endpoints: a page's event of the same name would take /ask from them.
        add_endpoints(assistant, answers_at_once=ANSWERS_AT_ONCE, answers_group=_ANSWERS)
        _wire(chat, conversation, log, box, fresh)
        if feedback is not None:
            _wire_feedback(chat, conversation, log, comment)
    return app


def _conversation_log(assistant: ChatAssistant, words: gr.I18n) -> gr.Chatbot:
    """The log. Its texts come escaped and stay unread as Markdown; what tags remain are ours."""
    questions = example_questions(islice(assistant.index, _EXAMPLES_LOOK_AT))
    return gr.Chatbot(
        label=words("conversation"),
        placeholder=words("welcome"),  # type: ignore[arg-type]  # translated like any label
        examples=[{"text": asked, "display_text": unbroken(asked)} for asked in questions],
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


def _comment_box(words: gr.I18n) -> gr.Textbox:
    """Where a reader may say why an answer was right or wrong; there once it was rated."""
    return gr.Textbox(
        label=words("comment"),
        show_label=False,
        container=False,
        visible=False,
        lines=1,
        max_lines=4,
        max_length=LONGEST_COMMENT,
        submit_btn=True,
        elem_id="comment-box",
    )


def _wire_feedback(
    chat: Chat, conversation: gr.State, log: gr.Chatbot, comment: gr.Textbox
) -> None:
    quiet: dict[str, Any] = {
        "queue": False,
        "show_progress": "hidden",
        "api_visibility": "private",
    }
    log.like(chat.rate, [conversation], [comment], **quiet)
    comment.submit(chat.comment, [comment, conversation], [comment], **quiet)


def _wire(
    chat: Chat, conversation: gr.State, log: gr.Chatbot, box: gr.Textbox, fresh: gr.Button
) -> None:
    shown = [log, box]

    def on(trigger: Callable[..., Any], happens: Callable[..., Any], *inputs: Any) -> Any:  # noqa: ANN401 - Gradio's components and events have no common type
        return trigger(
            happens,
            list(inputs),
            shown,
            queue=False,
            show_progress="hidden",
            trigger_mode="multiple",  # a conversation itself sees to one question at a time
            api_visibility="private",
        )

    answers = [
        asked.then(
            chat.answer,
            [conversation],
            shown,
            show_progress="hidden",
            trigger_mode="multiple",
            concurrency_limit=ANSWERS_AT_ONCE,
            concurrency_id=_ANSWERS,
            api_visibility="private",
        )
        for asked in (
            on(box.submit, chat.ask, box, conversation),
            on(log.example_select, chat.ask_example, conversation),
            on(log.retry, chat.retry, conversation),
        )
    ]
    ends = ((box.stop, chat.stop), (fresh.click, chat.clear), (log.clear, chat.clear))
    for trigger, happens in ends:
        on(trigger, happens, conversation)
        trigger(None, cancels=answers, queue=False, api_visibility="private")
