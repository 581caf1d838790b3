"""Every word of the library, in English, German and French; see `assistant.web.texts`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from babel.lists import format_list
from babel.numbers import format_decimal

from assistant.web.texts import Texts


@dataclass(frozen=True)
class LibraryTexts:
    """The words of one interface language; {…} are filled in where they are shown."""

    locale: str
    quoted: str
    articles: str
    articles_counted: str
    search_articles: str
    sort_by: str
    orders: Mapping[str, str]
    """By the names of `assistant.article_listing.ORDERS`."""
    language: str
    any_language: str
    one_article: str
    many_articles: str
    found_articles: str
    one_passage: str
    many_passages: str
    no_article_fits: str
    choose: str
    ask_about: str
    ask_about_article: str
    ask_about_one: str
    ask_about_many: str
    one_chosen: str
    many_chosen: str
    choose_none: str
    too_many_chosen: str
    previous: str
    next: str
    stretch: str
    add_articles: str
    add_hint: str
    waiting: str
    reading: str
    indexing: str
    indexing_so_far: str
    added: str
    added_as: str
    added_under: str
    there_already: str
    with_articles: str
    left_out: str
    wrong_format: str
    too_large: str
    busy: str
    only_articles: str
    not_changed: str
    may_not_change: str
    remove: str
    removing: str
    one_removed: str
    many_removed: str
    undo: str
    restoring: str
    one_restored: str
    many_restored: str
    asking_only: str
    and_more: str
    removed_article: str
    closed_article: str
    ask_all: str
    scope_gone: str
    scope_less: str

    def count(self, number: int) -> str:
        """A whole number as it is written: 100,000 is '100.000' in German."""
        return str(format_decimal(number, locale=self.locale))

    def names(self, names: Sequence[str]) -> str:
        """Several names as one phrase: 'a, b and c'."""
        return str(format_list(names, locale=self.locale))

    def counted(self, one: str, many: str, number: int) -> str:
        """The words for one or for many, with their number."""
        return one if number == 1 else many.format(count=self.count(number))


_ENGLISH = LibraryTexts(
    locale="en_GB",
    quoted="“{title}”",
    articles="Articles",
    articles_counted="Articles ({count})",
    search_articles="Search by title, author or file name",
    sort_by="Sort by",
    orders={
        "title": "Title",
        "newest": "Newest first",
        "language": "Language",
        "passages": "Most passages",
    },
    language="Language",
    any_language="All languages",
    one_article="1 article",
    many_articles="{count} articles",
    found_articles="{found} of {count} articles",
    one_passage="1 passage",
    many_passages="{count} passages",
    no_article_fits="No article fits.",
    choose="Choose “{title}”",
    ask_about="Ask about it",
    ask_about_article="Ask about this article only",
    ask_about_one="Ask about this one",
    ask_about_many="Ask about these {count}",
    one_chosen="1 article chosen",
    many_chosen="{count} articles chosen",
    choose_none="Choose none",
    too_many_chosen="At most {count} articles can be chosen; the rest is left out.",
    previous="Previous page",
    next="Next page",
    stretch="{first}–{last} of {found}",
    add_articles="Add articles",
    add_hint="{formats}; up to {megabytes} MB each",
    waiting="waiting",
    reading="is being read…",
    indexing="is being indexed…",
    indexing_so_far="is being indexed… {passages} so far",
    added="added",
    added_under="added as “{name}”",
    added_as="added as “{name}”, since another file has its name",
    there_already="was there already",
    with_articles=", {articles}",
    left_out="; left out: {reason}",
    wrong_format="is of a kind that can’t be read",
    too_large="is larger than {megabytes} MB",
    busy="Another process is writing the index. Nothing was changed; try again in a moment.",
    only_articles="These are the only articles. Add others first.",
    not_changed="Nothing was changed: {reason}",
    may_not_change="You may read the articles, but not add or remove any.",
    remove="Remove",
    removing="Removing {names}…",
    one_removed="“{title}” was removed.",
    many_removed="{count} articles were removed.",
    undo="Undo",
    restoring="Putting {names} back…",
    one_restored="“{title}” is back.",
    many_restored="{count} articles are back.",
    asking_only="Asking only:",
    and_more="{count} more",
    removed_article="{name} (removed)",
    closed_article="what you may not read any more",
    ask_all="Ask all articles",
    scope_gone="What this conversation was limited to has been removed: {names}. Ask again to ask "
    "all articles.",
    scope_less="Removed meanwhile, and asked no more: {names}.",
)

_GERMAN = LibraryTexts(
    locale="de",
    quoted="„{title}“",
    articles="Artikel",
    articles_counted="Artikel ({count})",
    search_articles="Titel, Autor oder Dateiname suchen",
    sort_by="Sortieren nach",
    orders={
        "title": "Titel",
        "newest": "Neueste zuerst",
        "language": "Sprache",
        "passages": "Meiste Abschnitte",
    },
    language="Sprache",
    any_language="Alle Sprachen",
    one_article="1 Artikel",
    many_articles="{count} Artikel",
    found_articles="{found} von {count} Artikeln",
    one_passage="1 Abschnitt",
    many_passages="{count} Abschnitte",
    no_article_fits="Kein Artikel passt.",
    choose="„{title}“ auswählen",
    ask_about="Dazu fragen",
    ask_about_article="Nur zu diesem Artikel fragen",
    ask_about_one="Zu diesem fragen",
    ask_about_many="Zu diesen {count} fragen",
    one_chosen="1 Artikel ausgewählt",
    many_chosen="{count} Artikel ausgewählt",
    choose_none="Auswahl aufheben",
    too_many_chosen="Höchstens {count} Artikel lassen sich auswählen; die übrigen bleiben weg.",
    previous="Vorige Seite",
    next="Nächste Seite",
    stretch="{first}–{last} von {found}",
    add_articles="Artikel hinzufügen",
    add_hint="{formats}; je höchstens {megabytes} MB",
    waiting="wartet",
    reading="wird gelesen …",
    indexing="wird aufgenommen …",
    indexing_so_far="wird aufgenommen … bisher {passages}",
    added="hinzugefügt",
    added_under="hinzugefügt als „{name}“",
    added_as="hinzugefügt als „{name}“, weil eine andere Datei so heißt",
    there_already="war schon da",
    with_articles=", {articles}",
    left_out="; ausgelassen: {reason}",
    wrong_format="hat ein Format, das nicht gelesen werden kann",
    too_large="ist größer als {megabytes} MB",
    busy="Ein anderer Prozess schreibt gerade in den Index. Es wurde nichts geändert; versuchen "
    "Sie es gleich noch einmal.",
    only_articles="Das sind die einzigen Artikel. Fügen Sie erst andere hinzu.",
    not_changed="Es wurde nichts geändert: {reason}",
    may_not_change="Sie dürfen die Artikel lesen, aber keine hinzufügen oder entfernen.",
    remove="Entfernen",
    removing="{names} wird entfernt …",
    one_removed="„{title}“ wurde entfernt.",
    many_removed="{count} Artikel wurden entfernt.",
    undo="Rückgängig",
    restoring="{names} wird zurückgelegt …",
    one_restored="„{title}“ ist wieder da.",
    many_restored="{count} Artikel sind wieder da.",
    asking_only="Gefragt wird nur:",
    and_more="{count} weitere",
    removed_article="{name} (entfernt)",
    closed_article="was Sie nicht mehr lesen dürfen",
    ask_all="Alle Artikel fragen",
    scope_gone="Worauf dieses Gespräch beschränkt war, wurde entfernt: {names}. Fragen Sie noch "
    "einmal, um alle Artikel zu fragen.",
    scope_less="Inzwischen entfernt und nicht mehr gefragt: {names}.",
)

# French sets a space that does not break before : and » and behind «.
_FRENCH = LibraryTexts(
    locale="fr",
    quoted="«\u00a0{title}\u00a0»",
    articles="Articles",
    articles_counted="Articles ({count})",
    search_articles="Chercher un titre, auteur ou fichier",
    sort_by="Trier par",
    orders={
        "title": "Titre",
        "newest": "Plus récents d’abord",
        "language": "Langue",
        "passages": "Plus de passages",
    },
    language="Langue",
    any_language="Toutes",
    one_article="1 article",
    many_articles="{count} articles",
    found_articles="{found} articles sur {count}",
    one_passage="1 passage",
    many_passages="{count} passages",
    no_article_fits="Aucun article ne correspond.",
    choose="Choisir «\u00a0{title}\u00a0»",
    ask_about="Interroger",
    ask_about_article="Interroger cet article seulement",
    ask_about_one="Interroger celui-ci",
    ask_about_many="Interroger ces {count}",
    one_chosen="1 article choisi",
    many_chosen="{count} articles choisis",
    choose_none="Ne rien choisir",
    too_many_chosen="On peut choisir {count} articles au plus\u00a0; les autres sont laissés.",
    previous="Page précédente",
    next="Page suivante",
    stretch="{first}–{last} sur {found}",
    add_articles="Ajouter des articles",
    add_hint="{formats}\u00a0; {megabytes}\u00a0Mo chacun au plus",
    waiting="en attente",
    reading="lecture en cours…",
    indexing="indexation en cours…",
    indexing_so_far="indexation en cours… {passages} jusqu’ici",
    added="ajouté",
    added_under="ajouté sous le nom «\u00a0{name}\u00a0»",
    added_as="ajouté sous le nom «\u00a0{name}\u00a0», le sien étant pris",
    there_already="était déjà là",
    with_articles=", {articles}",
    left_out="\u00a0; laissé de côté\u00a0: {reason}",
    wrong_format="est d’un format qui ne se lit pas ici",
    too_large="dépasse {megabytes}\u00a0Mo",
    busy="Un autre processus écrit dans l’index. Rien n’a été changé\u00a0; réessayez dans un "
    "instant.",
    only_articles="Ce sont les seuls articles. Ajoutez-en d’abord d’autres.",
    not_changed="Rien n’a été changé\u00a0: {reason}",
    may_not_change="Vous pouvez lire les articles, mais ni en ajouter ni en retirer.",
    remove="Retirer",
    removing="Retrait de {names}…",
    one_removed="«\u00a0{title}\u00a0» a été retiré.",
    many_removed="{count} articles ont été retirés.",
    undo="Annuler",
    restoring="Remise en place de {names}…",
    one_restored="«\u00a0{title}\u00a0» est de nouveau là.",
    many_restored="{count} articles sont de nouveau là.",
    asking_only="Seulement\u00a0:",
    and_more="{count} autres",
    removed_article="{name} (retiré)",
    closed_article="ce que vous ne pouvez plus lire",
    ask_all="Interroger tous les articles",
    scope_gone="Ce à quoi cette conversation se limitait a été retiré\u00a0: {names}. Redemandez "
    "pour interroger tous les articles.",
    scope_less="Retiré entre-temps, et plus interrogé\u00a0: {names}.",
)

LIBRARY_TEXTS: Mapping[str, LibraryTexts] = {"en": _ENGLISH, "de": _GERMAN, "fr": _FRENCH}


def library_texts(texts: Texts) -> LibraryTexts:
    """The library's words in the language of the others."""
    return LIBRARY_TEXTS[texts.code]
