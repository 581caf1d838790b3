import re
from html.parser import HTMLParser

from assistant.evaluation.compare import compare
from assistant.evaluation.html import refusal_curve, render
from tests.unit.assistant.evaluation.rows import BOTH, NOWHERE, WHERE
from tests.unit.assistant.evaluation.runs import report
from tests.unit.assistant.evaluation.scripted import STUDIO, answered, cite, refused

HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(2)">"\'</style>'
RIGHT = answered(
    WHERE.question, "It stands in Atlanta.", cite(STUDIO, "Das Studio steht in Atlanta.")
)
RUN = report((WHERE, NOWHERE), {"where": RIGHT, "nowhere": refused(NOWHERE.question)})


class Tags(HTMLParser):
    """Collects tags, and where attributes point."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs


def test_each_question_stands_there_with_answer_quote_and_verdict() -> None:
    page = render(RUN)

    assert page.count('<details class="question"') == 2
    assert "It stands in Atlanta. [1]" in page
    assert "Das Studio steht in Atlanta." in page
    assert 'data-verdict="right cited"' in page
    assert 'data-verdict="refused"' in page
    assert "gold quote" in page


def test_questions_can_be_filtered_by_language_kind_and_verdict() -> None:
    page = render(RUN)

    for name in ("language", "kind", "verdict", "text"):
        assert f'data-filter="{name}"' in page
    assert "<option>unanswerable</option>" in page
    assert '<option value="right">right</option>' in page


def test_data_never_becomes_markup() -> None:
    row = WHERE.model_copy(update={"question": HOSTILE, "answers": ((HOSTILE, "Atlanta"),)})
    citation = cite(STUDIO, "Das Studio steht in Atlanta.").model_copy(
        update={"title": HOSTILE, "quote": HOSTILE, "article_id": HOSTILE}
    )
    answer = answered(HOSTILE, HOSTILE, citation)
    hostile = report((row,), {"where": answer})
    harmless = report((WHERE,), {"where": answered("q", "a", cite(STUDIO, "Das Studio"))})

    page = Tags(render(hostile, compare(harmless, hostile)))

    assert "img" not in page.tags
    assert page.tags.count("script") == 1
    assert page.tags.count("style") == 1
    assert not [name for name, _ in page.attributes if name.startswith("on")]


def test_nothing_is_fetched() -> None:
    page = render(RUN)
    attributes = Tags(page).attributes

    assert not [value for name, value in attributes if name in ("src", "href", "srcset")]
    assert not re.search(r"@import|url\(|fetch\(|XMLHttpRequest", page)


def test_a_comparison_shows_what_changed() -> None:
    before = report(
        (WHERE, NOWHERE), {"where": refused(WHERE.question), "nowhere": refused(NOWHERE.question)}
    )

    page = render(RUN, compare(before, RUN))

    assert "Against the baseline" in page
    assert "came out otherwise: 1" in page
    assert "+100.0" in page


def test_the_curve_of_refusal_goes_from_answering_all_to_refusing_all() -> None:
    curve = refusal_curve(RUN.scores)

    assert (curve[0].wrongly_refused, curve[0].rightly_refused) == (0.0, 0.0)
    assert (curve[-1].wrongly_refused, curve[-1].rightly_refused) == (1.0, 1.0)
    assert any(point.rightly_refused == 1 and point.wrongly_refused == 0 for point in curve)


def test_without_confidence_there_is_no_curve() -> None:
    unsure = refused(BOTH.question).model_copy(update={"confidence": None})

    assert refusal_curve(report((BOTH,), {"both": unsure}).scores) == ()
