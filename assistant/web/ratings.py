"""What happens when a reader rates an answer, writes a word on it, or leaves that for later."""

import logging
from dataclasses import replace
from typing import Any

import gradio as gr

from assistant.access.throttle import Throttle
from assistant.errors import AssistantError
from assistant.feedback import LONGEST_COMMENT, FeedbackLog, Rating
from assistant.web.chat import texts_of
from assistant.web.exchanges import Conversation, Exchange, Remark, Session
from assistant.web.places import source_of
from assistant.web.readers import waits_as

_log = logging.getLogger(__name__)
_RATINGS_A_MINUTE = 30  # and words on them, of an account or, where nobody logs in, an address
_MOST_SET_ASIDE = 20  # words of a session that wait for their conversation to be opened again

BoxUpdate = dict[str, Any]


def comment_box(label: Any) -> gr.Textbox:  # noqa: ANN401 - a text, or one that Gradio translates
    """Where a reader may say why an answer was right or wrong; there once it was rated."""
    return gr.Textbox(
        label=label,
        show_label=False,
        container=False,
        visible=False,
        lines=1,
        max_lines=4,
        max_length=LONGEST_COMMENT,
        submit_btn=True,
        elem_id="comment-box",
    )


class Ratings:
    """The events of the thumbs below answers, and of the box for a word on one.

    Args:
        feedback: where ratings are kept.
    """

    def __init__(self, feedback: FeedbackLog) -> None:
        self._feedback = feedback
        self._throttle = Throttle(_RATINGS_A_MINUTE)

    def rate(self, session: Session, request: gr.Request, rated: gr.LikeData) -> BoxUpdate:
        """Keep a reader's thumb, and ask for a word on it; one pressed again is taken back."""
        conversation = session.current
        exchange = _exchange_at(conversation, rated.index)
        if exchange is None or exchange.answer is None:
            return gr.update(visible=False)
        remark = Remark(conversation, exchange)
        if not isinstance(rated.liked, bool):
            if exchange.rated_as:
                self._keep(remark, "withdrawn", request)
            session.remark = None
            return gr.update(visible=False, value="")
        self._keep(remark, "good" if rated.liked else "bad", request)
        session.remark = remark
        return _box_for(remark, request)

    def comment(self, words: str, session: Session, request: gr.Request) -> BoxUpdate:
        """Keep the reader's word on the answer that the box was opened for."""
        remark = session.remark
        if remark is not None and words.strip():
            self._keep(replace(remark, words=words), remark.exchange.rating, request)
            gr.Info(texts_of(request).thanks)
        session.remark = None
        return gr.update(visible=False, value="")

    def turn(self, words: str, session: Session, request: gr.Request) -> BoxUpdate:
        """Let the box follow the conversation that was turned to.

        What stands in it unsent is set aside, and is back when its conversation is opened again.
        """
        remark, current = session.remark, session.current.id
        if remark is not None and remark.conversation.id == current:
            return gr.update()
        if remark is not None and words.strip():
            aside = {**session.set_aside, remark.conversation.id: replace(remark, words=words)}
            session.set_aside = dict(list(aside.items())[-_MOST_SET_ASIDE:])
        session.remark = session.set_aside.pop(current, None)
        if session.remark is None:
            return gr.update(visible=False, value="")
        return _box_for(session.remark, request)

    def _keep(self, remark: Remark, rating: Rating, request: gr.Request) -> None:
        conversation, exchange = remark.conversation, remark.exchange
        if exchange.answer is None:
            return
        if self._throttle.take(source_of(waits_as(request))):
            raise gr.Error(texts_of(request).rated_too_often, print_exception=False)
        before = conversation.history(before=exchange) if exchange in conversation.exchanges else ()
        try:
            exchange.rated_as = self._feedback.add(
                exchange.answer, before, rating, remark.words, exchange.rated_as
            )
        except AssistantError as error:
            _log.warning("%s", error)
            raise gr.Error(str(error), print_exception=False) from error
        exchange.rating = rating


def _box_for(remark: Remark, request: gr.Request) -> BoxUpdate:
    texts = texts_of(request)
    asks = texts.why_good if remark.exchange.rating == "good" else texts.why_bad
    return gr.update(visible=True, value=remark.words, placeholder=asks, submit_btn=texts.send)


def _exchange_at(conversation: Conversation, index: int | tuple[int, int]) -> Exchange | None:
    """The exchange whose answer is the message at `index`: questions and answers alternate."""
    place = index if isinstance(index, int) else index[0]
    number = place // 2
    return conversation.exchanges[number] if 0 <= number < len(conversation.exchanges) else None
