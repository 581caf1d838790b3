"""Offices that are abbreviated in one text and written out in another: CTO, Technikchefin.

A small model knows that the two are one less surely than it knows either, above all across
languages. So a quote that has the one is read with what the question calls it behind it.
"""

import re

_DIRECTS = r"[Dd]irect(?:eur|rice)"
_LEADS = r"(?:[Cc]hef|[Ll]eiter|[Dd]irektor|[Gg]eschäftsführer|[Vv]orstand)(?:in)?"
_OFFICES = {
    "CEO": r"chief executive(?: officer)?|Vorstandsvorsitzenden?r?|Vorstandschef(?:in)?|"
    r"[Pp]résidente?[ -]directeur[ -]général|[Pp]résidente[ -]directrice[ -]générale|PDG",
    "COO": r"chief operating officer|operations (?:chief|director)|"
    rf"[Oo]perative[rn]? {_LEADS}|{_DIRECTS} (?:des opérations|opérationnel(?:le)?)",
    "CTO": r"chief technology officer|tech(?:nology)? (?:chief|boss)|head of technology|"
    r"Techn(?:ik|ologie)(?:chef|vorstand|direktor)(?:in)?|"
    rf"[Tt]echnische[rn]? {_LEADS}|{_DIRECTS} (?:technique|technologique|de la technologie)",
    "CFO": r"chief financial officer|finance (?:chief|director)|"
    rf"Finanz(?:chef|vorstand|direktor)(?:in)?|{_DIRECTS} (?:financi(?:er|ère)|des finances)",
}
_SAID = {
    office: re.compile(rf"\b(?:(?P<short>{office})|(?i:{named}))\b")
    for office, named in _OFFICES.items()
}


def with_offices_as_asked(question: str, text: str) -> str:
    """The text, with offices as the question calls them behind what they are called there.

    Example:
        >>> with_offices_as_asked("Who is the tech chief?", "Mira Murati, CTO von OpenAI, schwieg.")
        'Mira Murati, CTO (tech chief) von OpenAI, schwieg.'
    """
    for said in _SAID.values():
        asked = said.search(question)
        if asked is None or asked.group().casefold() in text.casefold():
            continue
        text = said.sub(rf"\g<0> ({asked.group()})", text)
    return text
