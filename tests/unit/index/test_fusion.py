from index.fusion import Evidence, fused_score


def test_shared_words_lift_a_passage_of_the_same_language() -> None:
    assert fused_score(Evidence(0.8, terms=0.6)) > fused_score(Evidence(0.8, terms=0.2))


def test_shared_words_do_not_count_across_languages() -> None:
    other = Evidence(0.8, terms=0.9, same_language=False)
    assert fused_score(other) == fused_score(other._replace(terms=0.0))


def test_shared_names_count_across_languages() -> None:
    other = Evidence(0.8, names=0.5, same_language=False)
    assert fused_score(other) > fused_score(other._replace(names=0.0))


def test_a_passage_of_another_language_is_not_buried_by_its_language() -> None:
    right = Evidence(0.85, same_language=False)
    distractor = Evidence(0.86, terms=0.1)
    assert fused_score(right) > fused_score(distractor)


def test_a_few_shared_words_do_not_outweigh_meaning() -> None:
    assert fused_score(Evidence(0.87)) > fused_score(Evidence(0.85, terms=0.25))
