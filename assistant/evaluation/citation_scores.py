"""Whether the citations of an answer are right, judged against the gold evidence.

A citation of a claim is right when its article is one of the row's and either

* its quote overlaps a gold quote in the article's text by at least half of the shorter of the
  two, or
* its quote states an accepted answer that the claim states as well (some alternative of the same
  group, so the two may be in different languages): articles repeat themselves, and gold rows
  name one place.

This is honest about place, not about meaning: a claim that twists what the gold quote says, but
cites it, counts as rightly cited. Answer accuracy sees that, and the row's detail in the report
shows it. Citations of answers to unanswerable questions are not judged here; they are failed
refusals.
"""

from collections.abc import Sequence
from typing import Literal

from assistant.answer import Answer, Citation, Claim
from assistant.evaluation.matching import stated_groups
from assistant.evaluation.observation import Extent
from index.frozen import Frozen

MIN_OVERLAP = 0.5

Reason = Literal["gold quote", "states the answer", "other place", "other article", "dangling"]


class CitationVerdict(Frozen):
    """One citation of one claim, judged."""

    claim: int
    """Position of the claim in the answer, from 0."""
    number: int
    """Number of the citation."""
    right: bool
    reason: Reason

    @property
    def in_right_article(self) -> bool:
        """Whether the citation is of an article that answers, wherever in it."""
        return self.reason not in ("other article", "dangling")


def judge_citations(
    answer: Answer,
    groups: Sequence[Sequence[str]],
    articles: Sequence[str],
    evidence: Sequence[Extent],
) -> tuple[CitationVerdict, ...]:
    """Judge each citation of each claim.

    Args:
        answer: What is judged.
        groups: The row's accepted answers.
        articles: Ids of the row's articles.
        evidence: Places of the row's quotes.
    """
    by_number = {citation.number: citation for citation in answer.citations}
    verdicts = []
    for position, claim in enumerate(answer.claims):
        for number in claim.citations:
            reason = _reason(claim, by_number.get(number), groups, articles, evidence)
            verdicts.append(
                CitationVerdict(
                    claim=position,
                    number=number,
                    right=reason in ("gold quote", "states the answer"),
                    reason=reason,
                )
            )
    return tuple(verdicts)


def _reason(
    claim: Claim,
    citation: Citation | None,
    groups: Sequence[Sequence[str]],
    articles: Sequence[str],
    evidence: Sequence[Extent],
) -> Reason:
    if citation is None:
        return "dangling"
    if citation.article_id not in articles:
        return "other article"
    if any(_overlaps(citation, extent) for extent in evidence):
        return "gold quote"
    claimed = stated_groups(f"{claim.text} {claim.words} {claim.meaning}", groups)
    quoted = stated_groups(citation.quote, groups)
    if any(all(both) for both in zip(claimed, quoted, strict=True)):
        return "states the answer"
    return "other place"


def _overlaps(citation: Citation, extent: Extent) -> bool:
    if citation.article_id != extent.article_id:
        return False
    shared = min(citation.end, extent.end) - max(citation.start, extent.start)
    shorter = min(citation.end - citation.start, extent.end - extent.start)
    return shared > 0 and shared >= MIN_OVERLAP * shorter
