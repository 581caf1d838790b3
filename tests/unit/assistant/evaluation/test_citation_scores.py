import pytest

from assistant.answer import Answer, Claim
from assistant.evaluation.citation_scores import CitationVerdict, judge_citations
from assistant.evaluation.observation import Extent
from tests.unit.assistant.evaluation.scripted import STUDIO, UNION, answered, cite

GOLD = "Das Studio steht in Atlanta."
EVIDENCE = (
    Extent(
        article_id=STUDIO.id,
        start=STUDIO.text.index(GOLD),
        end=STUDIO.text.index(GOLD) + len(GOLD),
    ),
)
GROUPS = (("Atlanta",), ("800 million", "800 Millionen"))


def judge(answer: Answer) -> tuple[CitationVerdict, ...]:
    return judge_citations(answer, GROUPS, (STUDIO.id,), EVIDENCE)


def test_the_gold_quote_is_right_even_for_a_sentence_in_other_words() -> None:
    answer = answered("Where?", "In Georgia's capital.", cite(STUDIO, GOLD))

    assert [verdict.reason for verdict in judge(answer)] == ["gold quote"]
    assert judge(answer)[0].right


def test_another_article_is_wrong_whatever_it_says() -> None:
    answer = answered("Where?", "In Atlanta.", cite(UNION, "Writers went on strike."))

    assert [(verdict.right, verdict.reason) for verdict in judge(answer)] == [
        (False, "other article")
    ]
    assert not judge(answer)[0].in_right_article


def test_another_place_is_right_if_it_states_the_answer_that_the_sentence_states() -> None:
    quote = "Er kostet 800 Millionen Dollar."

    right = answered("How much?", "It costs 800 million dollars.", cite(STUDIO, quote))
    beside = answered("Where?", "It stands in Atlanta.", cite(STUDIO, quote))

    assert judge(right)[0].reason == "states the answer"
    assert (judge(beside)[0].right, judge(beside)[0].reason) == (False, "other place")
    assert judge(beside)[0].in_right_article


@pytest.mark.parametrize(("taken", "right"), [(10, False), (14, True)])
def test_a_quote_has_to_share_half_of_the_shorter_text(taken: int, right: bool) -> None:
    end = STUDIO.text.index(GOLD) + taken
    before = "Er kostet 800 Millionen Dollar. "
    quote = STUDIO.text[STUDIO.text.index(before) : end]

    answer = answered("Where?", "Somewhere.", cite(STUDIO, quote))

    assert judge(answer)[0].right is right


def test_each_citation_of_each_sentence_is_judged() -> None:
    answer = answered(
        "Where?", "In Atlanta.", cite(STUDIO, GOLD), cite(UNION, "It ended in September.", 2)
    )
    answer = answer.model_copy(
        update={"claims": (*answer.claims, Claim(text="Yes.", citations=(2,), supported=True))}
    )

    assert [(verdict.claim, verdict.number, verdict.right) for verdict in judge(answer)] == [
        (0, 1, True),
        (0, 2, False),
        (1, 2, False),
    ]


def test_a_number_without_a_citation_is_wrong() -> None:
    answer = answered("Where?", "In Atlanta.", cite(STUDIO, GOLD)).model_copy(
        update={"citations": ()}
    )

    assert judge(answer)[0].reason == "dangling"
