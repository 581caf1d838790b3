import asyncio

import pytest

from assistant.answer import Status
from assistant.assistant import Assistant
from assistant.errors import QuestionError
from assistant.events import AnswerReady, StageStarted, TextDelta
from index.article_index import ArticleIndex
from tests.integration.assistant.answering import WHY, assistant_saying

DRAFT = ("[", "1", "] Because", " the videos", " made by Sora", " frightened him", ".")


def test_stages_come_in_order_and_the_answer_last(articles: ArticleIndex) -> None:
    assistant, _ = assistant_saying(articles, DRAFT, "yes")
    events = list(assistant.stream(WHY))
    stages = [event.stage for event in events if isinstance(event, StageStarted)]
    assert stages == ["search", "evidence", "read", "write", "check"]
    assert [isinstance(event, AnswerReady) for event in events].index(True) == len(events) - 1
    deltas = [event.text for event in events if isinstance(event, TextDelta)]
    assert "".join(deltas) == "Because the videos made by Sora frightened him."
    assert len(deltas) > 2


def test_text_held_back_as_a_possible_marker_is_shown_at_the_end(articles: ArticleIndex) -> None:
    assistant, _ = assistant_saying(articles, ("[1] Because of Sora", " (2"), "yes")
    deltas = [event.text for event in assistant.stream(WHY) if isinstance(event, TextDelta)]
    assert "".join(deltas) == "Because of Sora (2"


def test_follow_up_is_announced(articles: ArticleIndex) -> None:
    assistant, _ = assistant_saying(articles, WHY, DRAFT, "yes")
    first = next(iter(assistant.stream("And why?", [("Who is Tyler Perry?", "A director.")])))
    assert first == StageStarted(stage="condense")


def test_closing_the_stream_stops_the_model(articles: ArticleIndex) -> None:
    assistant, llm = assistant_saying(articles, DRAFT, "yes")
    events = assistant.stream(WHY)
    next(event for event in events if isinstance(event, TextDelta))
    events.close()
    assert llm.stopped.is_set()
    assert len(llm.written) < len(DRAFT)
    assert len(llm.asked) == 1


def test_stream_of_an_unusable_question_fails_before_its_first_event(
    articles: ArticleIndex,
) -> None:
    assistant, _ = assistant_saying(articles)
    with pytest.raises(QuestionError):
        assistant.stream(" ")


def test_async_answer_is_the_same(articles: ArticleIndex) -> None:
    assistant, _ = assistant_saying(articles, DRAFT, "yes", DRAFT, "yes")
    answer = asyncio.run(assistant.aask(WHY))
    assert answer.status is Status.ANSWERED
    assert answer.text == assistant.ask(WHY).text


def test_async_stream_ends_with_its_answer(articles: ArticleIndex) -> None:
    async def collect(assistant: Assistant) -> list[object]:
        return [event async for event in assistant.astream(WHY)]

    events = asyncio.run(collect(assistant_saying(articles, DRAFT, "yes")[0]))
    assert isinstance(events[0], StageStarted)
    assert isinstance(events[-1], AnswerReady)


def test_cancelled_answer_stops_the_model(articles: ArticleIndex) -> None:
    assistant, llm = assistant_saying(articles, DRAFT, "yes")

    async def begin_and_cancel() -> None:
        async def read() -> None:
            async for event in assistant.astream(WHY):
                if isinstance(event, TextDelta):
                    writing.set()
                    await asyncio.Event().wait()

        writing = asyncio.Event()
        task = asyncio.create_task(read())
        await writing.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(begin_and_cancel())
    assert llm.stopped.wait(timeout=60)
    assert len(llm.asked) == 1


def test_async_errors_are_those_of_ask(articles: ArticleIndex) -> None:
    with pytest.raises(QuestionError):
        asyncio.run(assistant_saying(articles)[0].aask(""))


def test_answers_may_be_made_at_once(articles: ArticleIndex) -> None:
    assistant, _ = assistant_saying(
        articles, *["[1] Because the videos of Sora frightened him."] * 4
    )

    async def ask_all() -> list[Status]:
        answers = await asyncio.gather(*(assistant.aask(WHY) for _ in range(2)))
        return [answer.status for answer in answers]

    assert asyncio.run(ask_all()) == [Status.ANSWERED] * 2
