"""The words of an article's page, in English, German and French; see `assistant.web.texts`."""

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.web.texts import Texts


@dataclass(frozen=True)
class ArticleTexts:
    """The words of one interface language."""

    article: str
    passage_marked: str
    close: str
    own_tab: str
    back_to_chat: str
    no_article: str


_ENGLISH = ArticleTexts(
    article="Article",
    passage_marked="The quote is highlighted.",
    close="Close",
    own_tab="Open in its own tab",
    back_to_chat="Back to the chat",
    no_article="There is no such article, or it has been removed.",
)

_GERMAN = ArticleTexts(
    article="Artikel",
    passage_marked="Das Zitat ist hervorgehoben.",
    close="Schließen",
    own_tab="In eigenem Tab öffnen",
    back_to_chat="Zurück zum Gespräch",
    no_article="Diesen Artikel gibt es nicht, oder er wurde entfernt.",
)

_FRENCH = ArticleTexts(
    article="Article",
    passage_marked="La citation est surlignée.",
    close="Fermer",
    own_tab="Ouvrir dans un onglet",
    back_to_chat="Retour à la conversation",
    no_article="Cet article n’existe pas ou a été retiré.",
)

ARTICLE_TEXTS: Mapping[str, ArticleTexts] = {"en": _ENGLISH, "de": _GERMAN, "fr": _FRENCH}


def article_texts(texts: Texts) -> ArticleTexts:
    """The words of an article's page, in the language of the others."""
    return ARTICLE_TEXTS[texts.code]
