"""What is kept of ratings and of words on them, whatever the reader does in between."""

import asyncio
from pathlib import Path

import gradio as gr
import pytest

from assistant.feedback import FeedbackLog, read_feedback
from assistant.web.chat import Chat
from assistant.web.exchanges import Session
from assistant.web.keeping import Keeping
from assistant.web.ratings import Ratings
from assistant.web.readers import COOKIE, TURN, _signature
from assistant.web.sidebar import Sidebar
from assistant.web.sight import Withholding
from tests.integration.web.page_requests import REQUEST, page_request
from tests.integration.web.scripted_assistant import ScriptedAssistant


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """The file of the ratings."""
    return tmp_path / "ratings.jsonl"


@pytest.fixture
def ratings(kept: Path) -> Ratings:
    return Ratings(FeedbackLog(kept, {}))


@pytest.fixture(autouse=True)
def thanked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the reader was thanked with."""
    told: list[str] = []
    monkeypatch.setattr("assistant.web.ratings.gr.Info", told.append)
    return told


def rated(liked: bool | str) -> gr.LikeData:
    """What the page tells when a thumb below the first answer is pressed."""
    return gr.LikeData(None, {"index": 1, "value": "", "liked": liked})


def answered(chat: Chat, session: Session, question: str = "How long is it?") -> str:
    """Have a question answered; the id of its conversation."""

    async def to_the_end() -> None:
        async for _ in chat.answer(session, REQUEST):
            pass

    chat.ask(question, session, None, REQUEST)
    asyncio.run(to_the_end())
    return session.current.id


def test_who_rates_too_often_is_told_and_nothing_is_kept(
    chat: Chat, ratings: Ratings, kept: Path
) -> None:
    session = Session()
    answered(chat, session)
    for _ in range(30):
        ratings.rate(session, REQUEST, rated(True))
    before = kept.read_bytes()
    with pytest.raises(gr.Error, match="as one may in a minute"):
        ratings.rate(session, REQUEST, rated(False))
    with pytest.raises(gr.Error, match="as one may in a minute"):
        ratings.comment("It is longer.", session, REQUEST)
    assert kept.read_bytes() == before
    # An address is one, whatever cookies it has; others are not held up.
    secret = "another browser's secret".ljust(43, ".")
    other_browser = page_request({COOKIE: secret, TURN: _signature(secret)})
    with pytest.raises(gr.Error, match="as one may in a minute"):
        ratings.rate(session, other_browser, rated(False))
    ratings.rate(session, page_request({}, "192.0.2.7"), rated(False))
    [kept_one] = read_feedback(kept)
    assert kept_one.rating == "bad"


def test_thumb_that_is_pressed_again_takes_its_rating_back(
    chat: Chat, ratings: Ratings, kept: Path
) -> None:
    session = Session()
    answered(chat, session)
    ratings.rate(session, REQUEST, rated(""))  # there is nothing to take back
    assert not kept.exists()
    assert ratings.rate(session, REQUEST, rated(True))["visible"]
    assert not ratings.rate(session, REQUEST, rated(""))["visible"]
    ratings.comment("A word too late.", session, REQUEST)
    [kept_one] = read_feedback(kept)
    assert (kept_one.rating, kept_one.comment) == ("withdrawn", "")


def test_word_that_was_not_sent_is_back_with_its_conversation(
    chat: Chat, ratings: Ratings, keeping: Keeping, kept: Path, thanked: list[str]
) -> None:
    session = Session()
    first = answered(chat, session)
    ratings.rate(session, REQUEST, rated(False))
    chat.begin_anew(session, REQUEST)
    left = ratings.turn("It is longer.", session, REQUEST)
    assert (left["visible"], left["value"]) == (False, "")
    answered(chat, session, "How wide is it?")
    Sidebar(keeping, Withholding(ScriptedAssistant())).open(first, session, REQUEST)
    back = ratings.turn("", session, REQUEST)
    assert (back["visible"], back["value"]) == (True, "It is longer.")
    assert back["placeholder"].startswith("What was wrong?")
    ratings.comment("It is longer by far.", session, REQUEST)
    (one,) = read_feedback(kept)
    assert (one.question, one.rating) == ("How long is it?", "bad")
    assert one.comment == "It is longer by far."
    assert len(thanked) == 1


def test_word_that_is_sent_while_another_conversation_opens_is_kept_for_its_answer(
    chat: Chat, ratings: Ratings, kept: Path
) -> None:
    session = Session()
    answered(chat, session)
    ratings.rate(session, REQUEST, rated(True))
    chat.begin_anew(session, REQUEST)
    ratings.comment("Just right.", session, REQUEST)
    assert not ratings.turn("", session, REQUEST)["visible"]
    (one,) = read_feedback(kept)
    assert (one.question, one.rating, one.comment) == ("How long is it?", "good", "Just right.")


def test_words_of_several_conversations_are_kept_apart(
    chat: Chat, ratings: Ratings, keeping: Keeping, kept: Path
) -> None:
    session = Session()
    first = answered(chat, session)
    ratings.rate(session, REQUEST, rated(True))
    chat.begin_anew(session, REQUEST)
    ratings.turn("On the length.", session, REQUEST)
    answered(chat, session, "How wide is it?")
    ratings.rate(session, REQUEST, rated(False))
    Sidebar(keeping, Withholding(ScriptedAssistant())).open(first, session, REQUEST)
    assert ratings.turn("On the width.", session, REQUEST)["value"] == "On the length."
    ratings.comment("On the length.", session, REQUEST)
    assert {one.question: one.comment for one in read_feedback(kept)} == {
        "How long is it?": "On the length.",
        "How wide is it?": "",
    }
    assert [remark.words for remark in session.set_aside.values()] == ["On the width."]


def test_box_stays_as_it_is_where_its_conversation_is_opened_once_more(
    chat: Chat, ratings: Ratings, keeping: Keeping
) -> None:
    session = Session()
    first = answered(chat, session)
    ratings.rate(session, REQUEST, rated(True))
    Sidebar(keeping, Withholding(ScriptedAssistant())).open(first, session, REQUEST)
    assert not {"visible", "value"} & ratings.turn("Half a w", session, REQUEST).keys()


def test_words_that_nobody_comes_back_to_are_not_all_held(chat: Chat, ratings: Ratings) -> None:
    session = Session()
    for number in range(25):
        answered(chat, session, f"Question {number}?")
        ratings.rate(session, REQUEST, rated(True))
        chat.begin_anew(session, REQUEST)
        ratings.turn(f"Word {number}", session, REQUEST)
    assert [remark.words for remark in session.set_aside.values()][-1] == "Word 24"
    assert len(session.set_aside) == 20
