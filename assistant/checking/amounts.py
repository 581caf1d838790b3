"""How many an English, German or French text says there are, in figures or in words.

Where a number is asked for, a word that is as often something else may well be one: the neuf films
are nine. None and hundreds are answers, too. What counts nothing is left out: money, spans of time,
dates.
"""

import re
from decimal import Decimal
from functools import lru_cache

from assistant.checking.number_words import word_mentions
from assistant.checking.numbers import numbers_in
from assistant.checking.times import PLURAL

_FIGURE = r"(?<![\d.,])\d(?:[\d.,'’\u00a0\u202f ]{0,20}\d)?"
_SCALE = r"(?:[\s-]?(?:[mb]illi\w+|mill?e|thousand|tausend|mrd\.?|mio\.?|bn|[km]\b))?"
_CURRENCY = (
    r"(?:[$€£¥]|(?:US[- ]?)?dollars?\b|euros?\b|pounds?\b|pfund\b|francs?\b|franken\b|yens?\b)"
)
_SPAN = (
    r"(?:second|minute|hour|day|week|month|year|decade|sekunde|stunde|tag|woche|monat|jahr|"
    r"jahrzehnt|seconde|heure|jour|semaine|mois|an|année|décennie)(?:s|n|e|en)?\b"
)
_MANY = (
    r"(?:(?:hundred|thousand|dozen|million|billion)s\b|scores of|"
    r"(?:zehn|hundert)?tausende[rn]?\b|hunderte[rn]?\b|dutzende[rn]?\b|millionen\b|milliarden\b|"
    r"(?:centaine|millier|dizaine|douzaine|vingtaine|trentaine|cinquantaine|million|milliard)s?"
    r"(?= d[e'’]))"
)
_MONTH = (
    r"(?:jan|feb|fév|mar|mär|apr|avr|mai|may|jun|juin|jul|juil|aug|août|sep|oct|okt|nov|dec|dez|"
    r"déc)\w*\.?"
)
_MONEY_AND_SPANS = (
    rf"[$€£¥]\s?{_FIGURE}{_SCALE}|{_FIGURE}{_SCALE}(?:[- ]|\sde\s|\sd['’])?{_CURRENCY}|"
    rf"{_MANY}(?: of| von| d[e'’])? ?(?:{_MANY}(?: of| d[e'’])? ?)?(?:{_CURRENCY}|{_SPAN})|"
    rf"(?<![\w.,])[\w.,]++[- ]{_SPAN}"
)

_YEAR = r"(?:1\d|20)\d\d\b(?![.,]\d|\s?[%€$£])"
# Behind these a figure is a year, whatever follows.
_OF_DATES = (
    rf"(?:{_MONTH}|jahre?s?|year|année|l['’]an|anno|spring|summer|autumn|winter|frühling|frühjahr|"
    r"sommer|herbst|printemps|automne|hiver|été|anfang|mitte|ende|early|late|mid|début|fin|"
    r"(?:beginning|start|middle|end|spring|summer|autumn|fall|winter) of)"
)
# Behind these it is one unless it counts what follows.
_BEFORE_DATES = (
    r"(?:in|im|en|since|seit|depuis|until|till|bis|before|after|during|nach|vor|avant|après|dès|"
    r"by|of|from|ab|vers|around|um)"
)
# By so many something grows, and of so many something consists.
_GROWING = (
    r"(?:gr[eo]w|ris|rose|fell|fall|shr[aiu]nk|dropp?|increas|decreas|declin|reduc|cut|expand|"
    r"st(?:ieg|eig)|s[aiu]nk|w[aäu]chs|schrumpf|fiel|erhöh|verringer|reduzier|kürz)\w*"
)
_GROWN = (
    r"(?:gestiegen|gesunken|gewachsen|geschrumpft|gefallen|erhöht|verringert|reduziert|gekürzt)\b"
)
_GATHERED = (
    r"(?:total|number|population|workforce|staff|crowd|audience|membership|capacity|average|"
    r"maximum|minimum|garrison|fleet|loss|army|force)"
)
_COUNTING = (
    rf"\b{_GROWING} (?:\w+ ){{0,2}}(?:by|um) {_YEAR}|\bum {_YEAR} {_GROWN}|"
    rf"\b{_GATHERED} of {_YEAR}"
)
_GERMAN_PLURAL = r"(?:[a-zäöüß]{2,20}e[nr]? )?[A-ZÄÖÜ][a-zäöüß]{2,30}(?<=[ners])\b"


def _counts_nothing(plural: str) -> re.Pattern[str]:
    thing = rf"(?-i:\s(?:[a-zà-öø-ÿ-]{{3,20}} )?{plural})"
    years = (
        rf"\b{_OF_DATES}[ -]{_YEAR}|"
        rf"\b(?:from|between|von|zwischen|de|entre) {_YEAR} (?:to|and|until|bis|und|à|et) {_YEAR}"
        rf"(?!{thing})|(?<!\d){_YEAR}\s?[-–—/]\s?(?:{_YEAR}|\d\d\b)(?!{thing})|\({_YEAR}\)|"
        rf"\b{_BEFORE_DATES} {_YEAR}(?!{thing})|(?<!\w)\d{{2,3}}0(?:s|er)\b"
    )
    days = rf"\b\d{{1,2}}(?:\.|st|nd|rd|th|er)?\s{_MONTH}|\b{_MONTH}\s\d{{1,2}}\b(?!\s*\w)"
    return re.compile(rf"(?P<counts>{_COUNTING})|{_MONEY_AND_SPANS}|{days}|{years}", re.IGNORECASE)


_COUNTS_NOTHING = _counts_nothing(PLURAL)
# German writes every noun alike: only there a word with a capital may be what is counted.
_COUNTS_NOTHING_IN_GERMAN = _counts_nothing(rf"(?:{PLURAL}|{_GERMAN_PLURAL})")

# Of "both sides" and of "both the one and the other" none are counted.
_NO_TWO = r"(?= sides?\b| seiten\b| [\w'’-]+(?: [\w'’-]+){0,3} and\b)"
# Articles, pronouns and adjectives that are spelled like numbers.
_NO_NUMBER = re.compile(
    r"\b(?:ein(?:e[mnr]?)?(?: paar)?|une?|(?:any|every|some|each|this|that|which|another) one|"
    r"one (?:another|day|can|may|must|should|could|would|might|of)|"
    rf"(?:both|beide[nr]?){_NO_TWO}|neuf(?! \w+[sx]\b)|sept\b(?=\.? \d)|cents?$)(?!\w)",
    re.IGNORECASE,
)
# "A minute" is a number too, though its word is an article.
_ONE_OF_A_MEASURE = re.compile(
    r"\b(?:an?|one|eine?[mnrs]?|une?) (?:second|minute|hour|day|week|month|year|decade|dozen|half|"
    r"third|quarter|fifth|tenth|sekunde|stunde|tag|woche|monat|jahr|jahrzehnt|dutzend|hälfte|"
    r"drittel|viertel|fünftel|zehntel|bruchteil|seconde|heure|jour|semaine|mois|an|année|"
    r"décennie|douzaine|moitié|tiers|quart|cinquième|dixième)s?\b|"
    r"\bhalf (?:of|the|as|an?|that|its|their|all)\b|\bdie hälfte\b|\bhalb so\b|\bla moitié\b",
    re.IGNORECASE,
)
_NONE_OR_BOTH = re.compile(
    r"\b(?:none(?! the less)|no one|nobody|neither (?:of|\w+ed)|not (?:one|a single)|"
    r"niemand\w*|keine[rs]? (?:de[rs]|von|dieser|ihrer|seiner)|kein einzig\w*|nicht ein|"
    r"(?<!in )(?<!zu )keiner(?! weise)|personne(?= n[e'’])|pas une? seule?|nul(?= n[e'’])|"
    r"aucune?(?= (?:n[e'’]|d(?:e|es|u)\b|d['’]))|tou(?:s|tes) (?:les )?deux|"
    rf"(?:both|beide[nrs]?)\b(?!{_NO_TWO}))(?!\w)",
    re.IGNORECASE,
)
_ONLY_ONE = re.compile(
    r"\b(?:(?:only|just|exactly) one|a single|(?:nur|genau|lediglich|bloß) ein\w{0,2}|"
    r"ein\w{0,2} einzig\w*|une? seule?)\b",
    re.IGNORECASE,
)
_MANY_THINGS = re.compile(rf"\b{_MANY}", re.IGNORECASE)
_ASKED_THINGS = re.compile(
    r"\b(?:how many|(?P<german>wie ?viele[nr]?)|combien d(?:e(?= )|['’])) ?"
    r"(?P<things>(?:[\w'’-]+ ?){1,3})",
    re.IGNORECASE,
)
_COUNTS = re.compile(r"\b(?:how many|wie ?viele[nr]?|combien)\b", re.IGNORECASE)
_SHORTEST_STEM = 3


def amounts_in(text: str, counted: bool) -> frozenset[Decimal]:
    """Values of all numbers in `text`, and of words that may be numbers.

    Args:
        text: any text.
        counted: whether things are counted; else no word that may say one is a number.
    """
    possible = {
        value
        for each in word_mentions(_NO_NUMBER.sub("; ", text))
        if not each.certain
        for value in each.values
    }
    return numbers_in(text) | {value for value in possible if counted or value > 1}


def without_dates_and_money(text: str, language: str) -> str:
    """The text without the numbers that count nothing: money, spans of time, dates."""
    pattern = _COUNTS_NOTHING_IN_GERMAN if language == "de" else _COUNTS_NOTHING
    return pattern.sub(lambda found: found["counts"] or " ", text)


def says_how_much(text: str) -> bool:
    """Whether `text` names an amount without a number: a minute, half as much, hundreds."""
    return bool(_ONE_OF_A_MEASURE.search(text) or _MANY_THINGS.search(text))


def says_how_many(question: str, text: str) -> bool:
    """Whether `text` says none, one, both or hundreds of what the question counts."""
    if says_how_much(text) or _NONE_OR_BOTH.search(text) or _ONLY_ONE.search(text):
        return True
    asked = _ASKED_THINGS.search(question)
    stems = _stems(asked) if asked else []
    return any(_none_or_one_of(stem).search(text) for stem in stems)


def counts(question: str) -> bool:
    """Whether a question is about how many there are of something."""
    return bool(_COUNTS.search(question))


def _stems(asked: re.Match[str]) -> list[str]:
    """What singular and plural of the things asked for begin with."""
    words = asked["things"].split()
    nouns = [word for word in words if word[0].isupper()][:1] if asked["german"] else words[:2]
    cut = [
        word[: len(word) - (3 if len(word) > 6 else 2 if len(word) > 4 else 1)] for word in nouns
    ]
    return [stem.casefold() for stem in cut if len(stem) >= _SHORTEST_STEM]


@lru_cache(maxsize=256)
def _none_or_one_of(stem: str) -> re.Pattern[str]:
    return re.compile(
        rf"\b(?:(?:no|kein\w{{0,2}}|aucune?|pas de|ein\w{{0,2}}|une?|an?|"
        r"one(?: of (?:the|its|his|her|their|these|those))?) |pas d['’])(?:[\w-]++ )?"
        rf"{re.escape(stem)}",
        re.IGNORECASE,
    )
