"""The sentences of an answer, each with what the checks found of it."""

import re

import pytest

from assistant.answer import Answer, Citation, Claim, Status
from assistant.web.texts import ENGLISH, FRENCH, GERMAN, Texts
from assistant.web.written_view import checked_markup, written_markup


def citation(number: int, article_id: str) -> Citation:
    return Citation(
        number=number,
        article_id=article_id,
        title=article_id,
        path="",
        language="en",
        quote="Tides.",
        start=0,
        end=6,
    )


CITATIONS = (citation(1, "a.md"), citation(2, "b.md"), citation(3, "a.md"))
CLAIMS = (
    Claim(text="They turn.", citations=(1,), supported=True),
    Claim(text="Twice a day.", citations=(1, 2), supported=True),
    Claim(text="Once a day.", citations=(3,), supported=True, disputed_by=(1, 2)),
)
TEXT = "They turn [1]. Twice a day [1][2]. Once a day [3]. The articles disagree [1][2][3]."


def answer(*claims: Claim) -> Answer:
    return Answer(
        question="?",
        standalone_question="?",
        text=TEXT,
        status=Status.ANSWERED,
        language="en",
        claims=claims,
        citations=CITATIONS,
    )


def signs(html: str) -> list[str]:
    return re.findall(r'class="sign (\w+)"', html)


def test_each_sentence_has_the_sign_of_what_was_found_of_it_and_the_last_is_no_claim() -> None:
    html = written_markup(TEXT, CLAIMS, CITATIONS, ENGLISH)
    assert signs(html) == ["supported", "several", "disputed"]
    sentences = html.split('class="sign')
    assert "Twice a day" in sentences[1]
    assert "Twice a day" not in sentences[2]


def test_two_quotes_of_one_article_are_not_several_articles() -> None:
    claim = Claim(text="They turn.", citations=(1, 3), supported=True)
    assert signs(written_markup("They turn [1][3].", (claim,), CITATIONS, ENGLISH)) == ["supported"]


@pytest.mark.parametrize("texts", [ENGLISH, GERMAN, FRENCH])
def test_signs_are_said_in_words_too_and_explained_below(texts: Texts) -> None:
    html = written_markup(TEXT, CLAIMS, CITATIONS, texts)
    for words in (texts.checked_one, texts.checked_several, texts.checked_disputed):
        assert f'<span class="unseen"> ({words})</span>' in html
        assert words in checked_markup(answer(*CLAIMS), texts)
    assert signs(checked_markup(answer(*CLAIMS[:2]), texts)) == ["supported", "several"]


def test_sentence_that_was_not_checked_has_no_sign() -> None:
    claim = Claim(text="They turn.", citations=(1,), supported=False)
    assert signs(written_markup("They turn [1].", (claim,), CITATIONS, ENGLISH)) == []
    assert checked_markup(answer(claim), ENGLISH) == ""
    assert signs(written_markup(TEXT, (), (), ENGLISH)) == []


def test_markers_of_one_sentence_stay_together() -> None:
    html = written_markup("Twice a day [1][2].", CLAIMS[1:2], CITATIONS, ENGLISH)
    (group,) = re.findall(r'<span class="markers">(.*)</span>', html)
    assert group.count('class="marker opens-article"') == 2
