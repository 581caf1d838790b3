"""Whether a text denies something: a sentence that lost its "not" says the opposite.

Whether there is a negation at all is compared, in eight languages, and of a sentence and its
rendering in three of them how many; where a text is in another one, nothing is said of it. Of 258
sentences of public parallel texts in English and German, four are thought to differ
(docs/quality.md).
"""

import re

# French "ne … que" says only, where no second word makes a negation of it.
_NO_MARK = r"(?!(?:pas|jamais|rien|plus|aucun|personne|guère|point)\b)"
_ONLY = rf"(?:{_NO_MARK}[\w’-]+ )?qu[e'’]"
# "not only" and "no obstante" deny nothing.
_NEGATIONS = {
    "en": r"not(?! (?:only|just|merely))|no|never|none|nobody|nothing|neither|nor|nowhere|without|"
    r"cannot|\w{1,20}n['’]t",
    "de": r"nicht(?! nur)|nichts|nie|niemals|niemand\w*|nirgend\w*|kein\w*|nein|ohne|weder|ungern",
    "fr": rf"n['’](?!importe)\w+(?! {_ONLY})|ne(?! (?:{_NO_MARK}[\w’'-]+ )?{_ONLY})|jamais|"
    r"aucun\w*|rien|sans|ni|non(?! seulement)|"
    r"(?<!\ble )pas(?! seulement)",
    "es": r"no(?! (?:s[oó]lo|solamente|obstante))|nunca|jam[aá]s|nadie|nada|ning[uú]n\w*|ni|"
    r"sin(?! embargo)|tampoco",
    "it": r"non(?! (?:solo|soltanto|appena))|mai|nessun\w*|niente|nulla|né|senza|neppure|nemmeno",
    "nl": r"niet(?! alleen)|niets|nooit|niemand|nergens|geen|zonder|noch|nee",
    "pt": r"não(?! (?:só|apenas|somente|obstante))|nunca|jamais|ninguém|nada|nenhum\w*|nem|sem|"
    r"tampouco",
    "pl": r"nie(?! tylko)|nigdy|nikt|nikogo|nikomu|nic|niczego|żad(?:en|n\w+)|bez(?! względu)|ani",
}
# What may stand for a negation in another language, or for none: unclear, kaum, difficile.
_DENYING = {
    "en": r"un(?!i|der|til)[a-z]{4,}|(?:in|im|ir|dis)[a-z]+(?:ble|bly|ent|ant|ct|te)|non[a-z]+|"
    r"\w+less(?:ly)?|hardly|barely|lack\w*|fail\w*|refus\w+|den(?:y|ies|ied|ying)|except|instead|only|"
    r"free|avoid\w*|rather|difficult|reluctan\w+|hesita\w+",
    "de": r"un(?!ter|iv|s)[a-zäöüß]{4,}|in(?:akt|dir|eff|komp|kor|stab|tol)\w+|"
    r"\w+(?:los|frei)(?:e[nmrs]?)?|kaum|fehl\w+|mangel\w*|verweiger\w+|lehn\w+|bestreit\w+|statt|"
    r"außer|nur|erst|vermeid\w+|schwer|schwierig\w*",
    "fr": r"(?:in|im|ir)[a-zà-ÿ]+(?:ble|bles|nte?s?|cte?s?|nue?s?)|mal[a-zà-ÿ]{4,}|guère|peine|"
    r"manqu\w+|refus\w+|nie(?:r|nt)?|sauf|lieu|seul\w*|évit\w+|plutôt|difficil\w+|personne|point|"
    r"rechign\w+|réticen\w+|hésit\w+|contrecœur",
    "es": r"(?:in|im|ir)[a-zà-ÿ]+(?:bles?|ntes?|[dtz][oa]s?|az)|des(?!de\b|pu)[a-zà-ÿ]{4,}|falt\w+|"
    r"rechaz\w+|neg(?!oc)\w+|salvo|excepto|sino|apenas|evit\w+|carec\w+|s[oó]lo|solamente|difícil\w*|fracas\w+|lugar|dej\w+|priv\w+",
    "it": r"(?:in|im|ir)[a-zà-ÿ]+(?:bil[ei]|nt[ei]|[dt][oaie])|dis[a-zà-ÿ]{4,}|manc\w+|rifiut\w+|"
    r"respin\w+|nega\w+|tranne|salvo|appena|difficil\w+|evit\w+|solo|soltanto|anziché|invece|priv\w+|fall\w+",
    "nl": r"on[a-z]{4,}|\w+(?:loos|loze|vrij)|nauwelijks|amper|ontbr\w+|weiger\w+|gebrek|behalve|"
    r"slechts|alleen|pas|vermijd\w+|moeilijk|mislu\w+|afgewezen|verw[oie]rp\w*",
    "pt": r"(?:in|im|ir)[a-zà-ÿ]+(?:ve[li]s?|ntes?|[dt][oa]s?)|des(?!de\b)[a-zà-ÿ]{4,}|falt\w+|"
    r"rejeit\w+|recus\w+|neg(?!oc)\w+|salvo|exceto|senão|apenas|só|somente|evit\w+|difícil\w*|fracass\w+|deix\w+|vez",
    "pl": r"nie[a-ząćęłńóśźż]{3,}|bez[a-ząćęłńóśźż]{3,}|brak\w*|odm\w+|odrzuc\w+|poza|oprócz|ledwo|"
    r"trudn\w+|tylko|zamiast|unik\w+",
}


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)


# Each of these denies once, where French and others mostly use two words for one negation.
_ONCE = {
    "en": r"not(?! (?:only|just|merely))|no|never|none|nobody|nothing|neither|nowhere|without|"
    r"cannot|\w{1,20}n['’]t",
    "de": _NEGATIONS["de"],
    "fr": rf"n['’](?!importe)\w+(?! {_ONLY})|ne(?! (?:{_NO_MARK}[\w’'-]+ )?{_ONLY})|sans|"
    r"non(?! seulement)",
}


_SURELY = {language: _words(pattern) for language, pattern in _NEGATIONS.items()}
_PERHAPS = {language: _words(pattern) for language, pattern in _DENYING.items()}
_COUNTED = {language: _words(pattern) for language, pattern in _ONCE.items()}


def denies_more(text: str, language: str, other: str, other_language: str) -> bool:
    """Whether a text surely denies something where another surely does not.

    Args:
        text: one text.
        language: of it, ISO 639-1.
        other: another that should say the same.
        other_language: its language.
    """
    return (
        {language, other_language} <= _SURELY.keys()
        and bool(_SURELY[language].search(text))
        and not _SURELY[other_language].search(other)
        and not _PERHAPS[other_language].search(other)
    )


def negations_differ(one: str, language: str, other: str, other_language: str) -> bool:
    """Whether one of two texts denies something and the other does not; see `denies_more`."""
    return denies_more(one, language, other, other_language) or denies_more(
        other, other_language, one, language
    )


def loses_a_negation(one: str, language: str, other: str, other_language: str) -> bool:
    """Whether of a sentence and its rendering one denies and the other does not.

    "Nicht ohne Fehler" denies twice: who says it with one "not" says the opposite, who says it with
    none may not. So in English, German and French one text may not deny an odd number of times more
    often than the other, unless that has a word that may stand for it.
    """
    texts = [(one, language), (other, other_language)]
    if not {language, other_language} <= _COUNTED.keys():
        return negations_differ(one, language, other, other_language)
    often = [len(_COUNTED[spoken].findall(text)) for text, spoken in texts]
    if often[0] == often[1]:
        return negations_differ(one, language, other, other_language)
    fewer, spoken = texts[often[0] > often[1]]
    return sum(often) % 2 == 1 and not _PERHAPS[spoken].search(fewer)
