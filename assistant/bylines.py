"""Lines that say nothing but who wrote an article: left out, unless that is what a question asks.

Such a line, "Von Anna Berg", would answer any question for a name. Where it is asked for, a search
hardly finds it, since it has no word of the question, and a model that reads it alone can't tell
what it is the author of. So it is looked for in the articles that were found, and is read behind
the title of its article.
"""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from assistant.offices import with_offices_as_asked
from index.article import Article, Passage
from index.errors import ArticleNotFoundError
from index.lexical import fold, words
from index.sentences import split_sentences

if TYPE_CHECKING:
    from index.searchable import SearchableArticles

MOST_ARTICLES = 3
"""Of as many of the articles that were found the bylines are read."""
_NEAR = 600  # characters at the beginning and the end of an article, where bylines stand
_SHORT = 100  # characters; a line that has an author's name in it and is longer says more than that
_LONG_WORD = 4  # letters; shorter ones mostly have no meaning of their own

_CAPITAL = r"[^\W\d_a-zß-öø-ÿ]"
_NAME = (
    r"(?:(?:de[lnr]?|d[aiou]|dos|das|la|le|van|von|t[eo]n|ter|bin|ibn)\s+){0,3}"
    rf"(?:[dl]['’]|(?:al|el)-)?{_CAPITAL}[\w.’'-]*"
)
_AGENCY = r"(?:dpa|afp|ap|epd|kna|sid|apa|sda|ats|belga|reuters)"
# "By the River" is a heading.
_BYLINE = re.compile(
    r"(?i:(?:von|by|par)(?:\s*:)?|(?:autor(?:in)?|author|aut(?:eure?|rice)|texte?)\s*:)\s+(?!(?i:the|this|that|my|your|his|her|our|all|night|day)\b)"
    rf"{_NAME}(?:(?:\s+|\s*[,/&|]\s*|\s+(?i:und|and|et|mit|with|avec)\s+){_NAME}){{1,9}}"
    rf"(?:(?:\s*[,/(|]\s*|\s+(?:und|and|et|mit|with|avec)\s+)(?i:{_AGENCY})\)?)?"
)
_DATE = re.compile(
    r"\s*[,|·–—(-]\s*(?:\d{1,4}(?:[./-]\d{1,2}[./-]\d{1,4}|\.?\s[^\W\d]{3,9}\.?\s\d{4})|"
    r"[^\W\d]{3,9}\.?\s\d{1,2},\s\d{4})(?:,?\s\d{1,2}[:.]\d{2})?(?:\sUhr)?\)?\.?$"
)
_SPEAKS_OF_WRITING = re.compile(
    r"\b(?:author|writ|wrote|byline|journalist|report(?:er|ed)|autor|geschrieben|schreib|schrieb|"
    r"verfass|stammt|redakt|auteur|autrice|écri|rédig|signé)",
    re.IGNORECASE,
)
_WRITTEN = (
    r"(?:articles?|pieces?|stor(?:y|ies)|reports?|texts?|columns?|artikels?|beitr[aä]ge?s?|"
    r"berichts?|textes?|papiers?|reportages?)\b"
)
_NAMES_A_TEXT = re.compile(rf"\b{_WRITTEN}", re.IGNORECASE)
_ASKS_WHO_WROTE = re.compile(
    rf"\bwho (?:wrote|writes|has written|authored|signed|is behind) .{{0,40}}\b{_WRITTEN}|"
    r"\bwho(?: is|['’]s| was| are) the (?:authors?|writers?|journalists?|reporters?)\b"
    rf".{{0,20}}\b{_WRITTEN}|"
    rf"\b(?:which|what) (?:journalist|reporter|author)s? .{{0,40}}\b{_WRITTEN}|"
    rf"\b{_WRITTEN}.{{0,200}}\b(?:written|authored|signed) by (?:who|which)|"
    rf"\bby whom (?:was|were|is|are) .{{0,40}}\b{_WRITTEN}|"
    rf"\bwer hat .{{0,40}}\b{_WRITTEN}.{{0,200}}\b(?:geschrieben|verfasst)|"
    rf"\bwer (?:schrieb|verfasste|zeichnet) .{{0,40}}\b{_WRITTEN}|"
    rf"\bwer (?:ist|war|sind) (?:der|die) (?:autor|verfasser|journalist)\w*\b.{{0,20}}\b{_WRITTEN}|"
    rf"\b(?:von wem|aus wessen feder) (?:stammt|ist|kommt|wurde).{{0,30}}\b{_WRITTEN}|"
    rf"\bwelche[rn]? (?:journalist|autor|redakteur)\w*\b.{{0,40}}\b{_WRITTEN}|"
    rf"\bqui (?:signe|a (?:signé|écrit|rédigé)|est l['’]aut(?:eur|rice)\w* d).{{0,30}}\b{_WRITTEN}|"
    rf"\b(?:de|par) qui (?:est|a été|l['’]|les? |cet(?:te)? |ce ).{{0,40}}\b{_WRITTEN}|"
    rf"\bquel(?:le)?s? (?:journaliste|auteur|autrice)\w*\b.{{0,40}}\b{_WRITTEN}",
    re.IGNORECASE,
)


def is_byline(text: str) -> bool:
    """Whether a sentence says nothing but who wrote."""
    return bool(_BYLINE.fullmatch(text.strip().rstrip(".")))


def may_speak_of_writing(text: str) -> bool:
    """Whether a question may be answered by a byline, or a sentence say as much as one."""
    return bool(_SPEAKS_OF_WRITING.search(text))


def may_tell_who_wrote(text: str) -> bool:
    """Whether a sentence may name an author: it speaks of writing, or of what is written.

    "The report of the engineer Jo Hill" says who wrote it as well.
    """
    return may_speak_of_writing(text) or bool(_NAMES_A_TEXT.search(text))


def asks_who_wrote(question: str) -> bool:
    """Whether a question asks for the author of an article."""
    return bool(_ASKS_WHO_WROTE.search(question))


def bylines(index: "SearchableArticles", passages: Sequence[Passage]) -> Iterator[Passage]:
    """Yield the bylines of the articles that some passages are from, in their order.

    Args:
        index: where the articles are.
        passages: what was found, best first.
    """
    first = {passage.article_id: passage for passage in reversed(passages)}
    for article_id in list(dict.fromkeys(each.article_id for each in passages))[:MOST_ARTICLES]:
        try:
            article = index.get(article_id)
        except ArticleNotFoundError:  # removed since it was found
            continue
        if (place := _byline_of(article)) is not None:
            start, end = place
            found = {"text": article.text[start:end], "start": start, "end": end, "heading": ""}
            yield first[article_id].model_copy(update={"language": article.language, **found})


def _byline_of(article: Article) -> tuple[int, int] | None:
    """Where the byline begins and ends, or a line with the author's name; None without either."""
    text, signed = article.text, None
    for begin, end in ((0, _NEAR), (max(_NEAR, len(text) - _NEAR), len(text))):
        for sentence in split_sentences(text[begin:end], article.language):
            place = begin + sentence.start, begin + sentence.end
            said = text[slice(*place)]
            if (place[0] == begin > 0) or (place[1] == end < len(text)):
                continue  # it may be cut
            if is_byline(_DATE.sub("", said) if len(said) <= _SHORT else said):
                return place
            if signed is None and len(said) <= _SHORT and _is_named(article.author, said):
                signed = place
    return signed


def _is_named(author: str | None, said: str) -> bool:
    """Whether an author stands in a line, in whatever letters, and not as a part of a word."""
    name = re.escape((author or "").strip())
    return bool(name) and bool(re.search(rf"(?<!\w){name}(?!\w)", said, re.IGNORECASE))


def as_read(question: str, quote: Passage) -> str:
    """The text of a quote as a model is to judge it: a byline behind what it is the byline of.

    Offices have the question's name behind them (`assistant.offices`). A title in quotation marks
    is taken for what was written much more readily, whichever article was asked about
    (docs/quality.md), so it stands in them where it has a word of the question.
    """
    if len(quote.text) > _SHORT or not asks_who_wrote(question):
        return with_offices_as_asked(question, quote.text)
    title = quote.title.rstrip(".")
    return (
        f"„{title}“: {quote.text}" if _share_a_word(question, title) else f"{title}. {quote.text}"
    )


def _share_a_word(question: str, title: str) -> bool:
    asked, named = ({fold(word) for word in words(text)} for text in (question, title))
    return any(
        len(word) >= _LONG_WORD and not _SPEAKS_OF_WRITING.match(word) for word in asked & named
    )
