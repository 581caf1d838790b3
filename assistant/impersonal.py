"""Words that mostly refer to what was said before, where they refer to nothing.

"Is there", "gibt es" and "y a-t-il" name no thing, "this year" is the year of the question, and
of "das höchste Gebäude" the first word is an article. A question taken for a follow-up because of
such words would be searched for with the question before. What could be either is left to refer:
"to build a bridge" is told in the question, "to build the studio" perhaps in the one before.
"""

import re

from index.function_words import function_words

_WORDS = r"(?:\s+[\w-]+)"

# What ends like an adjective behind the German article and is none.
_NO_ADJECTIVE = "|".join(
    {word for word in function_words("de") if word.endswith("e")}
    | {"gerne", "heute", "machte", "meinte", "sagte"}
)
_DEGREE = r"(?:\s+(?:\w+weit|aktuell|bisher|bislang|derzeit|sehr|so|wohl|am\s+\w+sten|\d[\w.]*))?"
_PREPOSITION = r"an|auf|aus|bei|durch|für|gegen|in|mit|nach|ohne|über|um|von|zu"
_TO_DO = rf"(?!\s*(?:um|ohne|statt|anstatt)\b){_WORDS}{{0,8}}\s+zu\s+\w+en\b"
_GERMAN = (
    # "es" as a mere subject: gibt es, hat es gegeben, kam es zu.
    r"\b(?:gibt|gab|gäbe)\s+es\b",
    rf"\bes\b(?={_WORDS}{{0,5}}\s+(?:gibt|gab|gäbe|gegeben)\b)",
    r"\b(?:geht|ging)\s+es\b(?!\s+(?:bei|in|mit)\s+(?:dem|den|der)\s+\w+\W*$)",
    rf"\b(?:kommt|kam)\s+es\b(?={_WORDS}{{0,5}}\s+zu[mr]?\b)",
    # Words that a clause behind them explains: es, dass; dazu, dass; es, ein Haus zu bauen.
    rf"\b(?:es|da(?:bei|durch|für|gegen|mit|nach|von|zu|r(?:an|auf|aus|in|über|um)))\b"
    rf"(?={_WORDS}{{0,4}}\s*,(?:\s*(?:dass|ob|wenn|bis)\b|{_TO_DO}))",
    # Conjunctions and relative pronouns.
    r",\s*damit\b",
    rf",\s*(?:(?:{_PREPOSITION})\s+)?(?:das|dessen|deren)\b(?!\s+(?:geht|hab?t|habe|heißt|ist|kann|"
    r"klingt|macht|muss|sei|soll|stimmt|war|wäre|wird)\b)",
    rf"\bdas\b(?={_DEGREE}(?:\s+(?!(?:{_NO_ADJECTIVE})\b)(?-i:[a-zäöüß])[\w-]*e){{1,3}}"
    r"\s+[\"„«»]?(?-i:[A-ZÄÖÜ\d]))",
    r"\bdiese[mnrs]?\s+(?:jahr\w*|monats?|woche|wochenendes?|saison|tagen?|frühjahr|frühling|"
    r"sommers?|herbst|winters?|morgen|abend)\b",
    r"(?<=\w )(?-i:Sie)\b",  # you
)
# Of a question in small letters no noun can be told; a superlative has one behind it.
_SMALL_GERMAN = re.compile(r"\bdas(?:\s+\w+)?\s+[a-zäöü]+(?:(?<!s)s|ß)te\s+\w{3}")

_PERIOD = (
    r"(?:year|quarter|month|week|weekend|season|spring|summer|autumn|fall|winter|decade|century|"
    r"morning|afternoon|evening|(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
)
_JUDGED = (
    r"(?:(?:im)?possible|(?:il)?legal|allowed|permitted|forbidden|prohibited|required|mandatory|"
    r"necessary|(?:un)?safe|dangerous|risky|important|essential|crucial|useful|wise|hard|harder|"
    r"difficult|easy|easier|better|best|worse|(?:un)?healthy|good|bad|(?:ab)?normal|common|rare|"
    r"right|wrong|rude|polite|ok|okay|worth)"
)
_SURE = r"(?:true|(?:un)?likely|(?:im)?possible|certain|clear|known|important|necessary)"
# A deed with an object that the question names first: to build a bridge.
_DEED = (
    r"\s+to\s+(?!(?:the|an?|his|her|their|its|our|your|my|us|them|him|me|you)\b)(?-i:[a-z])\w*"
    r"\s+(?!(?:the|it|this|that|these|those|them|him|her|in|at|on|for|with|from|of|by|to|under|"
    r"during|without|as|when|if|and|or|now|today|again|alone|away|back|early|earlier|first|free|here|"
    r"home|late|later|longer|more|off|online|out|over|soon|sooner|then|together|tomorrow|twice|up)\b)"
    r"\w"
)
_ENGLISH = (
    r"\b(?:is|are|was|were|isn['’]t|aren['’]t|wasn['’]t|weren['’]t)\s+there\b(?!\W*$)",
    r"\bthere\s+(?:is|are|was|were|isn['’]t|aren['’]t|wasn['’]t|weren['’]t)\b|\bthere['’]s\b",
    r"\bthere\s+(?:\w+\s+)?(?:be|been)\b",
    rf"\bthis\s+(?:(?:past|coming|last)\s+)?{_PERIOD}\b|\bthese\s+days\b",
    rf"\bit(?:['’]s)?\s+(?:(?:be|been|ever|still|so|too|really|usually|normally)\s+){{0,2}}"
    rf"(?:takes?|took|taken|costs?|makes?\s+sense|helps?|{_JUDGED}\b)(?={_WORDS}{{0,4}}{_DEED})",
    rf"\bit\s+(?:(?:be|really|still|ever)\s+)?{_SURE}\s+that(?=\s+\w)",
    r"\b(?:any|every|no|some)\s+one\b",
    r"(?<!which )\bone\s+(?:of|in|out\s+of|another|hundred|thousand|million|billion|percent|"
    r"per\s+cent|second|minute|hour|day|week|month|year|euro|dollar|pound|person|man|woman)\b",
    r"\bthose\s+(?:who|whose|that|which)\b",
)

_PARTICIPLE = r"(?!\s+\w+(?:é|cu|nu|vu)\b)"  # "y a-t-il vécu" is said of somebody
_FRENCH_JUDGED = (
    r"(?:(?:im)?possible|interdit|permis|autorisé|(?:il)?légal|vrai|faux|nécessaire|obligatoire|"
    r"utile|important|dangereux|risqué|difficile|facile|préférable|conseillé|recommandé|normal|"
    r"probable|prouvé|prévu|temps)(?=\s+(?:de\b|d['’]|que\b|qu['’]))"
)
_FRENCH = (
    rf"\by\s+(?:a-t|avait|aura-t|aurait)-il\b{_PARTICIPLE}",
    rf"\bil\s+(?:n['’])?y\s+(?:a|avait|aura|aurait)\b{_PARTICIPLE}",
    r"\b(?:faut|fallait|faudra-t|faudrait|existe-t|existait|suffit|suffirait|vaut|pleut|neige-t)"
    r"-il\b",
    r"\ba-t-il\s+fallu\b",
    r"\bil\s+(?:ne\s+|n['’])?(?:faut|fallait|faudra|faudrait|existe|suffit|vaut\s+mieux)\b",
    r"\bse\s+(?:passe-t|passait|passera-t|passerait)-il\b|\bs['’]est-il\s+passé\b|\bil\s+se\s+passe\b",
    rf"\b(?:est|était|sera-t|serait)-il\s+(?:\w+\s+)?{_FRENCH_JUDGED}",
    rf"\bil\s+(?:est|était|sera|serait)\s+(?:\w+\s+)?{_FRENCH_JUDGED}",
    r"\bce\s+(?:qui\b|que\b|dont\b|qu['’])",
    r"\b(?:cette\s+(?:année|semaine|saison|décennie|nuit)|"
    r"ce\s+(?:mois|matin|soir|week-end|trimestre|printemps|siècle)|"
    r"cet\s+(?:été|automne|hiver|après-midi)|"
    r"ces\s+(?:jours-ci|temps-ci|derni(?:ers|ères)\s+\w+))\b(?!-là)",
)
_IMPERSONAL = re.compile("|".join((*_GERMAN, *_ENGLISH, *_FRENCH)), re.IGNORECASE)


def without_impersonal(question: str) -> str:
    """The question with spaces for words that refer to nothing, each letter left in its place.

    Example:
        >>> without_impersonal("Gibt es das neue Werk dort?")
        '            neue Werk dort?'
    """
    left = _IMPERSONAL.sub(_blank, question)
    return _SMALL_GERMAN.sub(_blank, left) if question == question.lower() else left


def _blank(found: re.Match[str]) -> str:
    return " " * len(found.group())
