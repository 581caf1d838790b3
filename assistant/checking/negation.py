"""Whether a text denies something: a sentence that lost its "not" says the opposite.

Only whether there is a negation at all is compared, in English, German and French; where a text is
in another language, nothing is said of it. Of 258 sentences of public parallel texts in English and
German, four are thought to differ (docs/quality.md).
"""

import re

_NEGATIONS = {
    "en": r"not|no|never|none|nobody|nothing|neither|nor|nowhere|without|cannot|\w+n['’]t",
    "de": r"nicht|nichts|nie|niemals|niemand\w*|nirgend\w*|kein\w*|nein|ohne|weder",
    "fr": r"n['’](?!importe)\w+|ne|jamais|aucun\w*|rien|sans|ni|non|(?<!\ble )pas",
}
# What may stand for a negation in another language, or for none: unclear, kaum, difficile.
_DENYING = {
    "en": r"un(?!i|der|til)[a-z]{4,}|(?:in|im|ir|dis)[a-z]+(?:ble|bly|ent|ant|ct|te)|non[a-z]+|"
    r"\w+less|hardly|barely|lack\w*|fail\w*|refus\w+|den(?:y|ies|ied|ying)|except|instead|only|"
    r"free|avoid\w*|rather|difficult",
    "de": r"un(?!ter|iv|s)[a-zäöüß]{4,}|in(?:akt|dir|eff|komp|kor|stab|tol)\w+|"
    r"\w+(?:los|frei)(?:e[nmrs]?)?|kaum|fehl\w+|mangel\w*|verweiger\w+|lehn\w+|bestreit\w+|statt|"
    r"außer|nur|erst|vermeid\w+|schwer|schwierig\w*",
    "fr": r"(?:in|im|ir)[a-zà-ÿ]+(?:ble|bles|nte?s?|cte?s?|nue?s?)|mal[a-zà-ÿ]{4,}|guère|peine|"
    r"manqu\w+|refus\w+|nie(?:r|nt)?|sauf|lieu|seul\w*|évit\w+|plutôt|difficil\w+|personne|point",
}


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)


_SURELY = {language: _words(pattern) for language, pattern in _NEGATIONS.items()}
_PERHAPS = {language: _words(pattern) for language, pattern in _DENYING.items()}


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
