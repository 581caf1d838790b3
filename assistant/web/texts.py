"""Every word of the interface, in English, German and French."""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal, format_percent

from assistant.checking import notes

DEFAULT_LANGUAGE = "en"
_DATE = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})(?:-(?P<day>\d{2}))?(?:T|$)", re.ASCII)


@dataclass(frozen=True)
class Texts:
    """The words of one interface language; {…} are filled in where they are shown."""

    code: str
    locale: str
    tagline: str
    new_conversation: str
    conversation: str
    scroll_down: str
    welcome: str
    question: str
    placeholder: str
    ask: str
    stop: str
    you_asked: str
    answered: str
    waiting: str
    waiting_next: str
    waiting_behind: str
    loading: str
    condense: str
    search: str
    evidence: str
    read: str
    read_one: str
    read_many: str
    write: str
    check: str
    quote: str
    page: str
    sources: str
    not_found: str
    closest: str
    no_passages: str
    instead: str
    unverified: str
    stopped: str
    stopped_early: str
    editing: str
    edit: str
    conversations: str
    export_markdown: str
    export_json: str
    delete: str
    delete_question: str
    delete_really: str
    keep: str
    failed: str
    silent: str
    too_slow: str
    busy: str
    too_often: str
    rated_too_often: str
    too_long: str
    withheld: str
    log_in: str
    log_out: str
    user_name: str
    log_in_word: str
    wrong_log_in: str
    log_in_elsewhere: str
    openid_failed: str
    may_not_change: str
    retry_hint: str
    article: str
    passage_marked: str
    close: str
    own_tab: str
    back_to_chat: str
    no_article: str
    unknown_language: str
    about: str
    checked: str
    checked_one: str
    checked_several: str
    checked_disputed: str
    translation: str
    translating: str
    copy: str
    comment: str
    why_good: str
    why_bad: str
    send: str
    thanks: str
    how_made: str
    made_before: str
    made_searched: str
    made_confidence: str
    made_found: str
    made_read: str
    made_dropped: str
    made_score: str
    made_verdict: str
    made_stage: str
    made_seconds: str
    made_tokens: str
    made_written: str
    made_total: str
    stages: Mapping[str, str]
    """Names of the stages of an answer, in their order; see `Answer.timings`."""
    notes: Mapping[str, str]
    """What a claim's note says, by what it begins with; see `assistant.checking.notes`."""

    def note(self, note: str) -> str:
        """Why a sentence was removed, in this language; a note that nobody knows as it is."""
        known = max((n for n in self.notes if note.startswith(n)), key=len, default="")
        named = re.sub(r"\bmonth (\d+)\b", lambda m: self._month(int(m[1])), note[len(known) :])
        return self.notes.get(known, "") + named

    def _month(self, number: int) -> str:
        return str(Locale.parse(self.locale).months["stand-alone"]["wide"][number])

    def place(self, before: int) -> str:
        """What a reader who waits is told, with so many served before them."""
        return self.waiting_behind.format(count=before) if before else self.waiting_next

    def number(self, value: float, digits: int) -> str:
        """A number with this many decimals: 1.75 is '1,750' in German."""
        return str(format_decimal(round(value, digits), "0." + "0" * digits, self.locale))

    def percent(self, share: float) -> str:
        """A share in whole percent."""
        return str(format_percent(round(share, 2), locale=self.locale))

    def date(self, iso: str) -> str:
        """An ISO 8601 date, as exact as it is, in words: '2024-03' is 'March 2024'."""
        found = _DATE.match(iso)
        if not found:
            return iso
        year, month, day = (int(part or 1) for part in found.groups())
        try:
            when = datetime.date(year, month, day)
        except ValueError:
            return iso
        if found["day"]:
            return str(format_date(when, "long", locale=self.locale))
        return str(format_skeleton("yMMMM", when, locale=self.locale))

    def language(self, code: str) -> str:
        """The name of a language by its ISO 639-1 code; the code itself where no name is known."""
        if code in {"", "und"}:
            return self.unknown_language
        return str(Locale.parse(self.locale).languages.get(code, code.upper()))


ENGLISH = Texts(
    code="en",
    locale="en_GB",
    tagline="Every answer links to the exact quotes it rests on.",
    new_conversation="New conversation",
    conversation="Conversation",
    scroll_down="To the end of the conversation",
    welcome="What would you like to know from the articles?",
    question="Your question",
    placeholder="Ask a question",
    ask="Ask",
    stop="Stop",
    you_asked="You asked:",
    answered="Answer:",
    waiting="Waiting for a free place…",
    waiting_next="Waiting for a free place: you are next…",
    waiting_behind="Waiting for a free place: {count} before you…",
    loading="Loading the model, this takes a moment…",
    condense="Understanding the question…",
    search="Searching the articles…",
    evidence="Choosing quotes…",
    read="Reading…",
    read_one="Reading 1 quote…",
    read_many="Reading {count} quotes…",
    write="Writing…",
    check="Checking the answer against its quotes…",
    quote="Quote {number}: {title}",
    page="p.\u00a0{number}",
    sources="Quotes",
    not_found="The articles do not answer this question.",
    closest="Closest passages",
    no_passages="No passage comes close.",
    instead="You could ask instead",
    unverified="Not every sentence of this answer could be checked against a quote.",
    stopped="Stopped. This draft has not been checked.",
    stopped_early="Stopped before anything was written.",
    editing="You are changing this question: what you ask next takes its place. Ask with an empty "
    "box to keep it.",
    edit="Change the question",
    conversations="Conversations",
    export_markdown="Save as Markdown",
    export_json="Save as JSON",
    delete="Delete this conversation",
    delete_question="Delete it for good?",
    delete_really="Delete",
    keep="Keep",
    failed="Something went wrong while answering. The log of the server says more.",
    silent="The model gave no sign of life for too long, so this answer was ended.",
    too_slow="That took too long and was ended. You can try again later.",
    busy="Too many questions are waiting for an answer right now.",
    withheld="This answer draws on articles that you may not read any more.",
    too_long="A question may have {most} characters at most.",
    too_often="You have asked as many questions as one may in a minute.",
    rated_too_often="You have rated as often as one may in a minute. The last is not kept.",
    log_in="Log in",
    log_out="Log out",
    user_name="Name",
    log_in_word="Password",
    wrong_log_in="The name or the password is wrong.",
    log_in_elsewhere="Log in with your organisation’s account",
    openid_failed="That log-in did not work, or your account may not read here.",
    may_not_change="You may read the articles, but not add or remove any.",
    retry_hint="You can try again, or ask something else.",
    article="Article",
    passage_marked="The quote is highlighted.",
    close="Close",
    own_tab="Open in its own tab",
    back_to_chat="Back to the chat",
    no_article="There is no such article, or it has been removed.",
    unknown_language="language unknown",
    about="What is the article “{title}” about?",
    checked="Checked:",
    checked_one="rests on its quote",
    checked_several="rests on quotes of several articles",
    checked_disputed="articles differ",
    translation="In {language}, translated by machine",
    translating="Translating…",
    copy="Copy as Markdown",
    comment="A word on the answer",
    why_good="What was good? (optional)",
    why_bad="What was wrong? (optional)",
    send="Send",
    thanks="Thank you, your word is kept with the rating.",
    how_made="How this answer was made",
    made_before="The same was asked before of the same articles, and got this answer. Retry makes "
    "it anew. Seconds and tokens are those of then.",
    made_searched="Searched as",
    made_confidence="Chance that the articles answer",
    made_found="Passages found, the nearest first",
    made_read="Quotes read, with the model’s verdict",
    made_dropped="Sentences that the checks removed",
    made_score="score {score}",
    made_verdict="answers: {chance}",
    made_stage="Stage",
    made_seconds="Seconds",
    made_tokens="Tokens read",
    made_written="written",
    made_total="In all",
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
    notes={note: note for note in notes.ALL},
)

GERMAN = Texts(
    code="de",
    locale="de",
    tagline="Jede Antwort führt zu ihren genauen Zitaten.",
    new_conversation="Neues Gespräch",
    conversation="Gespräch",
    scroll_down="Zum Ende des Gesprächs",
    welcome="Was möchten Sie aus den Artikeln wissen?",
    question="Ihre Frage",
    placeholder="Stellen Sie eine Frage",
    ask="Fragen",
    stop="Stopp",
    you_asked="Ihre Frage:",
    answered="Antwort:",
    waiting="Warten auf einen freien Platz …",
    waiting_next="Warten auf einen freien Platz: Sie sind als Nächstes an der Reihe …",
    waiting_behind="Warten auf einen freien Platz: noch {count} vor Ihnen …",
    loading="Das Modell wird geladen, einen Moment bitte …",
    condense="Die Frage wird verstanden …",
    search="Die Artikel werden durchsucht …",
    evidence="Zitate werden ausgewählt …",
    read="Es wird gelesen …",
    read_one="1 Zitat wird gelesen …",
    read_many="{count} Zitate werden gelesen …",
    write="Die Antwort wird geschrieben …",
    check="Die Antwort wird an den Zitaten geprüft …",
    quote="Zitat {number}: {title}",
    page="S.\u00a0{number}",
    sources="Zitate",
    not_found="Die Artikel beantworten diese Frage nicht.",
    closest="Nächstliegende Stellen",
    no_passages="Keine Stelle kommt der Frage nahe.",
    instead="Stattdessen könnten Sie fragen",
    unverified="Nicht jeder Satz dieser Antwort ließ sich an einem Zitat prüfen.",
    stopped="Abgebrochen. Dieser Entwurf ist nicht geprüft.",
    stopped_early="Abgebrochen, bevor etwas geschrieben war.",
    editing="Sie ändern diese Frage: Was Sie als Nächstes fragen, tritt an ihre Stelle. Mit leerem "
    "Feld bleibt sie, wie sie ist.",
    edit="Frage ändern",
    conversations="Gespräche",
    export_markdown="Als Markdown sichern",
    export_json="Als JSON sichern",
    delete="Dieses Gespräch löschen",
    delete_question="Endgültig löschen?",
    delete_really="Löschen",
    keep="Behalten",
    failed="Beim Antworten ist etwas schiefgegangen. Näheres steht im Protokoll des Servers.",
    silent="Das Modell hat sich zu lange nicht gemeldet, darum wurde diese Antwort beendet.",
    too_slow="Das dauerte zu lange und wurde beendet. Versuchen Sie es später noch einmal.",
    busy="Im Moment warten schon zu viele Fragen auf eine Antwort.",
    withheld="Diese Antwort stützt sich auf Artikel, die Sie nicht mehr lesen dürfen.",
    too_long="Eine Frage darf höchstens {most} Zeichen haben.",
    too_often="Sie haben so viele Fragen gestellt, wie in einer Minute möglich sind.",
    rated_too_often="Sie haben so oft bewertet, wie in einer Minute möglich ist. Das Letzte "
    "ist nicht vermerkt.",
    log_in="Anmelden",
    log_out="Abmelden",
    user_name="Name",
    log_in_word="Passwort",
    wrong_log_in="Name oder Passwort ist falsch.",
    log_in_elsewhere="Mit dem Konto Ihrer Organisation anmelden",
    openid_failed="Die Anmeldung hat nicht geklappt, oder Ihr Konto hat hier keinen Zugang.",
    may_not_change="Sie dürfen die Artikel lesen, aber keine hinzufügen oder entfernen.",
    retry_hint="Sie können es noch einmal versuchen oder etwas anderes fragen.",
    article="Artikel",
    passage_marked="Das Zitat ist hervorgehoben.",
    close="Schließen",
    own_tab="In eigenem Tab öffnen",
    back_to_chat="Zurück zum Gespräch",
    no_article="Diesen Artikel gibt es nicht, oder er wurde entfernt.",
    unknown_language="Sprache unbekannt",
    about="Worum geht es in dem Artikel „{title}“?",
    checked="Geprüft:",
    checked_one="vom Zitat gestützt",
    checked_several="von Zitaten mehrerer Artikel gestützt",
    checked_disputed="Artikel widersprechen sich",
    translation="Auf {language}, maschinell übersetzt",
    translating="Wird übersetzt …",
    copy="Als Markdown kopieren",
    comment="Ein Wort zur Antwort",
    why_good="Was war gut? (freiwillig)",
    why_bad="Was war falsch? (freiwillig)",
    send="Senden",
    thanks="Danke, Ihr Wort ist bei der Bewertung vermerkt.",
    how_made="Wie diese Antwort entstand",
    made_before="Dasselbe wurde schon einmal an dieselben Artikel gefragt und bekam diese Antwort. "
    "Ein neuer Versuch macht sie neu. Sekunden und Token sind die von damals.",
    made_searched="Gesucht als",
    made_confidence="Chance, dass die Artikel antworten",
    made_found="Gefundene Stellen, die nächste zuerst",
    made_read="Gelesene Zitate, mit dem Urteil des Modells",
    made_dropped="Sätze, die die Prüfung entfernt hat",
    made_score="Wertung {score}",
    made_verdict="antwortet: {chance}",
    made_stage="Schritt",
    made_seconds="Sekunden",
    made_tokens="Token gelesen",
    made_written="geschrieben",
    made_total="Insgesamt",
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
    notes={
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
        notes.LACKS: "nicht in den Zitaten: ",
    },
)

# French sets a space that does not break before ? : and » and behind «.
FRENCH = Texts(
    code="fr",
    locale="fr",
    tagline="Chaque réponse mène à ses citations exactes.",
    new_conversation="Nouvelle conversation",
    conversation="Conversation",
    scroll_down="À la fin de la conversation",
    welcome="Que voulez-vous savoir d’après les articles\u00a0?",
    question="Votre question",
    placeholder="Posez une question",
    ask="Demander",
    stop="Arrêter",
    you_asked="Votre question\u00a0:",
    answered="Réponse\u00a0:",
    waiting="En attente d’une place libre…",
    waiting_next="En attente d’une place libre\u00a0: c’est bientôt votre tour…",
    waiting_behind="En attente d’une place libre\u00a0: {count} avant vous…",
    loading="Chargement du modèle, un instant…",
    condense="Compréhension de la question…",
    search="Recherche dans les articles…",
    evidence="Choix des citations…",
    read="Lecture…",
    read_one="Lecture d’une citation…",
    read_many="Lecture de {count} citations…",
    write="Rédaction…",
    check="Vérification de la réponse dans ses citations…",
    quote="Citation {number}\u00a0: {title}",
    page="p.\u00a0{number}",
    sources="Citations",
    not_found="Les articles ne répondent pas à cette question.",
    closest="Passages les plus proches",
    no_passages="Aucun passage ne s’en approche.",
    instead="Vous pourriez plutôt demander",
    unverified="Certaines phrases de cette réponse n’ont pas pu être vérifiées dans une citation.",
    stopped="Interrompu. Ce brouillon n’a pas été vérifié.",
    stopped_early="Interrompu avant que rien ne soit écrit.",
    editing="Vous modifiez cette question : la prochaine prendra sa place. Envoyez un champ vide "
    "pour la garder.",
    edit="Modifier la question",
    conversations="Conversations",
    export_markdown="Enregistrer en Markdown",
    export_json="Enregistrer en JSON",
    delete="Supprimer cette conversation",
    delete_question="La supprimer définitivement ?",
    delete_really="Supprimer",
    keep="Garder",
    failed="Un problème est survenu pendant la réponse. Le journal du serveur en dit plus.",
    silent="Le modèle n’a plus donné signe de vie, et cette réponse a été interrompue.",
    too_slow="Cela a pris trop de temps et a été interrompu. Réessayez plus tard.",
    busy="Trop de questions attendent déjà une réponse en ce moment.",
    withheld="Cette réponse s’appuie sur des articles que vous ne pouvez plus lire.",
    too_long="Une question peut avoir {most} caractères au plus.",
    too_often="Vous avez posé autant de questions qu’il est permis en une minute.",
    rated_too_often="Vous avez noté aussi souvent qu’il est permis en une minute. La dernière fois "
    "n’est pas gardée.",
    log_in="Se connecter",
    log_out="Se déconnecter",
    user_name="Nom",
    log_in_word="Mot de passe",
    wrong_log_in="Le nom ou le mot de passe est incorrect.",
    log_in_elsewhere="Se connecter avec le compte de votre organisation",
    openid_failed="La connexion a échoué, ou votre compte n’a pas accès à ce service.",
    may_not_change="Vous pouvez lire les articles, mais ni en ajouter ni en retirer.",
    retry_hint="Vous pouvez réessayer ou poser une autre question.",
    article="Article",
    passage_marked="La citation est surlignée.",
    close="Fermer",
    own_tab="Ouvrir dans un onglet",
    back_to_chat="Retour à la conversation",
    no_article="Cet article n’existe pas ou a été retiré.",
    unknown_language="langue inconnue",
    about="De quoi parle l’article « {title} » ?",
    checked="Vérifié\u00a0:",
    checked_one="appuyé par sa citation",
    checked_several="appuyé par plusieurs articles",
    checked_disputed="les articles divergent",
    translation="En {language}, traduit par machine",
    translating="Traduction…",
    copy="Copier en Markdown",
    comment="Un mot sur la réponse",
    why_good="Qu’est-ce qui est bien\u00a0? (facultatif)",
    why_bad="Qu’est-ce qui ne va pas\u00a0? (facultatif)",
    send="Envoyer",
    thanks="Merci, votre mot est gardé avec la note.",
    how_made="Comment cette réponse a été faite",
    made_before="La même question a déjà été posée aux mêmes articles et a reçu cette réponse. "
    "Réessayer la refait. Secondes et jetons sont ceux d’alors.",
    made_searched="Recherche",
    made_confidence="Chance que les articles répondent",
    made_found="Passages trouvés, le plus proche d’abord",
    made_read="Citations lues, avec le verdict du modèle",
    made_dropped="Phrases retirées par la vérification",
    made_score="score {score}",
    made_verdict="répond\u00a0: {chance}",
    made_stage="Étape",
    made_seconds="Secondes",
    made_tokens="Jetons lus",
    made_written="écrits",
    made_total="En tout",
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
    notes={
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
        notes.LACKS: "absent des citations : ",
    },
)

TEXTS = {texts.code: texts for texts in (ENGLISH, GERMAN, FRENCH)}


def texts_for(accept_language: str | None) -> Texts:
    """The interface texts that a browser's Accept-Language header asks for."""
    wishes: list[tuple[float, str]] = []
    for part in (accept_language or "").split(","):
        tag, _, quality = part.strip().partition(";q=")
        try:
            weight = float(quality or 1)
        except ValueError:
            continue
        wishes.append((-weight, tag.split("-")[0].lower()))
    for _, code in sorted(wishes, key=lambda wish: wish[0]):
        if code in TEXTS:
            return TEXTS[code]
    return TEXTS[DEFAULT_LANGUAGE]
