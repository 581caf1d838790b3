"""What the assistant says of itself, in the language of the question."""

import re
from typing import Literal

Reply = Literal["not_found", "unanswered", "disagree", "in_own_words", "no_question"]

_REPLIES: dict[Reply, dict[str, str]] = {
    "not_found": {
        "en": "The articles do not say.",
        "de": "Die Artikel sagen das nicht.",
        "fr": "Les articles ne le disent pas.",
        "es": "Los artículos no lo dicen.",
        "it": "Gli articoli non lo dicono.",
        "nl": "De artikelen zeggen dat niet.",
        "pt": "Os artigos não o dizem.",
        "pl": "Artykuły tego nie podają.",
    },
    "unanswered": {  # before a part of the question
        "en": "The articles do not say:",
        "de": "Die Artikel sagen nicht:",
        "fr": "Les articles ne disent pas :",
        "es": "Los artículos no dicen:",
        "it": "Gli articoli non dicono:",
        "nl": "De artikelen zeggen niet:",
        "pt": "Os artigos não dizem:",
        "pl": "Artykuły nie podają:",
    },
    "disagree": {  # before the numbers of the citations
        "en": "The articles differ on this:",
        "de": "Darin unterscheiden sich die Artikel:",
        "fr": "Les articles diffèrent sur ce point :",
        "es": "Los artículos difieren en esto:",
        "it": "Su questo gli articoli differiscono:",
        "nl": "De artikelen verschillen hierover:",
        "pt": "Os artigos divergem nisto:",
        "pl": "Artykuły różnią się w tej sprawie:",
    },
    "in_own_words": {  # before words of an article in its own language
        "en": "The article says:",
        "de": "Im Artikel heißt es:",
        "fr": "L’article dit :",
        "es": "El artículo dice:",
        "it": "L’articolo dice:",
        "nl": "Het artikel zegt:",
        "pt": "O artigo diz:",
        "pl": "Artykuł podaje:",
    },
    "no_question": {
        "en": "I answer questions about the articles; ask me something that they may say.",
        "de": "Ich beantworte Fragen zu den Artikeln; frag mich etwas, das darin stehen kann.",
        "fr": "Je réponds aux questions sur les articles ; demandez-moi ce qu'ils peuvent dire.",
        "es": "Respondo preguntas sobre los artículos; pregúntame algo que puedan decir.",
        "it": "Rispondo a domande sugli articoli; chiedimi qualcosa che possano dire.",
        "nl": "Ik beantwoord vragen over de artikelen; vraag me iets wat erin kan staan.",
        "pt": "Respondo a perguntas sobre os artigos; pergunte-me algo que eles possam dizer.",
        "pl": "Odpowiadam na pytania o artykuły; zapytaj o coś, co może w nich być.",
    },
}

_QUOTED = {
    "en": "“{}”",
    "de": "„{}“",
    "fr": "«\u00a0{}\u00a0»",
    "es": "«{}»",
    "it": "«{}»",
    "nl": "“{}”",
    "pt": "“{}”",
    "pl": "„{}”",
}

_SINGLE = str.maketrans('“”„«»"', "‘’‚‹›'")
_OWN_WORDS = re.compile(r" \([“„«][^“”„«»\"]{1,300}[”“»]\)(?= \[\d)")


def reply(name: Reply, language: str) -> str:
    """The reply in `language` (ISO 639-1), or in English where there is no translation."""
    texts = _REPLIES[name]
    return texts.get(language, texts["en"])


def quoted(words: str, language: str) -> str:
    """Words in the quotation marks of `language` (ISO 639-1), or in those of English.

    Double marks within them become single ones.
    """
    return _QUOTED.get(language, _QUOTED["en"]).format(words.translate(_SINGLE))


def without_own_words(text: str) -> str:
    """An answer's text without an article's own words, which stand behind what is rendered of it.

    >>> without_own_words("It has rotors (“rotierende Scheiben”) [1]. It is new [2].")
    'It has rotors [1]. It is new [2].'
    """
    return _OWN_WORDS.sub("", text)
