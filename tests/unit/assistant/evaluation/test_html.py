import re
from html.parser import HTMLParser

from assistant.answer import Claim, Evidence
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


def read(quote: str, verdict: float | None) -> Evidence:
    start = STUDIO.text.index(quote)
    return Evidence(
        id=f"{STUDIO.id}-{start}",
        article_id=STUDIO.id,
        title=STUDIO.title,
        language=STUDIO.language,
        text=quote,
        start=start,
        end=start + len(quote),
        verdict=verdict,
    )


def words(page: str) -> str:
    """The page's text as a reader has it, on one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_how_an_answer_was_made_stands_there_with_every_verdict() -> None:
    answer = RIGHT.model_copy(
        update={
            "claims": (RIGHT.claims[0].model_copy(update={"score": 0.87, "disputed_by": (2, 3)}),),
            "dropped": (
                Claim(
                    text="It stands in Berlin.",
                    citations=(),
                    supported=False,
                    score=0.42,
                    note="not in the quotes: berlin",
                ),
            ),
            "evidence": (
                read("Das Studio steht in Atlanta.", 2.0),
                read("Er kostet 800 Millionen Dollar.", -2.0),
                read("Dollar", None),
            ),
            "unanswered": ("Who built it?",),
            "signals": {"best": 2.0, "named": 0.5},
        }
    )

    page = render(report((WHERE,), {"where": answer}))
    text = words(page)

    assert "Not answered: Who built it?" in text
    assert "It stands in Atlanta. supported disputed by 2, 3 support 0.87" in text
    assert "It stands in Berlin. support 0.42 not in the quotes: berlin" in text
    assert "answers: 88% (log-odds +2.00) cited as 1" in text
    assert "answers: 12% (log-odds -2.00)" in text
    assert text.count("cited as 1") == 1
    assert text.count("not judged") == 1
    assert "confidence 0.90 from best 2.00, named 0.50" in text
    assert '<blockquote class="gold">Das Studio steht in Atlanta.<br>' in page
    assert "<blockquote>Er kostet 800 Millionen Dollar.<br>" in page


def test_what_was_not_recorded_leaves_no_heading() -> None:
    text = words(render(RUN))

    for absent in ("Not answered", "disputed by", "support 0", "Evidence that"):
        assert absent not in text


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
    answer = answered(HOSTILE, HOSTILE, citation).model_copy(
        update={
            "evidence": (
                read("Studio", 1.0).model_copy(update={"text": HOSTILE, "title": HOSTILE}),
            ),
            "unanswered": (HOSTILE,),
            "signals": {HOSTILE: 1.0},
        }
    )
    hostile = report((row,), {"where": answer})
    harmless = report((row,), {"where": answered("q", "a", cite(STUDIO, "Das Studio"))})

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
