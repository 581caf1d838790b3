"""Quotes in different languages that say the same: told once, and cited both."""

from collections.abc import Sequence
from typing import NamedTuple

from assistant.checking.particulars import particulars_disagree
from assistant.judging import Judgement
from assistant.likeness import Embed, likeness
from index.article import Passage

# Cosine of multilingual-e5-small above which two sentences in different languages say the same: of
# sentences with a translation in the other bundled article, 15 of 23 lie above it with their
# translation, and 3 with the next best, most of these a summary of the same (docs/quality.md).
_SAME = 0.9


class Told(NamedTuple):
    """A quote that may be told, with those in other languages that say the same."""

    judgement: Judgement
    twins: tuple[Judgement, ...] = ()

    @property
    def members(self) -> tuple[Judgement, ...]:
        """All that say the same, the quote first."""
        return (self.judgement, *self.twins)


def without_twins(judged: Sequence[Judgement], language: str, embed: Embed) -> list[Told]:
    """The judgements in their order, those that say the same in other languages as one.

    The one in the question's language stands for all, or else the best.

    Args:
        judged: best first.
        language: of the question, ISO 639-1.
        embed: gives the vector of a text, of length 1.
    """
    told: list[Told] = []
    for judgement in judged:
        place = next(
            (
                i
                for i, other in enumerate(told)
                if are_twins(other.judgement.quote, judgement.quote, embed)
            ),
            None,
        )
        if place is None:
            told.append(Told(judgement))
            continue
        first, twins = told[place]
        if judgement.quote.language == language != first.quote.language:
            better = judgement._replace(yes=max(first.yes, judgement.yes), rank=first.rank)
            told[place] = Told(better, (first, *twins))
        else:
            told[place] = Told(first, (*twins, judgement))
    return told


def are_twins(one: Passage, other: Passage, embed: Embed) -> bool:
    """Whether they say the same, in articles and languages of their own.

    Ones that differ in a number, a month, a day of the week or a "not" do not.
    """
    return (
        one.language != other.language
        and one.article_id != other.article_id
        and not particulars_disagree(one.text, one.language, other.text, other.language)
        and likeness(embed, one.text, other.text) >= _SAME
    )
