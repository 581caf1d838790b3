"""The reader's kept conversations beside the chat: found again, exported and deleted."""

from typing import Any

import gradio as gr
from markupsafe import Markup

from assistant.web.chat import Message, Shown, box_for, messages, texts_of
from assistant.web.exchanges import Conversation, Session
from assistant.web.keeping import Keeping
from assistant.web.login_texts import login_texts
from assistant.web.readers import account_of
from assistant.web.sight import Withholding
from assistant.web.texts import Texts

Update = dict[str, Any]
Listed = tuple[Update, Update, Update]
"""The list, the tools for the conversation at hand, and the question whether to delete it."""


def conversation_list(label: Any) -> gr.Radio:  # noqa: ANN401 - a text, or one that Gradio translates
    """The list, empty at first.

    It takes any id, as a page sends it that was open before the server was started; only the
    reader's own are found. Once a session was shown its list, Gradio itself minds the choices.
    """
    radio = gr.Radio([], label=label, visible=False, elem_id="conversations")
    radio.preprocess = lambda payload: payload if isinstance(payload, str) else None  # type: ignore[method-assign] # a subclass would have Gradio write a stub file beside its module
    return radio


class Sidebar:
    """The events of the list of conversations."""

    def __init__(self, keeping: Keeping, withholding: Withholding) -> None:
        self._keeping = keeping
        self._withholding = withholding

    def arrive(self, session: Session, request: gr.Request) -> Shown:
        """Open the conversation that the page's address names."""
        return self.open(request.query_params.get("conversation"), session, request)

    def open(self, conversation_id: str | None, session: Session, request: gr.Request) -> Shown:
        """Show a conversation; one that was left while an answer was under way has gone on."""
        texts, current = texts_of(request), session.current
        if conversation_id and conversation_id != current.id:
            found = session.elsewhere.get(conversation_id) or self._keeping.find(
                conversation_id, request
            )
            if found is not None:
                session.turn_to(found)
                return self._messages(found, request), box_for(found, texts)
        return self._messages(session.current, request), gr.skip()

    def show(self, session: Session, request: gr.Request) -> Listed:
        """The list as it now stands, with what can be done with the conversation at hand."""
        texts = texts_of(request)
        choices = [(kept.title, kept.id) for kept in self._keeping.summaries(request)]
        current = session.current.id
        is_kept = any(current == conversation_id for _, conversation_id in choices)
        return (
            gr.update(choices=choices, value=current if is_kept else None, visible=bool(choices)),
            gr.update(value=str(_exports(current, texts)) if is_kept else "", visible=is_kept),
            gr.update(visible=is_kept),
        )

    def account(self, request: gr.Request) -> Update:
        """Who has logged in, with the way out."""
        found = account_of(request)
        if found is None:
            return gr.update(visible=False)
        words = login_texts(texts_of(request)).log_out
        line = Markup('<p class="exports"><span>{}</span><a href="logout">{}</a></p>')
        return gr.update(value=str(line.format(found.name, words)), visible=True)

    def delete(self, session: Session, request: gr.Request) -> Shown:
        """Remove the conversation at hand for good, and begin another."""
        if exchange := session.current.waiting:
            exchange.stopped = True
        if self._keeping.delete(session.current, request):
            session.turn_to(Conversation())
        texts = texts_of(request)
        return self._messages(session.current, request), box_for(session.current, texts)

    def _messages(self, conversation: Conversation, request: gr.Request) -> list[Message]:
        texts = texts_of(request)
        return messages(self._withholding.shown(conversation, request, texts), texts)


def _exports(conversation_id: str, texts: Texts) -> Markup:
    link = Markup('<a href="conversation?id={}&amp;format={}" download>{}</a>')
    markdown = link.format(conversation_id, "md", texts.export_markdown)
    return Markup('<p class="exports">{}{}</p>').format(
        markdown, link.format(conversation_id, "json", texts.export_json)
    )
