"""The words of how an answer was made, in English, German and French; see `assistant.web.texts`."""

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.web.texts import Texts


@dataclass(frozen=True)
class MakingTexts:
    """The words of one interface language; {…} are filled in where they are shown."""

    how_made: str
    before: str
    searched: str
    confidence: str
    found: str
    read: str
    dropped: str
    score: str
    verdict: str
    stage: str
    seconds: str
    tokens: str
    written: str
    total: str
    stages: Mapping[str, str]
    """Names of the stages of an answer, in their order; see `Answer.timings`."""


_ENGLISH = MakingTexts(
    how_made="How this answer was made",
    before="The same was asked before of the same articles, and got this answer. Retry makes "
    "it anew. Seconds and tokens are those of then.",
    searched="Searched as",
    confidence="Chance that the articles answer",
    found="Passages found, the nearest first",
    read="Quotes read, with the model’s verdict",
    dropped="Sentences that the checks removed",
    score="score {score}",
    verdict="answers: {chance}",
    stage="Stage",
    seconds="Seconds",
    tokens="Tokens read",
    written="written",
    total="In all",
    stages={
        "condense": "Making it stand alone",
        "decompose": "Looking for several questions",
        "embed": "Embedding the question",
        "search": "Searching",
        "evidence": "Choosing quotes",
        "rerank": "Ranking quotes",
        "read": "Judging quotes",
        "write": "Writing",
        "translate": "Writing in the question’s language",
        "check": "Checking",
    },
)

_GERMAN = MakingTexts(
    how_made="Wie diese Antwort entstand",
    before="Dasselbe wurde schon einmal an dieselben Artikel gefragt und bekam diese Antwort. "
    "Ein neuer Versuch macht sie neu. Sekunden und Token sind die von damals.",
    searched="Gesucht als",
    confidence="Chance, dass die Artikel antworten",
    found="Gefundene Stellen, die nächste zuerst",
    read="Gelesene Zitate, mit dem Urteil des Modells",
    dropped="Sätze, die die Prüfung entfernt hat",
    score="Wertung {score}",
    verdict="antwortet: {chance}",
    stage="Schritt",
    seconds="Sekunden",
    tokens="Token gelesen",
    written="geschrieben",
    total="Insgesamt",
    stages={
        "condense": "Frage für sich verständlich machen",
        "decompose": "Mehrere Fragen erkennen",
        "embed": "Frage einbetten",
        "search": "Suchen",
        "evidence": "Zitate auswählen",
        "rerank": "Zitate ordnen",
        "read": "Zitate beurteilen",
        "write": "Schreiben",
        "translate": "In der Sprache der Frage schreiben",
        "check": "Prüfen",
    },
)

# French sets a space that does not break before ? : and » and behind «.
_FRENCH = MakingTexts(
    how_made="Comment cette réponse a été faite",
    before="La même question a déjà été posée aux mêmes articles et a reçu cette réponse. "
    "Réessayer la refait. Secondes et jetons sont ceux d’alors.",
    searched="Recherche",
    confidence="Chance que les articles répondent",
    found="Passages trouvés, le plus proche d’abord",
    read="Citations lues, avec le verdict du modèle",
    dropped="Phrases retirées par la vérification",
    score="score {score}",
    verdict="répond\u00a0: {chance}",
    stage="Étape",
    seconds="Secondes",
    tokens="Jetons lus",
    written="écrits",
    total="En tout",
    stages={
        "condense": "Rendre la question autonome",
        "decompose": "Distinguer les questions",
        "embed": "Plongement de la question",
        "search": "Recherche",
        "evidence": "Choix des citations",
        "rerank": "Classement des citations",
        "read": "Jugement des citations",
        "write": "Rédaction",
        "translate": "Écrire dans la langue de la question",
        "check": "Vérification",
    },
)

MAKING_TEXTS: Mapping[str, MakingTexts] = {"en": _ENGLISH, "de": _GERMAN, "fr": _FRENCH}


def making_texts(texts: Texts) -> MakingTexts:
    """The words of how an answer was made, in the language of the others."""
    return MAKING_TEXTS[texts.code]
