"""Turns readers' ratings into drafts of gold rows, to be reviewed before they count.

    python -m assistant.evaluation.feedback_rows feedback.jsonl > draft.jsonl

A good answer becomes a row with its quotes, and with the numbers and names that they and the answer
share as what must be stated; a good refusal becomes an unanswerable row. What was rated bad is left
out, since nobody knows the right answer yet: it is listed on standard error with its comment.
"""

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from assistant.answer import Answer, Status
from assistant.checking.names import names_in
from assistant.errors import AssistantError
from assistant.evaluation.gold import GoldQuote, GoldRow, GoldTurn
from assistant.feedback import Feedback, read_feedback

# As the answer writes it, which is how gold rows are compared: 204,000 or 12 (of 12 million).
_NUMBER = re.compile(r"\d+(?:[.,'’\u00a0\u202f ]\d{3})*(?:[.,]\d+)?")


def gold_row(feedback: Feedback, row_id: str) -> GoldRow | None:
    """The draft of a row, or None where a rating says nothing about what is right."""
    answer = feedback.answer
    if feedback.rating != "good" or not answer.standalone_question:
        return None
    history = tuple(GoldTurn(question=t.question, answer=t.answer) for t in feedback.history)
    language, question = answer.language, feedback.question
    if answer.status is Status.NOT_FOUND:
        return GoldRow(
            id=row_id, language=language, kind="unanswerable", question=question,
            history=history, answerable=False,
        )  # fmt: skip
    return GoldRow(
        id=row_id,
        language=language,
        kind="follow-up" if history else "fact",
        question=question,
        answers=_must_state(answer),
        articles=tuple(dict.fromkeys(c.article_id for c in answer.citations)),
        quotes=tuple(
            GoldQuote(article=c.article_id, text=c.quote, start=c.start) for c in answer.citations
        ),
        history=history,
    )


def _must_state(answer: Answer) -> tuple[tuple[str, ...], ...]:
    """Names and numbers that the answer states and the question does not; else its sentences."""
    text = " ".join(claim.text for claim in answer.claims)
    asked = answer.standalone_question
    names = names_in(text, answer.language) - names_in(asked, answer.language)
    numbers = [number for number in _NUMBER.findall(text) if number not in asked]
    found = dict.fromkeys([*numbers, *sorted(names)])
    return tuple((each,) for each in found) or tuple((c.text,) for c in answer.claims)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    parser = argparse.ArgumentParser(description="Draft gold rows from readers' ratings.")
    parser.add_argument("feedback", type=Path)
    given = parser.parse_args(arguments)
    try:
        ratings = read_feedback(given.feedback)
    except AssistantError as error:
        print(error, file=sys.stderr)
        return 2
    for feedback in ratings:
        row = gold_row(feedback, f"feedback-{feedback.id[:8]}")
        if row is not None:
            print(row.model_dump_json(exclude_defaults=True))
        else:
            print(f"left out ({feedback.rating}): {feedback.question}", file=sys.stderr)
            if feedback.comment:
                print(f"    {feedback.comment}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
