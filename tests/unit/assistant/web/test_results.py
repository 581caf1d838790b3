"""What programs get of an answer."""

from assistant.answer import Answer, Status
from assistant.web.results import AnswerResult, result_of

LEFT_OUT = {"evidence", "signals"}


def test_programs_get_all_of_an_answer_but_what_it_was_made_of() -> None:
    assert set(Answer.model_fields) - set(AnswerResult.model_fields) == LEFT_OUT


def test_what_nothing_answers_and_what_was_kept_are_told() -> None:
    answer = Answer(
        question="Who leads A and B?",
        standalone_question="Who leads A and B?",
        text="Holm leads A.",
        status=Status.ANSWERED,
        language="en",
        claims=(),
        citations=(),
        unanswered=("Who leads B?",),
        cached=True,
    )
    result = result_of(answer)
    assert result.unanswered == ["Who leads B?"]
    assert result.cached
