"""Whether a question is one for yes or no.

Such a question has in it all that its answer says but whether it is so: "Coffee is healthy"
answers "Is coffee healthy?", as it answers no question with a question word. Told by how the
question begins, in English, German and French; of other languages nothing is said.
"""

import re

# How such a question begins.
_BEGINS = {
    "en": r"(?:(?:is|are|was|were|do|does|did|has|have|had|would|could|should|might|must)"
    r"(?:n['’]t)?|am|will|won['’]t|can(?:['’]t|not)?|shall|may)\b",
    "de": r"(?:ist|sind|war(?:en)?|wären?|hat|haben|hatten?|hätten?|wird|werden|wurden?|würden?|"
    r"kann|können|konnten?|könnten?|darf|dürfen|durften?|muss|müssen|mussten?|müssten?|"
    r"soll(?:en|ten?)?|will|woll(?:en|ten?)|mag|möchten?|gibt|gab|geht|ging|stimmt|bleibt|lässt|"
    r"macht)\b",
    "fr": r"est-ce qu(?:e\b|['’])|"
    r"(?:\S+ ){0,8}?\S+(?:-| t-)(?:t-)?(?:ils?|elles?|on|je|tu|nous|vous)\b",
}
# Whoever asks "Do you know who ...?" wants to know who.
_ASKS_MORE = {
    "en": r"\b(?:wh(?:o|om|ose|at|ich|en|ere|y)|how)\b",
    "de": r"\b(?:we(?:r|n|m|ssen|lche[mnrs]?|shalb|swegen)|was|wann|warum|wieso|wie(?:viele?)?|"
    r"wo(?:her|hin|mit|für|rum|rin|durch|ran|rüber|von|zu)?)\b",
    "fr": r"\b(?:qui|quoi|quel(?:le)?s?|(?:le|la|les)quel(?:le)?s?|quand|où|comment|combien|"
    r"pourquoi)\b|\bqu['’]est-ce\b|(?:^|[:–-]\s+|\bet )qu(?:e\b|['’])",
}


def _compiled(patterns: dict[str, str]) -> dict[str, re.Pattern[str]]:
    return {code: re.compile(pattern, re.IGNORECASE) for code, pattern in patterns.items()}


_YES_OR_NO, _MORE = _compiled(_BEGINS), _compiled(_ASKS_MORE)


def asks_whether(question: str, language: str) -> bool:
    """Whether a question is answered by what it says, or by its denial.

    Args:
        question: that asks for itself.
        language: of it, ISO 639-1.
    """
    begins = _YES_OR_NO.get(language)
    asked = re.sub(r"^\W+", "", question)
    return bool(begins and begins.match(asked)) and not _MORE[language].search(asked)
