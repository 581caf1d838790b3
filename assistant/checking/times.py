"""Times that an English, German or French text states: years, days, hours, and words for them.

What answers “when” is seldom a date alone: an article says since when, how long ago or after what,
too. The language need not be known; a word that is as often something else needs a companion.
"""

import re
from functools import cache, lru_cache

from assistant.checking.calendar_names import months_in, weekday_names

# A figure that may be a year counts instead where a unit stands behind it, or a thing in the plural
# and no "in" before it, or where more or less than it is spoken of. German writes every noun alike,
# so no word behind a figure tells there.
_FIGURE = r"(?<![\w.,'’$€£¥])(?<![$€£¥] )(?:1\d|20)\d\d(?![\w%€$£]|[.,'’]\d)"
_MORE_OR_LESS = (
    r"(?:nearly|almost|more than|less than|fewer than|at least|over|rund|fast|knapp|"
    r"mehr als|weniger als|mindestens|über|bis zu|près de|plus de|moins de|au moins|jusqu['’]à)"
)
_UNIT = (
    r"(?:[%$€£]|(?:per ?cent|prozent|pour ?cent|dollars?|euros?|pfund|pounds?|francs?|franken|"
    r"yen|[km]?m|km/h|k?g|k?w|mw|kwh|kilo\w+|met(?:er|re)s?|mètres?|meilen?|miles?|tonn?e[ns]?|"
    r"liters?|litres?|grad|degrees|degrés)\b)"
)
_FUNCTION_WORDS = (
    r"(?:as|is|was|has|his|hers|its|this|thus|does|us|plus|across|besides|perhaps|always|"
    r"sometimes|afterwards|towards|unless|whereas|versus|das|des|dies|aus|bis|als|les|ses|ces|"
    r"mes|tes|nos|vos|leurs|dans|sans|sous|vers|pas|puis|mais|depuis|après|très|alors|jamais|"
    r"toujours|nous|vous|ils|elles|aux|ceux|deux|plusieurs|hors|lors)\b"
)
PLURAL = (
    rf"(?!{_FUNCTION_WORDS})(?:(?:people|men|women|children|staff|police|personnel)\b|"
    r"[a-zà-öø-ÿ-]{3,30}(?<=[a-rt-zà-öø-ÿ][sx])(?![\w-]))"
)
"""A pattern of a thing in the plural, in English or French, as it stands behind a figure."""
_ADJECTIVE = r"(?:(?:new|other|young|armed|full|more|further|different|skilled|paid|local) )?"
_DATED = r"(?:in|since|by|until|till|of|from|before|after|during|en|depuis|dès|avant|après)"
_YEAR = re.compile(
    rf"(?:\b(?i:(?P<counts>{_MORE_OR_LESS})|(?P<dated>{_DATED})) )?(?P<year>{_FIGURE})"
    rf"(?P<unit>[ \u00a0\u202f-]?(?i:{_UNIT}))?(?P<plural>[ \u00a0\u202f]{_ADJECTIVE}{PLURAL})?|"
    r"\b(?i:jahre?s?|(?<!per )year|l['’]an|année|anno|(?-i:AD)) (?P<early>\d{2,3})(?!\w|[.,]\d)|"
    r"\b(?i:in|en) (?P<bare>\d{3})(?=[,.;:)]|$)(?![.,]\d)"
)
_ERA = re.compile(
    r"\b\d{1,4} ?(?:BCE?\b|CE\b|AD\b|B\. ?C\.|A\. ?D\.|[vn]\. ?(?:Chr\b|u\. ?Z)|vor Christus\b|"
    r"nach Christus\b|ap?r?v?\. ?J\.[- ]?C|(?:avant|après) (?:Jésus|notre ère|J\.[- ]?C))"
)

_SPAN = (
    r"(?:second|minute|hour|day|night|evening|morning|afternoon|week|weekend|month|quarter|season|"
    r"year|decade|century|spring|summer|autumn|fall|winter)s?"
)
# The times that hold wherever they stand.
_WORDS = re.compile(
    r"\b(?:today|yesterday|tomorrow|tonight|nowadays|recently|lately|shortly|soon|ago|"
    r"years?|months?|weeks?|weekends?|days?|decades?|centur(?:y|ies)|"
    r"summers?|autumns?|winters?|mornings?|afternoons?|evenings?|nights?|midnight|noon|midday|"
    r"(?:the|this|next|last|past|that|in|of|early|late|mid|until|by|since) (?:spring|fall)|"
    rf"(?:this|next|last|past|same|previous|following|coming) (?:\w+ )?{_SPAN}|"
    r"(?:first|second|third|fourth|fifth|sixth|seventh|\d+(?:st|nd|rd|th)) day|"
    r"(?:in|within|after|few|several|many|some) hours|christmas|easter|thanksgiving|ramadan|"
    r"midsummer|"
    r"heute|gestern|vorgestern|übermorgen|morgen|vor kurzem|kürzlich|neulich|jüngst|unlängst|"
    r"zuletzt|damals|bald|demnächst|"
    r"jahr\w*|monat\w*|woche\w*|tage?[ns]?|tags (?:zuvor|darauf)|jahrzehnt\w*|jahrhundert\w*|"
    r"jahrtausend\w*|frühling\w*|frühjahr\w*|sommer\w*|herbst\w*|winter\w*|morgens|vormittags?|"
    r"mittags?|nachmittags?|abends?|nachts?|mitternacht|weihnacht\w*|ostern|pfingsten|silvester|"
    r"(?:letzt|vergangen|vorig|kommend|nächst|dies)\w* (?:zeit|mal|saison|quartal|stunden?|nacht)|"
    r"(?:in|vor|nach|binnen) (?:\w+ )?stunden|stunden (?:zuvor|später|danach|nach|vor)|"
    r"aujourd['’]hui|hier|avant-hier|demain|récemment|bientôt|prochainement|dernièrement|"
    r"naguère|jadis|autrefois|il y a (?:\w+ ){1,3}(?:ans?|heures?|minutes?|temps)|"
    r"dans (?:\w+ ){1,3}(?:ans?|heures?)|années?|(?:\d|deux|trois|quatre|cinq|six|sept|huit|neuf|"
    r"dix|vingt|cent|quelques|plusieurs) ans|mois|semaines?|week-end|jours?|journée|"
    r"décennies?|siècles?|printemps|automne|hiver|matin|matinée|midi|après-midi|soirs?|soirée|"
    r"nuits?|minuit|noël|pâques|la veille|le lendemain|"
    r"l['’]été|(?:en|cet|d['’]un|dès) été|d['’]été|été \d{4})\b",
)
# After what, until what, when what: of these words only those that seldom say anything else.
_CLAUSES = re.compile(
    r"\b(?:after|before|until|till|during|when|whenever|as soon as|as long as|since|"
    r"following (?:the|an?)|"
    r"nachdem|bevor|sobald|solange|sooft|während (?:de[rs]|eine[rs])|wenn|seit|seitdem|"
    r"bis (?!zu\b)|"
    r"nach (?:de[mr]|eine[mr]|dessen|deren|ihre[mr]|seine[mr]|\d{3,4})|"
    r"vor (?:de[mr]|dessen|deren|ihre[mr]|seine[mr]|\d{3,4})|"
    r"(?<!d['’])après (?!tout\b)|avant (?!tout\b)|jusqu['’](?:à|au|en)|depuis|pendant|durant|"
    r"lors(?:que|qu['’]| d)|quand|dès|tant qu|aussitôt|au moment)|(?:^|, )als\b",
)
_CLOCK = re.compile(
    r"\b\d{1,2}(?:[:.]\d\d)? ?(?:uhr\b|[ap]\.?m\b|o['’]clock|h(?:\d\d)?\b|heures?\b)|"
    r"\b\d{1,2}:\d\d\b",
)
# Whole names of months are found by themselves; "may" and "mai" have no shorter form.
_MONTH = r"(?:jan|févr?|feb|mär|mar|apr|avr|juil|jul|jun|aug|sept?|oct|okt|nov|dec|dez|déc)"
_DATE = re.compile(
    rf"\b\d{{1,2}}(?:\.|st|nd|rd|th|er)? ?{_MONTH}\b|\b{_MONTH}\.? \d{{1,2}}\b|"
    r"\b\d{1,2}\. ?\d{1,2}\.|\b\d{1,4}([-/])\d{1,2}\1\d{1,4}\b|"
    r"\b(?:on the \d{1,2}(?:st|nd|rd|th)|am \d{1,2}\.|le \d{1,2}(?:er)?\b(?! \w+s\b))",
)
_DECADE = re.compile(
    r"(?<!\w)['’]?\d{1,3}0(?:['’]?s\b|er[ -]?jahre?n?\b|ern?\b)|\bannées[ -]\w+|"
    r"\b\w+ziger[ -]?jahre?n?\b",
)


def years_in(text: str) -> frozenset[int]:
    """The years that `text` states in digits; a figure that counts something is none.

    Example:
        >>> sorted(years_in("In 1386 it had 1500 students."))
        [1386]
    """
    return frozenset(
        int(found["year"] or found["early"] or found["bare"])
        for found in _YEAR.finditer(text)
        if not (found["counts"] or found["unit"] or (found["plural"] and not found["dated"]))
    )


@lru_cache(maxsize=1024)  # a question is compared with many sentences, these several times
def times_in(text: str, language: str) -> frozenset[str]:
    """What `text` says of when something is, each in one spelling."""
    clauses = {time[0] for time in _CLAUSES.finditer(text.casefold())}
    return dates_in(text, language) | clauses


@lru_cache(maxsize=1024)
def dates_in(text: str, language: str) -> frozenset[str]:
    """The times in `text` that stand for themselves: not those such as “after the vote”."""
    found = {f"year {year}" for year in years_in(text)}
    found |= {f"month {month}" for month in months_in(text)}
    found |= {f"weekday {weekday_names()[day.casefold()]}" for day in _weekday().findall(text)}
    found |= {time[0].casefold() for time in _ERA.finditer(text)}
    small = text.casefold()  # sought in several times as fast as whatever the case
    for pattern in (_WORDS, _CLOCK, _DATE, _DECADE):
        found |= {time[0] for time in pattern.finditer(small)}
    if language == "de":
        found.discard("hier")  # yesterday in French, here in German
    return frozenset(found)


@cache
def _weekday() -> re.Pattern[str]:
    # A Dienstagabend is a time; a Sonntagszeitung is none.
    parts = "s|morgens?|vormittags?|mittags?|nachmittags?|abends?|nachts?|früh"
    return re.compile(rf"\b({'|'.join(weekday_names())})(?:{parts})?\b", re.IGNORECASE)
