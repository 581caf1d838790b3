"""The default model over the bundled articles: what a user sees who asks out of the box."""

import re
from collections.abc import Iterator

import pytest

from assistant.answer import Status
from assistant.assistant import Assistant
from assistant.events import AnswerReady, TextDelta
from index.language import detect_language

pytestmark = [pytest.mark.model, pytest.mark.thorough]  # test_gold_sample.py asks alike

# What each article says of the reason, in its own words.
REASON = re.compile(r"Sora|Video|vidéo", re.IGNORECASE)


@pytest.fixture(scope="module")
def assistant() -> Iterator[Assistant]:
    with Assistant.open() as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Why did Tyler Perry pause his studio?", "en"),
        ("Warum hat Tyler Perry den Ausbau seines Studios gestoppt?", "de"),
        ("Pourquoi Tyler Perry a-t-il suspendu l'agrandissement de ses studios ?", "fr"),
    ],
)
def test_question_is_answered_in_its_language_with_quotes_that_open(
    assistant: Assistant, question: str, language: str
) -> None:
    events = list(assistant.stream(question))
    last = events[-1]
    assert isinstance(last, AnswerReady)
    answer = last.answer
    assert answer.status is Status.ANSWERED
    assert answer.language == language
    assert detect_language(" ".join(claim.text for claim in answer.claims)) == language
    assert any(isinstance(event, TextDelta) for event in events)
    assert answer.citations
    for citation in answer.citations:
        assert f"[{citation.number}]" in answer.text
        text = assistant.index.get(citation.article_id).text
        assert text[citation.start : citation.end] == citation.quote
    assert any("Perry" in citation.quote for citation in answer.citations)
    assert REASON.search(answer.text)
    assert answer.usage["read"].read + answer.usage["read"].cached > 0


def test_question_that_the_articles_do_not_answer_is_refused(assistant: Assistant) -> None:
    answer = assistant.ask("How many goals did Lionel Messi score at the World Cup in Qatar?")
    assert answer.status is Status.NOT_FOUND
    assert answer.text == "The articles do not say."
    assert not answer.citations
    assert answer.related
