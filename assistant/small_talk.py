"""What is typed into a chat and is no question about the articles: greetings, orders, wishes.

Found by its wording alone, in English, German and French, before anything is searched. It is told
narrowly: a question that is declined by mistake costs a reader more than small talk that is
searched for in vain.
"""

import re

_POLITE = (
    r"(?:(?:please|now|ok(?:ay)?|hey|hi|hello|can you|could you|would you|will you|i want you to|"
    r"i need you to|bitte|nun|jetzt|hallo|kannst du|könntest du|können sie|könnten sie|würdest du|"
    r"s['’]il (?:te|vous) pla[iî]t|maintenant|bonjour|peux-tu|pouvez-vous|pourrais-tu|"
    r"pourriez-vous|je veux que tu|mir|mal|me|moi)[\s,:!]+)*"
)
_MAKE = (  # as an order: "Schreibt die KI ein Programm?" is a question
    r"(?:write|compose|create|generate|sing|draw|implement|"
    # "Draft law" and "Programme spatial" are no orders.
    r"(?:draft|code)(?=\s+(?:an?|the|some|another|me|us)\b)|"
    r"programme(?=[\s-]+(?:une?|moi|le|la)\b)|programmez|"
    r"(?:schreib|dicht|verfass|erstell|programmier|zeichn)(?:e|en sie)?|"
    r"[ée]cri[st]?|[ée]crivez|(?:r[ée]dig|compos|cr[ée]|g[ée]n[èe]r|dessin)(?:e|ez))"
)
_GIVE = (  # "Macht ein Programm die Arbeit?" is a question, "Fait moi un poème" none
    r"(?:give|tell|make|gib|(?:mach|erzähl)(?:e|en sie|st du)?|fais|faites|faire|fasses|"
    r"fait(?=[\s-]+moi\b)|(?:donn|racont)(?:e|es|ez|er))(?:[\s-]+"
    r"(?:me|us|mir|uns|moi|nous))?\s+(?:an?|another|some|eine?n?|noch|une?|encore)"
)
_THING = (
    r"(?:poem|haiku|limerick|short story|bedtime story|fairy tale|song|lyrics|joke|riddle|essay|"
    r"e-?mail|cover letter|code|function|script|program|website|sql|python|javascript|html|"
    r"\w*gedicht|kurzgeschichte|märchen|lied|witz|rätsel|aufsatz|bewerbung|funktion|skript|"
    r"programm|webseite|po[èe]me|conte|chanson|blague|devinette|dissertation|courriel|"
    r"lettre de motivation|fonction|programme|site web)"
)
_RULES = (
    r"(?:instructions?|rules?|prompts?|guidelines?|anweisung\w*|regeln?|vorgaben?|consignes?|"
    r"r[èe]gles?)"
)
_MAKING = (
    rf"^\W*{_POLITE}{_GIVE}\s+(?:\w+\s+)?{_THING}\b",
    rf"^\W*{_POLITE}{_MAKE}\b(?:[\s\"'’,-]+\w+){{0,8}}?[\s\"'’,-]+{_THING}\b",
    r"^\W*(?:bitte|(?:kannst|könntest|würdest) du|(?:können|könnten) sie)\b"
    rf"(?:[\s\"'’,-]+\w+){{0,8}}?[\s\"'’,-]+{_THING}\b(?:[\s\"'’,-]+\w+){{0,6}}?\s+"
    r"(?:schreiben|erstellen|dichten|verfassen|programmieren|erzählen|machen)\W*$",
    r"^\W*(?:peux-tu|pouvez-vous|pourrais-tu|pourriez-vous)\b(?:[\s\"'’,-]+\w+){0,2}?\s+"
    r"(?:écrire|rédiger|composer|créer|générer|dessiner|programmer|raconter|traduire)\b"
    rf"(?:[\s\"'’,-]+\w+){{0,8}}?[\s\"'’,-]+{_THING}\b",
)
_OBEYING = (
    rf"^\W*{_POLITE}(?:ignore|disregard|forget|override|ignorier\w*|vergiss|ignore[rz]?|"
    rf"oublie[rz]?)\b(?:[\s,'’]+\w+){{0,6}}?[\s,'’]+(?:system\s+)?{_RULES}\b",
    rf"^\W*{_POLITE}(?:reveal|print|repeat|show|tell|verrate|wiederhole|zeige?|r[ée]v[èe]le[rz]?|"
    rf"affiche[rz]?)\b(?:[\s,'’]+\w+){{0,3}}?[\s,'’]+(?:your|system|deine\w*|ihre|tes|vos)"
    rf"(?:[\s,'’-]+\w+){{0,2}}?[\s,'’-]+{_RULES}\b",
    rf"^\W*{_POLITE}(?:pretend (?:to be|you|that you)|act as|you are now|"
    r"from now on\W+(?:you|your|i want|act|answer|respond|reply|speak|talk|write|say|pretend|be|"
    r"call|do|don['’]t|ignore|only|always|never)|"
    r"ab jetzt\W+(?:\w+ du|antworte|sprich|schreib|rede|sag|sei|ignorier\w*)|"
    r"du bist jetzt|tu so als|tu es (?:maintenant|désormais)|fais comme si)\b",
    rf"^\W*{_POLITE}(?:translate|übersetz(?:e|en sie)?|tradui[st]e?[rz]?)\b[^?]*$",
)
# What asks for a thing may go on to a question: "Draft a law on websites: why?" Behind a comma
# alone, other question words join a clause: a story, where a cat talks.
_ASKING = re.compile(
    r"[,;:.!?–—]\s*(?:what|how|why|was|wie|warum|wieso|weshalb|wann|pourquoi|comment|combien|"
    r"que|qu['’]\w+)\b|"
    r"(?:[;:.!?–—]|\b(?:and|but|und|aber|et|mais))\s+(?:what|how|why|who|whom|when|where|which|was|"
    r"wie|warum|wieso|weshalb|wann|wer|wem|wen|wo|welche[nrms]?|pourquoi|comment|combien|que|qui|"
    r"quand|où|quel\w*|qu['’]\w+)\b",
    re.IGNORECASE,
)
# What "you" can do with something, anybody can.
_BY_MEANS = re.compile(
    r"^\W*(?:can you|kannst du|können sie|peux-tu|pouvez-vous)\b"
    r"(?!.*\b(?:me|us|please|mir|uns|bitte|moi|nous|pla[iî]t)\b).*"
    r"\b(?:with|using|mit|mithilfe|mittels|avec)\s+\w",
    re.IGNORECASE,
)
_TALK = (
    r"(?:hi|hello|hey|hiya|good (?:morning|afternoon|evening|night|day)|thanks?(?: you)?"
    r"(?: very much| so much| a lot)?|thx|cheers|bye|goodbye|see you|ok(?:ay)?|great|cool|nice|"
    r"how are you(?: doing)?(?: today)?|what'?s up|who are you|what are you|what can you do|help|"
    r"hallo|moin|servus|grüß gott|guten (?:morgen|tag|abend)|gute nacht|danke(?: dir| ihnen)?"
    r"(?: schön| sehr)?|vielen dank|tschüss|auf wiedersehen|wie geht(?:'?s| es dir| es ihnen)?|"
    r"wer bist du|was kannst du|super|toll|hilfe|"
    r"bonjour|bonsoir|salut|coucou|merci(?: beaucoup| bien)?|au revoir|à bientôt|"
    r"(?:comment )?ça va|comment (?:vas-tu|allez-vous)|qui es-tu|qui êtes-vous|que sais-tu faire|"
    r"d'accord|génial|aide)"
)
_LONGEST_TALK = 80  # characters
_SEPARATED = r"[\s,.!?…]+"  # never empty: "hihi" could be read in too many ways
_ALL_TALK = re.compile(rf"\W*{_TALK}(?:{_SEPARATED}{_TALK})*\W*", re.IGNORECASE)
_TO_MAKE = re.compile("|".join(_MAKING), re.IGNORECASE)
_TO_OBEY = re.compile("|".join(_OBEYING), re.IGNORECASE)


def is_no_question(text: str) -> bool:
    """Whether a text is small talk, or asks for something else than what the articles say.

    Example:
        >>> is_no_question("Thanks!"), is_no_question("Write a poem about Sora")
        (True, True)
        >>> is_no_question("Who wrote the letter?")
        False
    """
    if not re.search(r"\w", text):
        return True  # such as a thumb up
    line = " ".join(text.replace("’", "'").split())
    talk = len(line) <= _LONGEST_TALK and _ALL_TALK.fullmatch(line)
    return bool(talk or _TO_OBEY.search(line) or (_TO_MAKE.search(line) and not _asks(line)))


def _asks(line: str) -> bool:
    """Whether what reads like an order to make something is or ends in a question all the same."""
    if not line.rstrip("\"'”“» ").endswith("?"):
        return False
    return bool(_ASKING.search(line) or _BY_MEANS.search(line))
