"""Standard retrieval measures, as the library ir-measures computes them with trec_eval.

Two views of the same search: passages (relevant: those that hold the gold evidence) and articles
(relevant: the row's; ranked by their best passage). Names: `hit@k` is Success@k, `mrr` the mean
reciprocal rank within the 10 passages that are fetched, `ndcg@10` and `recall@10` as usual.
"""

from collections.abc import Iterable, Mapping, Sequence

from assistant.evaluation.errors import EvaluationError
from assistant.evaluation.observation import Outcome

MEASURES = {
    "hit@1": "Success@1",
    "hit@5": "Success@5",
    "hit@10": "Success@10",
    "recall@10": "R@10",
    "mrr": "RR",
    "ndcg@10": "nDCG@10",
}
ARTICLE_PREFIX = "article_"
INSTALL = "pip install ir-measures"


def retrieval_names() -> tuple[str, ...]:
    """All measures' names, of passages and then of articles."""
    return (*MEASURES, *(ARTICLE_PREFIX + name for name in MEASURES))


def score_retrieval(outcomes: Sequence[Outcome]) -> dict[str, dict[str, float]]:
    """Measures by name, by row id; rows that have nothing to be found are left out.

    Raises:
        EvaluationError: ir-measures is not installed.
    """
    passages = {
        outcome.row.id: (
            outcome.relevant,
            [retrieved.id for retrieved in outcome.observation.retrieved],
        )
        for outcome in outcomes
        if outcome.relevant and not outcome.observation.error
    }
    articles = {
        outcome.row.id: (
            outcome.row.articles,
            list(dict.fromkeys(found.article_id for found in outcome.observation.retrieved)),
        )
        for outcome in outcomes
        if outcome.row.articles and not outcome.observation.error
    }
    scores: dict[str, dict[str, float]] = {row_id: {} for row_id in articles}
    for prefix, rankings in (("", passages), (ARTICLE_PREFIX, articles)):
        for row_id, name, value in _measure(rankings):
            scores[row_id][prefix + name] = value
    return scores


def require_library() -> None:
    """Fail before any question is asked where the measures can't be computed afterwards.

    Raises:
        EvaluationError: ir-measures is not installed; says how to install it.
    """
    try:
        import ir_measures  # noqa: F401 - imported to see whether it is there
    except ImportError as error:
        raise EvaluationError(f"ir-measures is not installed: {INSTALL}") from error


def _measure(
    rankings: Mapping[str, tuple[Iterable[str], Sequence[str]]],
) -> Iterable[tuple[str, str, float]]:
    require_library()
    import ir_measures

    if not rankings:
        return
    names = {str(ir_measures.parse_measure(text)): name for name, text in MEASURES.items()}
    relevant = [
        ir_measures.Qrel(row_id, found, 1)
        for row_id, (wanted, _) in rankings.items()
        for found in wanted
    ]
    # The rank is the score: trec_eval would order equal scores by name.
    ranked = [
        ir_measures.ScoredDoc(row_id, found, float(-rank))
        for row_id, (_, retrieved) in rankings.items()
        for rank, found in enumerate(retrieved)
    ]
    measures = [ir_measures.parse_measure(text) for text in MEASURES.values()]
    for result in ir_measures.iter_calc(measures, relevant, ranked):
        yield result.query_id, names[str(result.measure)], float(result.value)
