"""Who wrote an article is told from its byline, where that is asked."""

import time
from types import SimpleNamespace
from typing import Any, cast

import pytest

from assistant.bylines import as_read, asks_who_wrote, bylines, is_byline, may_tell_who_wrote
from index.article import Article
from index.errors import ArticleNotFoundError
from tests.unit.assistant.passages import passage


@pytest.mark.parametrize(
    "question",
    [
        "Who wrote the article about the harbour?",
        "Who is the author of the piece on Lund?",
        "Which journalist signed the report on the ferry?",
        "Wer hat den Artikel über den Hafen geschrieben?",
        "Von wem stammt der Beitrag über die Fähre?",
        "Wer ist die Autorin des Textes über Lund?",
        "Qui signe l'article consacré au port ?",
        "Qui a écrit l’article sur le bac ?",
        "Quel journaliste a rédigé le papier sur le port ?",
        "By whom was the article on the harbour written?",
        "Who's the author of this article?",
        "Par qui l'article sur le port a-t-il été écrit ?",
        "Qui est l’autrice de cet article ?",
    ],
)
def test_a_question_for_the_author_of_an_article_is_one(question: str) -> None:
    assert asks_who_wrote(question)


@pytest.mark.parametrize(
    "question",
    [
        "Who wrote the script?",
        "Who wrote to the mayor about the harbour?",
        "What does the article about the harbour say?",
        "Wer schrieb das Drehbuch?",
        "Wer hat den Bericht vorgelegt?",
        "Von wem stammt der Vorwurf?",
        "Qui a écrit la chanson ?",
        "Quel article parle du port ?",
    ],
)
def test_a_question_for_another_author_or_about_articles_is_none(question: str) -> None:
    assert not asks_who_wrote(question)


@pytest.mark.parametrize(
    "text",
    [
        "Von Anna Berg",
        "By Anna Berg and Jo Hill.",
        "Par Léa Martin",
        "VON ANNA BERG",
        "By: Anna Berg, Jo Hill & Tom Low",
        "By Leonardo da Silva and Vincent van den Berg",
        "Par Jean d’Arvor avec AFP",
        "By Šárka Novák",
        "By Omar al-Rahman / Reuters",
        "Von Anna Berg (dpa)",
        "Von Anna Berg und dpa",
        "Autorin: Anna Berg",
    ],
)
def test_a_line_that_says_only_who_wrote_is_a_byline(text: str) -> None:
    assert is_byline(text)
    assert not is_byline(f"{text} stammt die Brücke")


@pytest.mark.parametrize(
    "text", ["By the River", "By The River", "BY THE RIVER", "Von Mund zu Mund", "By Friday"]
)
def test_a_heading_is_no_byline(text: str) -> None:
    assert not is_byline(text)


def test_a_sentence_on_a_text_may_tell_who_wrote_it() -> None:
    assert may_tell_who_wrote("The report of the engineer Jo Hill found faults.")
    assert may_tell_who_wrote("Jo Hill wrote to the mayor.")
    assert not may_tell_who_wrote("Jo Hill leads the harbour.")


@pytest.mark.parametrize(
    "pumped", ["A ", "de ", "A, ", "A.’", "A and ", "von ", "al-", "who wrote ", "article "]
)
def test_long_text_takes_no_long_time(pumped: str) -> None:
    began = time.process_time()
    for text in (f"By {pumped * 10_000}", f"By A{pumped * 10_000}!"):
        is_byline(text)
        asks_who_wrote(text)
    assert time.process_time() - began < 10  # what grows with the square takes minutes


def article(name: str, text: str, author: str | None = None) -> Article:
    return Article(id=name, title=name, language="de", text=text, author=author)


LONG = "Der Hafen wurde gebaut. " * 60


def found(*articles: Article) -> list[str]:
    """The bylines of articles of which a passage each was found, checked against their texts."""
    known = {each.id: each for each in articles}

    def get(name: str) -> Article:
        if name not in known:
            raise ArticleNotFoundError(name)
        return known[name]

    index = cast("Any", SimpleNamespace(get=get))
    passages = [passage("Der Hafen.", article=name) for name in ("gone", *known, *known)]
    quotes = list(bylines(index, passages))
    for quote in quotes:
        assert known[quote.article_id].text[quote.start : quote.end] == quote.text
    return [quote.text for quote in quotes]


def test_bylines_are_found_where_articles_begin_and_end() -> None:
    first = article("a", f"Rubrik: Häfen. Von Anna Berg.\n\n{LONG}")
    last = article("b", f"{LONG}\n\nVon Jo Hill")
    assert found(first, last) == ["Von Anna Berg.", "Von Jo Hill"]


def test_half_a_name_or_half_a_sentence_is_no_byline() -> None:
    before = f"{'x' * 585}\n\nVon Anna Berg"  # as far as the beginning of an article is read
    behind = "von Anna Berg.\n\n"  # where its end begins
    assert len(before) == 600
    assert found(article("a", f"{before}mann\n\n{LONG}")) == []
    assert found(article("a", f"{LONG}Da{behind}{'x' * (600 - len(behind))}")) == []
    assert found(article("a", before)) == ["Von Anna Berg"]


@pytest.mark.parametrize(
    "line",
    [
        "Von Anna Berg, 3. Mai 2021",
        "Von Anna Berg | 03.05.2021, 10:15 Uhr",
        "By Anna Berg – May 3, 2021",
        "Par Anna Berg (3 mai 2021)",
    ],
)
def test_a_byline_with_a_date_is_found_though_it_says_when_too(line: str) -> None:
    assert found(article("a", f"{line}\n\n{LONG}")) == [line]
    assert not is_byline(line)


def test_a_line_with_the_known_author_will_do() -> None:
    dated = "Zuletzt geändert: Anna Berg, 3. Mai 2021."
    assert found(article("a", f"{dated}\n\n{LONG}", "Anna Berg")) == [dated]
    assert found(article("a", f"{dated.upper()}\n\n{LONG}", "Anna Berg")) == [dated.upper()]
    assert found(article("a", f"{dated}\n\n{LONG}", "Jo Hill")) == []
    assert found(article("a", f"{dated}\n\n{LONG}", "Ann")) == []
    assert found(article("a", f"{dated}\n\n{LONG}")) == []


def test_no_more_than_three_articles_are_looked_at() -> None:
    many = [article(name, "Von Anna Berg\n\nDer Hafen.") for name in "abcde"]
    assert len(found(*many)) == 2  # one of the three is gone


def test_a_byline_is_read_behind_its_title_where_it_is_asked_for() -> None:
    quote = passage("Von Anna Berg.", title="Der Hafen von Lund")
    asked = "Who wrote the article on Lund?"
    assert as_read(asked, quote) == "„Der Hafen von Lund“: Von Anna Berg."
    assert as_read("Who wrote the article on bread?", quote) == "Der Hafen von Lund. Von Anna Berg."
    assert as_read("Who built the harbour of Lund?", quote) == "Von Anna Berg."
    long = passage("Der Hafen wurde gebaut. " * 9)
    assert as_read(asked, long) == long.text
