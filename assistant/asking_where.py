"""Whether a question asks for a place, and whether where something comes from or goes to.

“Where” joins clauses as well, and asks for what is no place at all: where the problem lies, where
something is used. What asks like that is left alone: a sentence without a place may answer it.
"""

import re

_AND = r"^\W*(?:(?:and|but|so|und|aber|et|mais) )?"
# "Where there is smoke, …": a clause begins, and nothing is asked.
_CLAUSE = r"(?:there|the|an?|it|he|she|they|we|you|one|his|her|their|its|this|that|no)\b"
_PLACES = (
    r"(?:(?:cit|countr|count)(?:y|ies)|(?:town|village|place|location|continent|island|district|"
    r"borough|province|region|neighbou?rhood|suburb|street|venue|room|building|town hall)s?)\b"
)
_PLACES_DE = (
    r"(?:\w*(?:st(?:adt|ädten?)|ländern?|ort(?:en?)?|gegend(?:en)?|region(?:en)?|dorf|dörfern?|"
    r"inseln?|bezirk(?:en?)?|vierteln?|gebiet(?:en?)?|straßen?|provinz(?:en)?|gebäuden?|räumen?)|"
    r"(?:stadt|orts|landes)teil(?:en?)?|"
    r"(?:bundes|nachbar)?land|(?:bundes)?staat(?:en)?|raum|kontinent(?:en)?|gemeinden?)\b"
)
_PLACES_FR = (
    r"(?:pays|(?:ville|lieu|endroit|région|continent|province|île|village|quartier|commune|rue|"
    r"salle|bâtiment|département)[sx]?)\b"
)
_WHERE = re.compile(
    rf"{_AND}(?:(?:from|to|near) )?where\b(?! {_CLAUSE})|\bwhere(?: to| from)?\W*$|"
    r"[,:] where (?:did|does|do|is|are|was|were|has|have|had|can|could|will|would|should)\b|"
    rf"\b(?:in|at|to|from|near|on|into|around) (?:what|which) (?:\w+ ){{0,2}}{_PLACES}|"
    rf"{_AND}(?:(?:von|bis) )?wo(?:hin|her)?\b|\bwo(?:hin|her)?\W*$|"
    rf"\b(?:in|an|auf|aus|nach|bei|von|zu) welche[mnr]? (?:\w+ ){{0,2}}{_PLACES_DE}|"
    rf"{_AND}(?:(?:vers|par|depuis) |d['’])?où\b|\b(?:d['’])?où\W*$|"
    r"\b(?:tell me|do you know|sagen|sag mir|weißt du|wissen sie|sais-tu|savez-vous|"
    r"(?:me|nous) dire),? (?:where|wo(?:hin|her)?|où)\b|"
    rf"\b(?:dans|en|à|au|de|vers|depuis|par|sur) quel(?:le)?s? (?:\w+ )?{_PLACES_FR}",
    re.IGNORECASE,
)
# Where the problem lies, where one stands, where a thing is of use, where a match is broadcast: no
# place is meant, or need be. Who is asked where somebody works may say for whom, of a text by whom
# it was published.
_NO_PLACE = re.compile(
    r"\b(?:probl[eè]m|differen|unterschied|différen|limit|grenzen?\b|advantage|vorteil|nachteil|"
    r"avantage|inconvénient|weakness|strength|schwäche|stärke|faiblesse|difficult|difficile|"
    r"schwierig|challenge|herausforderung|défis?\b|risk|risiko|risiken|risque|dangers?\b|gefahr|"
    r"chancen?\b|opportunit|potenzial|potential|potentiel|bedarf|need for|besoin|mistake|fehler|"
    r"erreur|\w*(?:grenze|schwelle|wert|betrag) für\b|rank(?:s|ed)?\b|rang\b|stand on\b|"
    r"in terms of|fall as\b|compared|vergleich|comparaison|einzuordnen|differ\b|(?:dis)?agree\b|"
    r"excel\b|draw the line|en (?:est|sont|était)\b|impact|einfluss\b|influence|used\b|in use\b|"
    r"applied\b|useful|helps?\b|einsatz\b|eingesetzt|verwendet|genutzt|angewend|hilft|helfen|"
    r"nützlich|utilisée?s?\b|employée?s?\b|sert\b|aide\b|watch|hear\b|heard\b|listen|broadcast|"
    r"hören|gehört werden|ausgestrahlt|übertragen|entendre|écouter|regarder|diffusée?s?\b|"
    r"geregelt|regulated|steht,|stehe,|wo steh(?:t|en) .{1,100} bei\b|écrit que\b|lies the\b|"
    r"liegt de[rn] (?:sinn|zweck|nutzen|haken)|"
    r"work(?:s|ed|ing)?\b|employed\b|arbeite\w*|beschäftigt\b|angestellt\b|travaill\w+|"
    r"stud(?:y|ies|ied|ying)\b|studier\w*|étudi\w+|appear(?:s|ed)?\b|publish\w*|erschein\w*|erschien\w*|veröffentlich\w*|publié|"
    r"par(?:u|ue|aît)\b)",
    re.IGNORECASE,
)
_WHENCE = re.compile(
    r"\b(?:from\b|woher\b|von wo\b|(?:aus|von) welche|originate|(?:de|depuis) quel)|\bd['’]où\b",
    re.IGNORECASE,
)
# Money comes from a donor, a word from another, knowledge from a witness.
_NO_ORIGIN = re.compile(
    r"\b(?:words?|names?|terms?|money|funds?|funding|ideas?|support|inspiration|data|knowledge|energy|"
    r"power|strength|know|get|wort|wörter|name|namens?|begriff|geld|mittel|idee|unterstützung|daten|"
    r"wissen|wissens|weiß|energie|strom|kraft|bezieh\w*|bezog\w*|nehmen|nimmt|mots?|noms?|termes?|"
    r"argent|fonds|idées?|soutien|données|savoir|sait|tire|tirent|expression|ausdruck)\b|"
    r"\bd['’]où vient que\b",
    re.IGNORECASE,
)
# People come from a place, a thing from whatever it was: so the one of whom it is asked has to be
# named. German writes every noun like a name, so there it takes two.
_SOMEBODY = re.compile(
    r"(?<=\w )(?:(?i:he|she|they|you|er|sie|ils?|elles?|vous)\b|[^\W\d_a-zß-ÿ]\w+ [^\W\d_a-zß-ÿ])|"
    r"-(?:ils?|elles?|vous)\b"
)
_NAMED = re.compile(r"(?<=[\w'’] )[A-ZÀ-Þ]\w|['’][A-ZÀ-Þ]\w")
_BARE_WHENCE = re.compile(
    r"\bwoher\b|\bd['’]où\b|\bwhere\b.{1,300}\b(?:from|originate[sd]?)\W*$|\bfrom where\b",
    re.IGNORECASE,
)
_WHITHER = re.compile(
    r"\bto(?: where)?\W*$|\bwhere to\b|\b(?:to|into) (?:what|which)\b|\bwohin\b|"
    r"\b(?:nach|zu|in) welche[ns]? |\bvers\b|"
    r"\b(?:go|goes|going|gone|went|mov(?:e|es|ed|ing)|relocat\w+|travel\w*|flee|fled|fly|flew|"
    r"send|sent|sell|sold|ship\w*|brings?|brought|tak(?:e|es|en)|took|gone|heading|emigrat\w+|"
    r"extend\w*|geh(?:t|en)|ging(?:en)?|gegangen|zieht|ziehen|zog(?:en)?|gezogen|\w*reis(?:t|en|te)|"
    r"fährt|fahren|fuhr(?:en)?|flog(?:en)?|floh(?:en)?|gebracht|verleg\w+|verschick\w+|hin|"
    r"flow\w*|lead(?:s|ing)?|led|return\w*|deport\w*|export\w*|deliver\w*|escap\w*|sail\w*|"
    r"fließ\w*|floss|führ\w*|münde\w*|kehr\w*|liefer\w*|geliefert|exportier\w*|deportier\w*|"
    r"coul\w*|mèn\w*|mena\w*|jett?\w*|livr\w*|rentr\w*|retourn\w*|déport\w*|"
    r"all(?:er|ée?s?|ait)|va|vont|part(?:i|ie|is|ies|ent|ir)?|déménag\w+|envoy\w+|fui(?:t|r)?)\b",
    re.IGNORECASE,
)


def asks_where(question: str) -> bool:
    """Whether a question asks for a place.

    Example:
        >>> asks_where("Where was she born?"), asks_where("Wo liegt das Problem?")
        (True, False)
    """
    if not _WHERE.search(question) or _NO_PLACE.search(question):
        return False
    if not _BARE_WHENCE.search(question):
        return True
    named = _SOMEBODY.search(question) or (
        "woher" not in question.lower() and _NAMED.search(question)
    )
    return bool(named) and not _NO_ORIGIN.search(question)


def asks_whence(question: str) -> bool:
    """Whether a question for a place asks where something comes from."""
    return bool(_WHENCE.search(question))


def asks_whither(question: str) -> bool:
    """Whether a question for a place may ask where something goes to."""
    return bool(_WHITHER.search(question))
