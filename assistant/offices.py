"""Offices that are abbreviated in one text and written out in another: CTO, Technikchefin.

A small model knows that the two are one less surely than it knows either, above all across
languages. So a quote that has the one is read with what the question calls it behind it.
"""

import re

_DIRECTS = r"direct(?:eur|rice)"
_LEADS = r"(?:chef|leiter|direktor|geschäftsführer|vorstand)(?:in|s)?"
_OFFICES = {
    "CEO": r"chief executive(?: officer)?|vorstandsvorsitzende[rn]?|vorstandschef(?:in|s)?|"
    r"présidente?[ -]direct(?:eur|rice)[ -]générale?|PDG|"
    rf"{_DIRECTS} générale?(?! adjoint| délégu)",
    "COO": r"chief operating officer|operations (?:chief|director)|"
    rf"operative[rn]? {_LEADS}|{_DIRECTS} (?:des opérations|opérationnel(?:le)?)",
    "CTO": r"chief technology officer|tech(?:nology)? (?:chief|boss)|head of technology|"
    r"techn(?:ik|ologie)-?(?:chef|vorstand|direktor)(?:in|s)?|"
    rf"technische[rn]? {_LEADS}|{_DIRECTS} (?:technique(?! national)|technologique|"
    r"de la technologie)",
    "CFO": r"chief financial officer|finance (?:chief|director)|"
    rf"finanz-?(?:chef|vorstand|direktor)(?:in|s)?|{_DIRECTS} (?:financi(?:er|ère)|des finances)",
}
# Whoever is not yet, no more, or only beside.
_NOT_QUITE = "".join(
    rf"(?<!(?i:{word} ))" for word in ("deputy", "vice", "former", "ancien", "ancienne")
)
_SAID = [
    re.compile(rf"\b{_NOT_QUITE}(?:{office}|(?i:{named}))\b".replace("[ -]", "[\\s-]+"))
    for office, named in _OFFICES.items()
]


def with_offices_as_asked(question: str, text: str) -> str:
    """The text, with offices as the question calls them behind what they are called there.

    Example:
        >>> with_offices_as_asked("Who is the tech chief?", "Mira Murati, CTO von OpenAI, schwieg.")
        'Mira Murati, CTO (tech chief) von OpenAI, schwieg.'
    """
    for said in _SAID:
        asked = said.search(question)
        if asked is None:
            continue
        called = " ".join(asked.group().split())
        if re.search(rf"\b{re.escape(called)}\b", text, re.IGNORECASE):
            continue
        text = said.sub(rf"\g<0> ({called})", text)
    return text
