"""The figures: what each is called, what it means, and how it comes from the rows' scores."""

from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple

from assistant.evaluation.retrieval_scores import ARTICLE_PREFIX, retrieval_names
from assistant.evaluation.scoring import Score

Group = Literal["answers", "citations", "refusal", "checks", "cost", "retrieval"]
Unit = Literal["share", "seconds", "tokens", "characters"]


class Term(NamedTuple):
    """What one row adds above and below the line of a ratio; None keeps it out of both."""

    numerator: Callable[[Score], float | None]
    denominator: Callable[[Score], float] = lambda _: 1.0


class Metric(NamedTuple):
    """A figure: the mean of one or more ratios of sums, or a quantile."""

    name: str
    group: Group
    meaning: str
    terms: tuple[Term, ...] = ()
    value: Callable[[Score], float | None] | None = None
    """What a quantile is taken of."""
    quantile: float = 0.5
    higher_is_better: bool = True
    unit: Unit = "share"


def _over(
    rows: Callable[[Score], bool],
    part: Callable[[Score], float | None],
    of: Callable[[Score], float] = lambda _: 1.0,
) -> Term:
    return Term(lambda score: part(score) if rows(score) else None, of)


def _answerable(score: Score) -> bool:
    return score.answerable and score.answered is not None


def _unanswerable(score: Score) -> bool:
    return not score.answerable and score.answered is not None


def _answered_answerable(score: Score) -> bool:
    return bool(score.answerable and score.answered)


def _refused(score: Score) -> float:
    return float(bool(score.refused))


def _of_retrieval(name: str) -> Metric:
    of_articles = name.startswith(ARTICLE_PREFIX)
    what = "an article of the row" if of_articles else "a passage that holds a gold quote"
    return Metric(
        name,
        "retrieval",
        _RETRIEVAL_MEANINGS[name.removeprefix(ARTICLE_PREFIX)].format(what=what),
        (Term(lambda score: score.retrieval.get(name)),),
    )


_RETRIEVAL_MEANINGS = {
    "hit@1": "searches that find {what} first",
    "hit@5": "searches that find {what} among the first 5",
    "hit@10": "searches that find {what} among the first 10",
    "recall@10": "how much of what is right is among the first 10; right is {what}",
    "mrr": "mean of 1 / rank of the first hit, where a hit is {what}",
    "ndcg@10": "normalised discounted cumulative gain of the first 10, where a hit is {what}",
}
_REFUSED_UNANSWERABLE = _over(_unanswerable, _refused)

_METRICS = (
    Metric(
        "answer_accuracy",
        "answers",
        "answerable questions whose answer states every group of accepted answers",
        (Term(lambda score: score.right),),
    ),
    Metric(
        "answer_parts",
        "answers",
        "groups of accepted answers that are stated, so half a list counts half",
        (
            Term(
                lambda score: float(sum(score.groups)) if score.groups else None,
                lambda score: len(score.groups),
            ),
        ),
    ),
    Metric(
        "accuracy_when_answered",
        "answers",
        "right answers among the answerable questions that were answered",
        (_over(_answered_answerable, lambda score: score.right),),
    ),
    Metric(
        "exact_match",
        "answers",
        "answers equal to a gold span (SQuAD), where spans are given",
        (Term(lambda score: score.exact),),
    ),
    Metric(
        "token_f1",
        "answers",
        "token F1 with the best gold span (SQuAD), where spans are given",
        (Term(lambda score: score.f1),),
    ),
    Metric(
        "answer_language",
        "answers",
        "answers and refusals in the language of the question, where it can be told",
        (Term(lambda score: score.right_language),),
    ),
    Metric(
        "citation_precision",
        "citations",
        "citations of claims that are right, in answers to answerable questions",
        (
            _over(
                _answered_answerable,
                lambda score: sum(verdict.right for verdict in score.citations),
                lambda score: len(score.citations),
            ),
        ),
    ),
    Metric(
        "right_article",
        "citations",
        "citations of claims in an article of the row, in answers to answerable questions",
        (
            _over(
                _answered_answerable,
                lambda score: sum(verdict.in_right_article for verdict in score.citations),
                lambda score: len(score.citations),
            ),
        ),
    ),
    Metric(
        "citation_recall",
        "citations",
        "claims with a right citation, in answers to answerable questions",
        (
            _over(
                _answered_answerable,
                lambda score: score.claims_rightly_cited,
                lambda score: score.claims,
            ),
        ),
    ),
    Metric(
        "rightly_cited",
        "citations",
        "answers to answerable questions with at least one right citation",
        (Term(lambda score: score.rightly_cited),),
    ),
    Metric(
        "right_and_cited",
        "citations",
        "answerable questions answered rightly and with at least one right citation",
        (
            Term(
                lambda score: (
                    None
                    if score.right is None
                    else float(score.right and bool(score.rightly_cited))
                )
            ),
        ),
    ),
    Metric(
        "articles_cited",
        "citations",
        "articles with a right citation, in questions that need two",
        (Term(lambda score: score.articles_cited),),
    ),
    Metric(
        "quote_characters",
        "citations",
        "length of a quote; a quote of a whole article proves little",
        (
            Term(
                lambda score: float(score.quote_characters) if score.quotes else None,
                lambda score: score.quotes,
            ),
        ),
        higher_is_better=False,
        unit="characters",
    ),
    Metric(
        "refusal_precision",
        "refusal",
        "unanswerable questions among the refused",
        (Term(lambda score: float(not score.answerable) if score.refused else None),),
    ),
    Metric(
        "refusal_recall",
        "refusal",
        "unanswerable questions that were refused",
        (_REFUSED_UNANSWERABLE,),
    ),
    Metric(
        "refusal_f1",
        "refusal",
        "harmonic mean of refusal precision and recall",
        (
            Term(
                lambda score: (
                    None
                    if score.answered is None
                    else 2 * _refused(score) * float(not score.answerable)
                ),
                lambda score: _refused(score) + float(not score.answerable),
            ),
        ),
    ),
    Metric(
        "over_refusal",
        "refusal",
        "answerable questions that were refused",
        (_over(_answerable, _refused),),
        higher_is_better=False,
    ),
    Metric(
        "balanced_accuracy",
        "refusal",
        "mean of answerable questions answered and unanswerable questions refused",
        (_REFUSED_UNANSWERABLE, _over(_answerable, lambda score: float(bool(score.answered)))),
    ),
    Metric(
        "claims_dropped",
        "checks",
        "sentences of drafts that the checks removed",
        (
            Term(
                lambda score: None if score.answered is None else float(score.dropped),
                lambda score: score.dropped + score.claims,
            ),
        ),
        higher_is_better=False,
    ),
    Metric(
        "carried_over",
        "checks",
        "questions that change the topic, searched with words of the old one",
        (Term(lambda score: None if score.carried_over is None else float(score.carried_over)),),
        higher_is_better=False,
    ),
    Metric(
        "errors",
        "checks",
        "questions that raised an error",
        (_over(lambda score: score.asked, lambda score: score.failed),),
        higher_is_better=False,
    ),
    Metric(
        "seconds_median",
        "cost",
        "from question to answer, half of the questions",
        value=lambda score: score.seconds,
        higher_is_better=False,
        unit="seconds",
    ),
    Metric(
        "seconds_p95",
        "cost",
        "from question to answer, 95% of the questions",
        value=lambda score: score.seconds,
        quantile=0.95,
        higher_is_better=False,
        unit="seconds",
    ),
    Metric(
        "tokens_read_median",
        "cost",
        "prompt tokens of a question, half of the questions",
        value=lambda score: score.tokens_read,
        higher_is_better=False,
        unit="tokens",
    ),
    Metric(
        "tokens_written_median",
        "cost",
        "tokens written for a question, half of the questions",
        value=lambda score: score.tokens_written,
        higher_is_better=False,
        unit="tokens",
    ),
    *(_of_retrieval(name) for name in retrieval_names()),
)
METRICS: Mapping[str, Metric] = {metric.name: metric for metric in _METRICS}
"""All metrics by name, in the order of the report."""
