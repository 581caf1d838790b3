"""Whether a rendering still answers the question that its quote was judged to answer.

What a rendering lost or turned round, no comparison of names, numbers and vectors sees: "auf kurze
Sicht" told as "in the long term", "legen Wert auf die Kontrolle" as "keep under wraps". The model
that judged the quote is asked the same of the rendering: of those of gold quotes that were told,
the ones that had lost the answer are judged less sure by .69 in the mean, the others by .26
(docs/quality.md).
"""

import time
from collections.abc import Sequence

from assistant.judging import judgements
from assistant.llm.writer import Writer
from assistant.work import Work

ANSWERS_LESS = -0.75
"""Log-odds that a rendering may have less than its quote before it is made once more."""
ANSWERS_NO_MORE = -1.2
"""The same before it is not told."""


def answers_less(
    work: Work, number: int, texts: Sequence[str], asked: str, writer: Writer
) -> list[float]:
    """Log-odds that each rendering answers the question, less those that its quote does.

    Zero where no model is fitted to judging, which all of this was measured with.

    Args:
        work: the question and its evidence.
        number: of the quote in the evidence, counted from 1; it has been judged, as a whole where
            one of its two sentences was left out since.
        texts: renderings of it.
        asked: the question as the quote was judged by.
        writer: the model.
    """
    verdict = work.verdicts.get(number)
    if verdict is None or writer.adapted("judge") is None:
        return [0.0] * len(texts)
    since = time.perf_counter()
    quote = work.evidence[number - 1]
    made = [quote.model_copy(update={"text": text, "language": work.language}) for text in texts]
    found = []
    for judgement, usage in judgements(asked, work.language, made, writer):
        found.append(judgement.yes - verdict)
        work.used("check", usage)
    work.took("check", since)
    return found
