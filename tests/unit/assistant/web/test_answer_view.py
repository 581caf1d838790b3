"""Answers as HTML."""

import pytest

from assistant.answer import Answer, Citation, Claim, Evidence, Status, TokenUsage
from assistant.checking import notes
from assistant.web.answer_view import answer_markup, exchange_markup, question_markup
from assistant.web.exchanges import Exchange
from assistant.web.markdown_export import answer_markdown
from assistant.web.texts import ENGLISH, FRENCH, GERMAN, Texts
from index.article import Passage

CITATION = Citation(
    number=1,
    article_id="a folder/tides & moon.md",
    title="Tides <b>",
    path="/somewhere/tides.md",
    language="de",
    quote="Ebbe und Flut\n wechseln.",
    start=3,
    end=9,
    published="2024-03",
)


def answered(text: str, *, supported: bool = True) -> Answer:
    return Answer(
        question="?",
        standalone_question="?",
        text=text,
        status=Status.ANSWERED,
        language="en",
        claims=(Claim(text=text, citations=(1,), supported=supported, translates=1),),
        citations=(CITATION,),
    )


def refused(**fields: object) -> Answer:
    return Answer.model_validate(
        {
            "question": "?",
            "standalone_question": "?",
            "text": "",
            "status": Status.NOT_FOUND,
            "language": "en",
            **fields,
        }
    )


def test_marker_links_to_the_quote_in_its_article() -> None:
    html = answer_markup(answered("They turn [1]."), ENGLISH)
    address = "article?id=a+folder%2Ftides+%26+moon.md&amp;start=3&amp;end=9#quote"
    assert html.count(f'href="{address}"') == 2  # the marker and the card
    assert "Quote 1: Tides &lt;b&gt;" in html


@pytest.mark.parametrize("text", ["They turn [2].", "They turn [7, 8]."])
def test_marker_of_an_unknown_quote_is_no_link(text: str) -> None:
    written = answer_markup(answered(text), ENGLISH).partition("Quotes")[0]
    assert "<a " not in written


def test_marker_with_several_numbers_becomes_several() -> None:
    html = answer_markup(answered("They turn [1, 1]."), ENGLISH)
    assert html.count('class="marker opens-article"') == 2


def test_marker_stays_on_the_line_of_its_sentence() -> None:
    assert 'They turn\u00a0<span class="markers"><a ' in answer_markup(
        answered("They turn [1]."), ENGLISH
    )


def test_nothing_of_an_answer_is_read_as_html() -> None:
    html = answer_markup(answered("<img src=x onerror=y> & <b>[1]</b>"), ENGLISH)
    assert "&lt;img src=x onerror=y&gt; &amp; &lt;b&gt;" in html
    assert "<img" not in html
    assert "Tides <b>" not in html


def test_paragraphs_and_lists_stay_apart() -> None:
    html = answer_markup(answered("Two things:\n\n- ebb\n- flood\n\nThat is all."), ENGLISH)
    assert "<p>Two things:</p><ul><li>ebb</li><li>flood</li></ul><p>That is all.</p>" in html


def test_no_line_break_stands_between_tags() -> None:
    assert "\n" not in answer_markup(answered("One.\n\nTwo\nlines [1]."), ENGLISH)


def test_unsupported_sentence_is_not_passed_over_in_silence() -> None:
    assert ENGLISH.unverified in answer_markup(answered("Yes.", supported=False), ENGLISH)
    assert ENGLISH.unverified not in answer_markup(answered("Yes."), ENGLISH)


def test_refusal_shows_the_closest_passages_shortened() -> None:
    passage = Passage(
        id="p",
        article_id="a.md",
        title="Tides",
        start=0,
        end=2000,
        text="ebb " * 500,
        language="en",
    )
    html = answer_markup(refused(related=(passage,) * 9), ENGLISH)
    assert ENGLISH.not_found in html
    assert html.count("<blockquote") == 3
    assert len(html.partition('<details class="making"')[0]) < 4000
    assert len(html) < 8000
    nothing = answer_markup(refused(), ENGLISH)
    assert ENGLISH.no_passages in nothing


def test_small_talk_is_only_declined() -> None:
    page = answer_markup(refused(standalone_question="", text="I answer questions."), ENGLISH)
    assert "I answer questions." in page
    assert ENGLISH.no_passages not in page


def test_exchange_shows_draft_and_status_until_the_answer_is_there() -> None:
    exchange = Exchange("?", status="Writing…", draft="Half [1] <i>")
    html = exchange_markup(exchange, ENGLISH)
    assert "Writing…" in html
    assert '<span class="marker">1</span>' in html
    assert "&lt;i&gt;" in html
    exchange.answer = answered("Whole [1].")
    assert "Writing…" not in exchange_markup(exchange, ENGLISH)


def test_overlong_question_is_cut_for_display() -> None:
    assert len(question_markup("x" * 50_000, ENGLISH)) < 2_200
    assert "<b>" not in question_markup("<b>", ENGLISH)


def test_sentence_in_another_language_than_its_quote_is_offered_as_its_translation() -> None:
    html = answer_markup(answered("They turn."), ENGLISH)
    assert '<p lang="en">They turn.</p></details>' in html
    same = answered("Sie wechseln.").model_copy(update={"language": "de"})
    assert "translated by machine" not in answer_markup(same, ENGLISH)


def test_quote_that_no_sentence_translates_awaits_its_translation() -> None:
    other = CITATION.model_copy(update={"number": 2, "article_id": "b.md"})
    same = other.model_copy(update={"number": 3, "language": "en"})
    html = answer_markup(
        answered("They turn.").model_copy(update={"citations": (CITATION, other, same)}), ENGLISH
    )
    assert html.count("translated by machine") == 2
    assert f'<p lang="en">{ENGLISH.translating}</p>' in html
    assert html.count('class="translation awaited"') == 1


def test_account_says_why_a_sentence_was_dropped_in_the_readers_language() -> None:
    dropped = Claim(text="By wind.", citations=(), supported=False, note=notes.REPEATS)
    answer = answered("They turn [1].").model_copy(
        update={"standalone_question": "What turns the tides?", "dropped": (dropped,)}
    )
    html = answer_markup(answer, GERMAN)
    assert "wiederholt nur die Frage" in html
    assert notes.REPEATS not in html


def test_account_tells_what_was_searched_read_dropped_and_spent() -> None:
    passage = Passage(
        id="p", article_id="a.md", title="Moon <i>", language="de", text="Mond", start=0, end=4,
        score=1.75,
    )  # fmt: skip
    answer = answered("They turn [1].").model_copy(
        update={
            "standalone_question": "What turns the <tides>?",
            "confidence": 0.834,
            "related": (passage,),
            "evidence": (Evidence(**passage.model_dump(), verdict=0.0),),
            "dropped": (Claim(text="By wind.", citations=(), supported=False, note="no quote"),),
            "timings": {"search": 0.21, "total": 9.0},
            "usage": {"read": TokenUsage(read=400, written=6)},
        }
    )
    html = answer_markup(answer, ENGLISH)
    for part in (
        "What turns the &lt;tides&gt;?",
        "83%",
        "score 1.750",
        "answers: 50%",
        "Moon &lt;i&gt;",
        "By wind.",
        "no quote",
        "<th scope=row>Searching</th><td>0.2</td><td>–</td><td>–</td>",
        "<th scope=row>Judging quotes</th><td>–</td><td>400</td><td>6</td>",
        "<th scope=row>In all</th><td>9.0</td>",
    ):
        assert part in html
    assert "making" not in answer_markup(refused(standalone_question=""), ENGLISH)


def test_answer_can_be_copied_as_markdown_with_its_quotes() -> None:
    assert answer_markdown(answered("They turn [1]."), ENGLISH) == (
        "**?**\n\nThey turn [1].\n\n"
        "[1] “Ebbe und Flut wechseln.” (*Tides \\<b\\>*, March 2024, a folder/tides & moon.md)\n"
    )
    html = answer_markup(answered("They turn [1]."), ENGLISH)
    assert '<pre class="markdown">**?**␤␤They turn [1].␤␤[1] “Ebbe' in html


@pytest.mark.parametrize(
    ("texts", "page"),
    [(ENGLISH, "p.\u00a012"), (GERMAN, "S.\u00a012"), (FRENCH, "p.\u00a012")],
    ids=["en", "de", "fr"],
)
def test_card_and_copy_name_the_page_of_a_quote(texts: Texts, page: str) -> None:
    quoted = answered("They turn [1].").model_copy(
        update={"citations": (CITATION.model_copy(update={"page": 12}),)}
    )
    assert f"<span>{page}</span>" in answer_markup(quoted, texts)
    assert f", {page}, " in answer_markdown(quoted, texts)
    assert f"<span>{page}</span>" not in answer_markup(answered("They turn [1]."), texts)
