"""What kind of thing a question asks for: a number, a time, a name."""

import re
from typing import Literal

from assistant.checking.names import names_in
from assistant.checking.numbers import months_in, numbers_in

Kind = Literal["number", "time", "name"]

_KINDS: dict[Kind, re.Pattern[str]] = {
    "time": re.compile(
        r"\b(?:when|what year|which year|what date|since when|wann|in welchem jahr|seit wann|"
        r"welches datum|quand|en quelle année|quelle date|depuis quand)\b",
        re.IGNORECASE,
    ),
    "number": re.compile(
        r"\b(?:how (?:many|much|old|tall|long|large|big|high|far)|what (?:percentage|share|number|"
        r"price|sum|amount)|wie\s?viele?|wie (?:alt|lang|lange|groß|hoch|weit)|wieviel|prozent|"
        r"combien|quel (?:âge|pourcentage|montant|prix|nombre)|quelle (?:part|somme|durée))\b",
        re.IGNORECASE,
    ),
    "name": re.compile(r"^\W*(?:who|whom|wer|wen|wem|qui)\b", re.IGNORECASE),
}
_TIME = re.compile(
    r"\b(?:19|20)\d\d\b|\b(?:today|yesterday|last|next|this|recently|soon|year|month|week|weekend|"
    r"heute|gestern|letzt\w*|vergangen\w*|vor kurzem|jahr\w*|monat\w*|woche\w*|wochenende|bald|"
    r"aujourd.hui|hier|dernier\w*|prochain\w*|récemment|année|mois|semaine|bientôt)\b",
    re.IGNORECASE,
)


def kind_asked_for(question: str) -> Kind | None:
    """The kind of thing a question asks for, or None where any sentence may answer it."""
    return next((kind for kind, pattern in _KINDS.items() if pattern.search(question)), None)


def holds_kind(question: str, text: str, language: str) -> bool:
    """Whether `text` holds a thing of the kind asked for that the question does not name itself."""
    match kind_asked_for(question):
        case "number":
            return bool(numbers_in(text) - numbers_in(question))
        case "time":
            return bool(_TIME.search(text) or months_in(text) - months_in(question))
        case "name":
            return bool(names_in(text, language) - names_in(question, language))
        case None:
            return True
