"""Why a file can't be read, in the languages of the interface.

Readers say it in English (`index.readers`). What they say of the files that people add most often
is here in German and French, by its beginning; anything else stays as they say it.
"""

from assistant.web.texts import FRENCH, GERMAN, Texts

_REASONS: tuple[tuple[str, str, str], ...] = (
    (
        "is no PDF",
        "ist kein PDF; die Endung des Namens stimmt nicht",
        "n’est pas un PDF\N{NO-BREAK SPACE}; la fin de son nom est fausse",
    ),
    (
        "is a damaged PDF",
        "ist ein beschädigtes PDF; neu oder als Text speichern hilft",
        "est un PDF endommagé\N{NO-BREAK SPACE}; enregistrez-le à nouveau, ou en texte",
    ),
    (
        "is locked by a password",
        "ist mit einem Passwort gesperrt; ohne Passwort speichern",
        "est verrouillé par un mot de passe\N{NO-BREAK SPACE}; enregistrez-le sans",
    ),
    (
        "is locked by copy protection",
        "ist durch einen Kopierschutz gesperrt",
        "est verrouillé contre la copie",
    ),
    (
        "has no text, only pictures",
        "hat keinen Text, nur Bilder (ein Scan?); zuerst durch eine Texterkennung (OCR) schicken",
        "n’a pas de texte, que des images (un scan\N{NO-BREAK SPACE}?)\N{NO-BREAK SPACE}; "
        "passez-le d’abord par une reconnaissance de texte (OCR)",
    ),
    (
        "is no Word document, or a damaged one",
        "ist kein Word-Dokument oder ein beschädigtes; neu speichern hilft",
        "n’est pas un document Word, ou est endommagé\N{NO-BREAK SPACE}; enregistrez-le à nouveau",
    ),
    (
        "is no Rich Text document",
        "ist kein Rich-Text-Dokument; die Endung des Namens stimmt nicht",
        "n’est pas un document RTF\N{NO-BREAK SPACE}; la fin de son nom est fausse",
    ),
    (
        "holds binary data, not text",
        "enthält Binärdaten, keinen Text",
        "contient des données binaires, pas de texte",
    ),
    (
        "holds no text in an encoding that is known",
        "enthält keinen Text in einer bekannten Kodierung",
        "ne contient pas de texte dans un encodage connu",
    ),
    (
        "holds no text",
        "enthält keinen Text",
        "ne contient pas de texte",
    ),
    (
        "holds no article",
        "enthält keinen Artikel",
        "ne contient pas d’article",
    ),
    (
        "is no JSON",
        "ist kein gültiges JSON",
        "n’est pas du JSON valide",
    ),
    (
        "is damaged XML",
        "ist beschädigtes XML",
        "est du XML endommagé",
    ),
    (
        "is METS",
        "ist METS und nennt nur die Seiten eines Drucks; seine ALTO-Dateien hinzufügen, jede wird "
        "als Artikel gelesen",
        "est du METS, qui nomme seulement les pages d’un imprimé\N{NO-BREAK SPACE}; ajoutez ses "
        "fichiers ALTO, dont chacun est lu comme un article",
    ),
    (
        "is XML of a kind that is not known",
        "ist XML einer unbekannten Art; als Text oder HTML speichern",
        "est du XML d’un genre inconnu\N{NO-BREAK SPACE}; enregistrez-le en texte ou en HTML",
    ),
)


def unreadable(reason: str, texts: Texts) -> str:
    """The reason that a reader gives, in the words of the interface where there are any.

    Args:
        reason: completes "the file …", in English.
        texts: the words of the interface.
    """
    for begins, german, french in _REASONS:
        if reason.startswith(begins):
            return {GERMAN.code: german, FRENCH.code: french}.get(texts.code, reason)
    return reason
