"""Questions to begin with, made for the articles at hand."""

import re
from collections.abc import Collection, Iterable
from itertools import zip_longest

from assistant.web.texts import DEFAULT_LANGUAGE, TEXTS
from index.article import Article, ArticleSummary

_MOST = 6

# French sets a space there; at the end of a line it would part the mark from its word.
_LOOSE_SPACE = re.compile(r" (?=[?!:;»])|(?<=«) ")

# Questions that the bundled articles answer: language, question, the articles that it needs.
_BUNDLED: tuple[tuple[str, str, str], ...] = (
    (
        "en",
        "Why did Tyler Perry pause his studio?",
        "openai-sora-hollywood-arbeitsplaetze.md",
    ),
    (
        "de",
        "Was hält Ashton Kutcher von Sora?",
        "ashton-kutcher-sora.md",
    ),
    (
        "fr",
        "Qui mène l’initiative d’IA chez Sony Pictures ?",
        "sony-pictures-production-ia.md",
    ),
    (
        "en",
        "Who showed Sora to Hollywood at the end of February?",
        "sora-verbindet-ki-und-hollywood.md",
    ),
    (
        "de",
        "Welche Studios geben keine Inhalte zum Trainieren her?",
        "sony-pictures-ki.md",
    ),
    (
        "fr",
        "Combien devait coûter l’agrandissement du studio de Tyler Perry ?",
        "openai-sora-hollywood-arbeitsplaetze.md",
    ),
)


def example_questions(articles: Iterable[ArticleSummary | Article]) -> tuple[str, ...]:
    """Up to six questions: curated ones for the bundled articles, else made from titles.

    A made question is in its article's language where the interface speaks it; languages take
    turns, so that one language does not crowd out the others.
    """
    by_language: dict[str, list[str]] = {}
    ids = set()
    for article in articles:
        ids.add(article.id)
        texts = TEXTS.get(article.language, TEXTS[DEFAULT_LANGUAGE])
        asked = by_language.setdefault(texts.code, [])
        if len(asked) < _MOST and article.title.strip():
            asked.append(texts.about.format(title=article.title.strip()))
    bundled = tuple(question for _, question, article_id in _BUNDLED if article_id in ids)
    if len(bundled) == len(_BUNDLED):
        return bundled
    turns = zip_longest(*by_language.values())
    return tuple(question for turn in turns for question in turn if question)[:_MOST]


def bundled_questions(language: str, articles: Collection[str]) -> tuple[str, ...]:
    """Questions in a language that some of the bundled articles answer, by those articles' ids."""
    return tuple(
        question for code, question, needs in _BUNDLED if code == language and needs in articles
    )


def unbroken(question: str) -> str:
    """The question for display: no line begins with its question mark."""
    return _LOOSE_SPACE.sub("\u00a0", question)
