"""The words of the chat, in English, German and French.

What stands on a page of its own, or is about a matter of its own, is in a module beside this one:
`article_texts`, `library_texts`, `login_texts`, `making_texts`, `note_texts`, `unreadable_texts`.
"""

from dataclasses import dataclass

from assistant.web.interface_language import InterfaceLanguage

DEFAULT_LANGUAGE = "en"


@dataclass(frozen=True)
class Texts(InterfaceLanguage):
    """The words of one interface language; {…} are filled in where they are shown."""

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
    withheld: str
    too_long: str
    too_often: str
    rated_too_often: str
    retry_hint: str
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

    def place(self, before: int) -> str:
        """What a reader who waits is told, with so many served before them."""
        return self.waiting_behind.format(count=before) if before else self.waiting_next


ENGLISH = Texts(
    code="en",
    locale="en_GB",
    unknown_language="language unknown",
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
    retry_hint="You can try again, or ask something else.",
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
)

GERMAN = Texts(
    code="de",
    locale="de",
    unknown_language="Sprache unbekannt",
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
    retry_hint="Sie können es noch einmal versuchen oder etwas anderes fragen.",
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
)

# French sets a space that does not break before ? : and » and behind «.
FRENCH = Texts(
    code="fr",
    locale="fr",
    unknown_language="langue inconnue",
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
    retry_hint="Vous pouvez réessayer ou poser une autre question.",
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
