"""Copies of a text do not crowd out the others."""

from index.copies import MOST_ALIKE, Crowds, overlap, words_of


def test_a_few_copies_keep_their_places_whatever_is_changed_in_each() -> None:
    crowds = Crowds()
    claim = "The harbour of Lund was paid for by a company from abroad, says notice"
    full = [crowds.is_full(words_of(f"{claim} {number}.")) for number in range(20)]
    assert full == [False] * MOST_ALIKE + [True] * (20 - MOST_ALIKE)


def test_another_text_on_the_same_is_no_copy() -> None:
    crowds = Crowds()
    for number in range(20):
        crowds.is_full(words_of(f"The harbour of Lund was paid for by Zorblax, notice {number}."))
    assert not crowds.is_full(words_of("The town of Lund paid for the harbour with three loans."))


def test_overlap_is_the_share_of_common_words() -> None:
    assert overlap(words_of("One two"), words_of("two THREE")) == 1 / 3
    assert overlap(words_of(""), words_of("")) == 0
