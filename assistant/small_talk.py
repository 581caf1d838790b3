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
    r"(?:write|compose|create|generate|sing|draw|draft|code|implement|"
    r"(?:schreib|dicht|verfass|erstell|programmier|zeichn)(?:e|en sie)?|"
    r"[ée]cri[st]?|[ée]crivez|(?:r[ée]dig|compos|cr[ée]|g[ée]n[èe]r|dessin|programm)(?:e|ez))"
)
_GIVE = (
    r"(?:give|tell|make|gib|mach\w*|erzähl\w*|fai[st]\w*|donne\w*|raconte\w*)(?:[\s-]+"
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
_REQUESTS = (
    rf"^\W*{_POLITE}{_GIVE}\s+(?:\w+\s+)?{_THING}\b",
    rf"^\W*{_POLITE}{_MAKE}\b(?:[\s\"'’,-]+\w+){{0,8}}?[\s\"'’,-]+{_THING}\b",
    r"^\W*(?:bitte|(?:kannst|könntest|würdest) du|(?:können|könnten) sie)\b"
    rf"(?:[\s\"'’,-]+\w+){{0,8}}?[\s\"'’,-]+{_THING}\b(?:[\s\"'’,-]+\w+){{0,6}}?\s+"
    r"(?:schreiben|erstellen|dichten|verfassen|programmieren|erzählen|machen)\W*$",
    r"^\W*(?:peux-tu|pouvez-vous|pourrais-tu|pourriez-vous)\b(?:[\s\"'’,-]+\w+){0,2}?\s+"
    r"(?:écrire|rédiger|composer|créer|générer|dessiner|programmer|raconter|traduire)\b"
    rf"(?:[\s\"'’,-]+\w+){{0,8}}?[\s\"'’,-]+{_THING}\b",
    rf"^\W*{_POLITE}(?:ignore|disregard|forget|override|ignorier\w*|vergiss|ignore[rz]?|"
    rf"oublie[rz]?)\b(?:[\s,'’]+\w+){{0,6}}?[\s,'’]+(?:system\s+)?{_RULES}\b",
    rf"^\W*{_POLITE}(?:reveal|print|repeat|show|tell|verrate|wiederhole|zeige?|r[ée]v[èe]le[rz]?|"
    rf"affiche[rz]?)\b(?:[\s,'’]+\w+){{0,3}}?[\s,'’]+(?:your|system|deine\w*|ihre|tes|vos)"
    rf"(?:[\s,'’-]+\w+){{0,2}}?[\s,'’-]+{_RULES}\b",
    rf"^\W*{_POLITE}(?:pretend (?:to be|you|that you)|act as|you are now|from now on|"
    r"du bist jetzt|tu so als|ab jetzt|tu es (?:maintenant|désormais)|fais comme si)\b",
    rf"^\W*{_POLITE}(?:translate|übersetze?n?|tradui[st]e?[rz]?)\b[^?]*$",
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
_REQUEST = re.compile("|".join(_REQUESTS), re.IGNORECASE)


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
    return bool(talk or _REQUEST.search(line))
