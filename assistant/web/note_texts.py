"""Why a sentence was removed from an answer, in the languages of the interface.

The checks say it in English (`assistant.checking.notes`).
"""

import re
from collections.abc import Mapping

from assistant.checking import notes
from assistant.web.texts import FRENCH, GERMAN, Texts

_MONTH = re.compile(r"\bmonth (\d+)\b")

# By what a note begins with; English says them as they are.
_SAID: Mapping[str, Mapping[str, str]] = {
    GERMAN.code: {
        notes.NO_QUOTE: "kein Zitat, auf das er sich stützt",
        notes.ELSEWHERE: "handelt von etwas anderem als die Zitate",
        notes.OTHERWISE: "sagt etwas anderes als sein Zitat",
        notes.REPEATS: "wiederholt nur die Frage",
        notes.DENIES: "verneint, was das Zitat nicht verneint, oder umgekehrt",
        notes.EMPTY: "leer",
        notes.OTHER_LANGUAGE: "in einer anderen Sprache als die Frage",
        notes.CHANGED: "der Artikel hat sich gerade geändert",
        notes.HARDLY_ANSWERED: "die Artikel beantworten diesen Teil kaum",
        notes.REPAIRED: "Zitat berichtigt",
        notes.OWN_WORDS: "in den Worten des Zitats gesagt",
        notes.LACKS: "nicht in den Zitaten: ",
    },
    FRENCH.code: {
        notes.NO_QUOTE: "aucune citation sur laquelle s’appuyer",
        notes.ELSEWHERE: "parle d’autre chose que les citations",
        notes.OTHERWISE: "dit autre chose que sa citation",
        notes.REPEATS: "ne fait que répéter la question",
        notes.DENIES: "nie ce que la citation ne nie pas, ou l’inverse",
        notes.EMPTY: "vide",
        notes.OTHER_LANGUAGE: "dans une autre langue que la question",
        notes.CHANGED: "l’article vient de changer",
        notes.HARDLY_ANSWERED: "les articles ne répondent guère à cette partie",
        notes.REPAIRED: "citation corrigée",
        notes.OWN_WORDS: "dit dans les mots de la citation",
        notes.LACKS: "absent des citations : ",
    },
}


def said_note(note: str, texts: Texts) -> str:
    """A note in the language of the interface; one that nobody knows as it is.

    Args:
        note: of a claim.
        texts: the words of the interface.
    """
    said = _SAID.get(texts.code, {})
    known = max((each for each in said if note.startswith(each)), key=len, default="")
    named = _MONTH.sub(lambda found: texts.month(int(found[1])), note[len(known) :])
    return said.get(known, "") + named
