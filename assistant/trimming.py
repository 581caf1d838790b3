"""Of a quote of two sentences in another language, the one that answers, where one does alone.

Two sentences are one quote where they are nearer to the question together, or where the second
refers to the first. What is rendered costs a tenth of a second a token, and is cited as a whole; so
where one of the two is judged to answer as surely as both, and the other is not, that one is told.
"""

from assistant.asked_for import asks_why
from assistant.evidence import gives_purpose, refers_back
from assistant.judging import judgements
from assistant.llm.writer import Writer
from assistant.work import Work
from index.sentence_ranking import sentences_of

_AS_SURELY = 0.2
"""Log-odds that one sentence may have less than both."""
_CLEARLY = 0.3
"""Log-odds that the other must have less than it."""
_TWO = 2


def trim(work: Work, number: int, asked: str, verdict: float, writer: Writer) -> None:
    """Leave of a quote of `work.evidence` what answers, where that is one of its two sentences.

    A quote in the question's own language stays: showing all of it costs nothing.

    Args:
        work: the question and its evidence.
        number: of the quote in the evidence, counted from 1.
        asked: the question as its quotes are judged by.
        verdict: log-odds that the whole quote answers.
        writer: the model.
    """
    quote = work.evidence[number - 1]
    if quote.language == work.language:
        return
    parts = sentences_of(quote)
    if len(parts) != _TWO or refers_back(parts[1].text):
        return
    if asks_why(asked) and gives_purpose(parts[1].text):
        return
    sure: list[float] = []
    for judgement, usage in judgements(asked, work.language, parts, writer):
        sure.append(judgement.yes)
        work.used("read", usage)
    answers = max(range(_TWO), key=sure.__getitem__)
    other = sure[1 - answers]
    if sure[answers] >= verdict - _AS_SURELY and sure[answers] > other + _CLEARLY:
        evidence = list(work.evidence)
        evidence[number - 1] = parts[answers]
        work.evidence = tuple(evidence)
