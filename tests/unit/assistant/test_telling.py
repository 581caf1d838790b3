"""Sentences that say the same are told once."""

from types import SimpleNamespace
from typing import Any

import pytest

from assistant.checking.support import Support
from assistant.drafting import DraftedClaim
from assistant.telling import _merged

INDEX: Any = SimpleNamespace(embed_query=lambda _: (1.0, 0.0))


def support(text: str, number: int) -> Support:
    return Support(DraftedClaim(text, (number,)), supported=True, cited=(number,), score=1.0)


@pytest.mark.parametrize(
    ("one", "other", "merged"),
    [
        ("The bridge opened in March 2020.", "In March 2020 the bridge opened.", True),
        ("It begins at 8 pm.", "It begins at 20:00.", True),
        ("The bridge opened in March 2020.", "The bridge opened in April 2020.", False),
        ("The bridge opened on Monday.", "The bridge opened on Friday.", False),
        ("The bridge opened.", "The bridge opened on Friday.", False),
        ("The minister resigned.", "The minister did not resign.", False),
        ("It rose by 20.", "It rose by 20 per cent.", False),
    ],
)
def test_only_sentences_with_the_same_particulars_become_one(
    one: str, other: str, *, merged: bool
) -> None:
    told = _merged([support(one, 1), support(other, 2)], "en", INDEX)
    assert [each.cited for each in told] == ([(1, 2)] if merged else [(1,), (2,)])
