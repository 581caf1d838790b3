"""Whether a quote denies what a claim says of it, though the claim may leave out the rest."""

import re

from assistant.checking.negation import denies_more
from index.lexical import query_terms

_MOSTLY = 0.75
"""Share of a claim's terms in a clause from which the claim is on just that."""
_CLAUSE = re.compile(
    r"[,;:!?()–—]|[.](?=\s|$)|"
    r"\b(?:and|but|or|because|while|although|und|aber|oder|sondern|weil|während|obwohl|"
    r"et|mais|ou|car|y|o|pero|porque|e|ma|perché|en|maar|of|want|mas|i|ale|lub|bo)\b|"
    # What is done without something is done.
    r"(?=\b(?:without|ohne|sans|sin|senza|zonder|sem|bez)\b)",
    re.IGNORECASE,
)


def denied_in(claim: str, language: str, quote: str, quote_language: str) -> bool:
    """Whether the clause of a quote that a claim is on surely denies something, and it does not.

    In one language that clause has nearly all words of the claim; of a quote in another language
    it must be all there is.

    Args:
        claim: what was drafted from the quote, or a part of it.
        language: of it, ISO 639-1.
        quote: what it cites.
        quote_language: its language.
    """
    clauses = [clause for clause in _CLAUSE.split(quote) if re.search(r"\w", clause)]
    denying = [each for each in clauses if denies_more(each, quote_language, claim, language)]
    if language != quote_language:
        return bool(denying) and len(clauses) == 1
    said = set(query_terms(claim, language))
    return any(
        len(said & set(query_terms(clause, language))) >= _MOSTLY * len(said) for clause in denying
    )
