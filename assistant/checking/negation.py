"""Whether a text denies something: a sentence that lost its "not" says the opposite.

Whether there is a negation at all is compared, in eight languages, and of a sentence and its
rendering in three of them how many; where a text is in another one, nothing is said of it. Of 258
sentences of public parallel texts in English and German, three are thought to differ
(docs/quality.md).
"""

import re

# French "ne … que" says only, where no second word makes a negation of it; nor does "ne cesse de".
_NO_MARK = r"(?!(?:pas|jamais|rien|plus|aucun\w*|personne|guère|point|nul\w*|ni)\b)"
_ONLY = (
    rf"(?:(?:{_NO_MARK}[\w’'-]+ ){{0,3}}(?:plus )?qu[e'’]|"
    r"(?:[\w’'-]+ ){0,2}pas (?:seulement|uniquement)\b)"
)
_UNTIL = r"(?:[\w’'-]+ ){0,5}until\b"
_NOT = (  # each of these denies once; "not until" as little as "erst"
    rf"(?<!\bor )not(?! (?:only|just|merely|least|{_UNTIL}))|no(?!\. ?\d)|never|none|nobody|"
    r"nothing(?! but)|neither|nowhere|without|cannot|"
    rf"\w{{1,20}}n['’]t(?! (?:only|just|merely|{_UNTIL}))"
)
_NE = rf"n['’](?!importe)\w+(?! {_ONLY}| cessé)|ne(?! {_ONLY}| cess)"
# "not only", "whether or not" and "no obstante" deny nothing.
_NEGATIONS = {
    "en": rf"{_NOT}|nor",
    "de": r"(?<!\boder )nicht(?! (?:nur|bloß|zuletzt|selten)\b)|nichts(?! als)|nie|"
    r"niemals|niemand\w*|nirgend\w*|kein\w*|nein|ohne|weder|ungern",
    "fr": rf"{_NE}|jamais|aucun\w*|nullement|rien|sans(?! doute)|ni|(?<!\bou )non(?! seulement)|"
    r"(?<!\ble )pas(?! (?:seulement|uniquement))",
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
    "en": r"un(?!i|der|til)[a-z]{4,}|(?:in|im|ir|dis)[a-z]+(?:ble|bly|ent|ant|ct|te)|non-?[a-z]+|"
    r"\w+less(?:ly)?|hardly|barely|lack\w*|fail\w*|refus\w+|den(?:y|ies|ied|ying)|except|instead|only|"
    rf"(?:not|\w{{1,20}}n['’]t) {_UNTIL}|prohibit\w*|forbid\w*|forbade|far from|anything but|zero|"
    r"nothing but|free|avoid\w*|rather|difficult|reluctan\w+|hesita\w+",
    "de": r"un(?!ter|iv|s)[a-zäöüß]{4,}|in(?:akt|dir|eff|komp|kor|stab|tol)\w+|"
    r"\w+(?:los|frei)(?:e[nmrs]?)?|kaum|fehl\w+|mangel\w*|verweiger\w+|lehn\w+|bestreit\w+|statt|"
    r"außer|nur|erst|vermeid\w+|schwer|schwierig\w*|nichts als|nicht (?:zuletzt|selten)|"
    r"verb[io]t\w*|verbiet\w*|untersag\w*|alles andere als|weit davon entfernt|null",
    "fr": r"(?:in|im|ir)[a-zà-ÿ]+(?:ble|bles|nte?s?|cte?s?|nue?s?)|mal[a-zà-ÿ]{4,}|guère|peine|"
    r"manqu\w+|refus\w+|nie(?:r|nt)?|sauf|lieu|seul\w*|évit\w+|plutôt|difficil\w+|personne|point|"
    r"rechign\w+|réticen\w+|hésit\w+|contrecœur|sans doute|cess\w+|"
    r"interdi\w+|proscri\w+|loin d[e'’]|zéro",
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


# "So low as never before" is "lower than ever": what denies nothing may stand for what does.
_UP_TO_THREE = r"(?: [\w’'-]+){0,3}"
_AS_NEVER = {
    "en": r"(?:as|like) never before",
    "de": r"wie (?:noch|sonst) nie(?:mals)?(?: zuvor)?|wie nie(?:mals)? zuvor|"
    r"wie nie(?:mals)?(?=\W*$|[,.;:!?)])",
    "fr": rf"(?:plus|moins|aussi){_UP_TO_THREE} que jamais|(?:mieux|pire) que jamais|comme jamais",
    "es": rf"como nunca|(?:más|menos){_UP_TO_THREE} que nunca|(?:mejor|peor) que nunca",
    "it": rf"come (?:non )?mai|(?:più|meno){_UP_TO_THREE} che mai",
    "nl": r"als nooit (?:tevoren|eerder)",
    "pt": rf"como nunca|(?:mais|menos){_UP_TO_THREE} (?:do )?que nunca",
    "pl": r"jak nigdy",
}


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)


# Each of these denies once, where French and others mostly use two words for one negation.
_ONCE = {
    "en": _NOT,
    "de": _NEGATIONS["de"],
    "fr": rf"{_NE}|sans(?! doute)|(?<!\bou )non(?! (?:seulement|plus))",
}
# A second one that may say again what the first has said: "no father and no mother" is "neither",
# "nobody, not even she".
_AGAIN = {
    "en": r"(?:and|or|but) (?:no|not|never|nobody|nothing|without)|not (?:even|either)|"
    r"(?:no|without) [^.;:]{1,100}?, (?:no|without)",
    "de": r"(?:und|oder|auch|aber|sondern) (?:nicht|nichts|nie|niemand\w*|kein\w*|ohne)|"
    r"nicht einmal|(?:ohne|kein\w*) [^.;:]{1,100}?, (?:ohne|kein\w*)",
    "fr": r"(?:et|ou|mais|ni) (?:ne|n['’]\w+|non|sans)",
}
# French puts an empty "ne" behind what is feared or compared: "avant qu'il ne parte". Where a
# second word makes a negation of it, or a verb that needs none follows, it denies.
_EMPTY_NE = re.compile(
    r"(\b(?:avant|à moins|de peur|de crainte|crain\w*|évite\w*|empêche\w*|plus|moins|mieux|pire|"
    r"autre\w*)(?: [\w’'-]+){0,3}? qu(?:e|['’]\w+)(?: [\w’'-]+){0,4}?) n(?:e |['’])"
    r"(?!(?:[\w’'-]+ ){1,4}(?:pas|plus|jamais|rien|aucun\w*|personne|guère|point|nul\w*|ni)\b|"
    r"(?:p(?:eu|ou|uiss)|s(?:ai|au|ach)|os)\w)",
    re.IGNORECASE,
)

_SURELY = {language: _words(pattern) for language, pattern in _NEGATIONS.items()}
_PERHAPS = {language: _words(pattern) for language, pattern in _DENYING.items()}
_IDIOMS = {language: _words(pattern) for language, pattern in _AS_NEVER.items()}
_COUNTED = {language: _words(pattern) for language, pattern in _ONCE.items()}
_REPEATS = {language: _words(pattern) for language, pattern in _AGAIN.items()}


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
        and _surely_denies(text, language)
        and not _surely_denies(other, other_language)
        and not _perhaps_denies(other, other_language)
    )


def may_deny(text: str, language: str) -> bool:
    """Whether a text denies something, or is in a language of which nobody knows."""
    return language not in _SURELY or _surely_denies(text, language)


def _surely_denies(text: str, language: str) -> bool:
    return bool(_SURELY[language].search(_without_idioms(text, language)))


def _perhaps_denies(text: str, language: str) -> bool:
    return bool(_PERHAPS[language].search(text) or _IDIOMS[language].search(text))


def _without_idioms(text: str, language: str) -> str:
    """A text without the negations in it that deny nothing."""
    text = _IDIOMS[language].sub(" ", text)
    return _EMPTY_NE.sub(r"\1 ", text) if language == "fr" else text


def negations_differ(one: str, language: str, other: str, other_language: str) -> bool:
    """Whether one of two texts denies something and the other does not; see `denies_more`."""
    return denies_more(one, language, other, other_language) or denies_more(
        other, other_language, one, language
    )


def loses_a_negation(one: str, language: str, other: str, other_language: str) -> bool:
    """Whether of a sentence and its rendering one denies and the other does not.

    "Nicht ohne Fehler" denies twice: who says it with one "not" says the opposite, who says it with
    none may not. So in English, German and French one text may not deny an odd number of times more
    often than the other, unless that has a word that may stand for it, or one that denies is said
    again in the first: "keinen Vater und keine Mutter" is "neither father nor mother".
    """
    texts = [(one, language), (other, other_language)]
    differ = negations_differ(one, language, other, other_language)
    if not {language, other_language} <= _COUNTED.keys():
        return differ
    often = [_how_often_denied(text, spoken) for text, spoken in texts]
    more, spoken = texts[often[0] < often[1]]
    if often[0] == often[1] or _REPEATS[spoken].search(more):
        return differ
    fewer, spoken = texts[often[0] > often[1]]
    if not min(often) and _surely_denies(fewer, spoken):
        return False  # "Pas de trace": without a verb French denies in one word
    return sum(often) % 2 == 1 and not _perhaps_denies(fewer, spoken)


def _how_often_denied(text: str, language: str) -> int:
    return len(_COUNTED[language].findall(_without_idioms(text, language)))
