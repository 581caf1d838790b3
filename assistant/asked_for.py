"""What kind of thing a question asks for: a number, an amount of money, a time, a place, a name."""

import re
from typing import Literal

from assistant.asking_where import asks_whence, asks_where, asks_whither
from assistant.checking.amounts import (
    amounts_in,
    counts,
    says_how_many,
    says_how_much,
    without_dates_and_money,
)
from assistant.checking.names import names_in
from assistant.checking.numbers import numbers_in
from assistant.checking.times import dates_in, times_in, years_in
from assistant.checking.units import MONEY, units_in
from assistant.checking.whereabouts import tells_where

Kind = Literal["number", "count", "money", "year", "time", "place", "name"]

# What is measured rather than counted: how many years is a question for any number.
_MEASURES = (
    r"(?:second|minute|hour|day|week|month|year|decade|time|per ?cent|dollar|euro|pound|"
    r"sekunde|minute|stunde|tag|woche|monat|jahr|mal|prozent|pfund|"
    r"seconde|heure|jour|semaine|mois|an|année|fois|pour ?cent|livre|temps|argent)"
)

_BEHIND_COST = (
    r"to|in|per|an?|at|on|for|each|every|him|her|them|us|you|me|the|it|its|their|his|now|today|"
    r"after|before|and|if|when|as|more|less|compared|rather|last|this|next|then|during|back"
)
_PAYING_DE = r"(?:be)?zahl|gezahlt|verlang|kost|(?:ver)?kauf|gekauft|biete|geboten|forder|gefordert"
_PAYING_FR = r"pa(?:ie|ye|yé)|coût|ven[dt]|ach[eè]t|demand|propos|factur"
# What a word at the beginning asks for, it asks for whatever numbers and prices come after it.
_OPENING = r"^\W*(?:(?:and|but|so|und|aber|also|et|mais|alors) )?"
_WHO = re.compile(rf"{_OPENING}(?:who|whom|wer|wen|wem|qui)\b", re.IGNORECASE)
# A clause that says when, before the word that asks: only where the two change places it is asked.
_AUXILIARY = (
    r"did|does|do|will|is|was|are|were|has|have|had|can|could|should|would|may|must|might|shall"
)
_WHEN_CLAUSE = re.compile(
    rf"{_OPENING}(?:when (?!(?:{_AUXILIARY}|and|or|in \d+)\b)[^?]{{1,300}}?"
    r"\b(?=(?:what|which|who|whom|whose|how|why|where)\b)|"
    r"quand (?!est-ce\b)[^?,]{1,200}, (?:à |de |en |par |pour )?"
    r"(?=(?:qu[ei]|qu['’]|quoi|quel(?:le)?s?|comment|combien|pourquoi|où)\b|qu['’]))",
    re.IGNORECASE,
)

_KINDS: dict[Kind, re.Pattern[str]] = {
    "year": re.compile(
        r"\b(?:(?:what|which) year|(?:in )?welche[msn] jahr|en quelle année|quelle année)\b",
        re.IGNORECASE,
    ),
    # "When" and "quand" also join clauses; they ask where a question begins or ends with them.
    "time": re.compile(
        r"^\W*(?:and |but |et )?(?:when|quand)\b|\b(?:when|quand)\W*$|\b(?:since|until|by) when\b|"
        r"\bwhen (?:did|does|do|will|is|was|are|were|has|have|can|should|would)\b|"
        r"\bquand (?:est-ce|a-t|sera|doit|aura)|\b(?:depuis|jusqu.à) quand\b|"
        r"\b(?:(?:what|which) (?:date|day|month)|wann|in welchem monat|welches datum|"
        r"(?:quelle|à quelle) date)\b",
        re.IGNORECASE,
    ),
    # A prize is a Preis and a prix too: these ask for money where something is paid or sold. Costs
    # that are spoken about are no answer, so "cost" has to be the verb.
    "money": re.compile(
        r"\bhow (?:expensive\b|much (?!attention\b|time\b|effort\b|respect\b|energy\b).{0,100}"
        r"\b(?:cost|pa(?:y|id)|spen[dt]|earn|invest|worth))|"
        r"\bwhat (?:do|does|did|will|would) .{0,100}(?<!the|.an| of) (?<! a )cost\b"
        rf"(?=\W*$| (?:{_BEHIND_COST})\b)|"
        r"\bwhat (?:is|are|was|were|will be) (?:the|its|his|her|their) (?:\w+ )?costs?\b|"
        r"\b(?:what|which)(?: (?:is|was|are|were))?(?: (?:the|its|his|her|their))? "
        r"(?:\w+ )?(?:price|sum|budget|salary)\b|"
        r"\bwas kostete?n?\b|\bwie teuer\b|\bwie ?viel (?!zeit\b|aufmerksamkeit\b|energie\b)"
        r".{0,100}\b(?:geld|kosten?|kostete?|gekostet|zahl\w*|bezahl\w*|verdien\w*)\b|"
        r"\bwie ?viel (?:geld|kostete?n?|zahl\w*|bezahl\w*|verdien\w*)\b|"
        r"\bwelche[mnrs]? (?:\w+ )?(?:betrag|summe|budget|etat|gehalt)|\bzu welche[mn] preis|"
        rf"\bwelche[nr]? (?:\w+ )?preise?\b.{{0,100}}\b(?:{_PAYING_DE})|"
        r"\bwie hoch (?:ist|war|sind) (?:der|die|das) \w*(?:preis|kosten|budget|etat|gehalt)\b|"
        r"\bcombien (?!d[e'’])(?:\w.{0,100})?\b(?:coûte\w*|coûté|vaut|pa(?:ie|ye)\w*|payé|"
        r"dépens\w*|gagne\w*|investi\w*)|\bcombien d(?:['’]argent|['’]euros|e dollars)\b.{0,100}"
        r"\b(?:coûte\w*|coûté|vaut|pa(?:ie|ye)\w*|payé|dépens\w*|gagne\w*|investi\w*)|"
        rf"\bque coûte|\bà quel prix\b|\bquels? prix\b.{{0,100}}\b(?:{_PAYING_FR})|"
        r"\bquels? (?:est|était|sont) (?:le|les|son|ses) prix(?: d(?:e|u|es|['’]une?)\b|\W*$)"
        r"(?!.{0,100}\b(?:remport|décern|attribu|gagné|reçu))|"
        r"\bquel(?:le)?s?(?: (?:est|était|sont))?(?: (?:le|la|son|sa|leur))? "
        r"(?:montant|somme|budget|salaire|coût)\b",
        re.IGNORECASE,
    ),
    "count": re.compile(
        rf"\b(?:how many |wie ?viele[nr]? |combien d(?:e |['’]))(?!{_MEASURES})|"
        r"\bquel nombre d|\bwhat number of\b|\bwelche anzahl\b",
        re.IGNORECASE,
    ),
    "number": re.compile(
        r"\b(?:how (?:many|much|old|tall|long|large|big|high|far)|what (?:per ?cent(?:age)?|share|"
        r"number|amount|proportion)|wie\s?viele?[nr]?|wie (?:alt|lang|lange|groß|hoch|weit)|"
        r"wieviel|combien|quel (?:âge|pourcentage|nombre)|quelle (?:part|proportion|durée)|"
        r"welche[mnrs]? (?:\w+ )?(?:prozent(?:satz|zahl)?|anteil|zahl))\b",
        re.IGNORECASE,
    ),
    "name": _WHO,
}
# These also join what an answer says.
_ASKS_WHEN = frozenset({"when", "quand"})
# What is asked for a date, or what is yet to come, is not told by a clause on what came before.
_ASKS_FOR_A_DATE = re.compile(
    r"\b(?:(?:what|which) (?:date|day|month)|welche[mnrs] (?:tag|datum|monat)|"
    r"quel(?:le)? (?:date|jour|mois))\b",
    re.IGNORECASE,
)
_ASKS_OF_THE_FUTURE = re.compile(
    r"\b(?i:when) (?:(?:will|shall)|(?:do|does|is|are) .{1,100} "
    r"(?:intend|plan(?:ning|ned)?|want|hope|expect(?:ed)?|going|due|set|scheduled) to)\b|"
    r"\b(?i:wann|datum|tag|monat) (?:.{1,100} )?"
    r"(?:wird|werden|will|wollen|soll|sollen|plan(?:t|en))\b|"
    r"\b(?i:quand) [a-zà-ÿ]{2,}r(?:a|ont)\b|"
    r"\b(?i:quand|date|jour|mois) .{0,100}\b(?:(?:va|vont|doit|doivent|comptent|comptes?|"
    r"prévoi(?:t|ent)|envisagent?|pensent?|espèrent?|veut|veulent)\b|"
    r"[a-zà-ÿ]{2,}r(?:a-t|ont)-)"
)
# Such a clause stands in a sentence of the past, and of nothing that is to come.
_TELLS_OF_THE_PAST = {
    "en": re.compile(r"\b(?i:was|were|had|has|have|did|[a-z]{3,}ed)\b"),
    "de": re.compile(r"\b(?i:war|waren|hat|haben|hatten?|wurden?|worden|gewesen)\b"),
    "fr": re.compile(r"\b(?i:a|ont|avait|avaient|avoir|était|étaient|été|eut|eurent|fut|furent)\b"),
}
_TELLS_OF_THE_FUTURE = {
    "en": re.compile(
        r"\b(?i:will|would|shall|plan(?:s|ned|ning)?|intends?|expect(?:s|ed)?|until|going to|"
        r"due to)\b"
    ),
    "de": re.compile(
        r"\b(?:will|wird|werden?|würden?|soll(?:en|te|ten)?|wollen|dürften?|könnten?|"
        r"plan(?:t|en|te)|erst)\b"
    ),
    "fr": re.compile(
        r"\b(?:va|vont|doit|doivent|prévo[a-z]+|compte|[a-zà-ÿ]{2,}r(?:a|ont|ait|aient))\b"
    ),
}
_RELATIVE_YEAR = re.compile(
    r"\b(?:this|last|next) year\b|"
    r"\b(?:diese[ms]|letzte[ns]|vergangene[ns]|nächste[ns]|kommende[ns]) jahr|"
    r"\bcette année\b|\bl.an(?:née)? (?:dernièr|passé|prochain)",
    re.IGNORECASE,
)
_MILLIONS = re.compile(r"\d\s?(?:[mb]illi|mrd|mio|bn)", re.IGNORECASE)  # of a currency, mostly
_FREE_OF_CHARGE = re.compile(r"\b(?:free|kostenlos\w*|gratis|umsonst|gratuit\w*)\b", re.IGNORECASE)
_CAPITALISED = re.compile(r"(?<=[\w,] )[^\W\d_a-zß-öø-ÿ]\w+")

# What something is, what it is for, how to do it, whether one may: asked of no one in particular.
_NOUN = r"(?:the |an? |d(?:er|ie|as) |eine? )?[\w'’-]++(?: (?!\w+ing\b)[\w'’-]++)?"
_GENERALLY = re.compile(
    rf"^\W*(?i:what (?:is|are) (?!\w+ing\b){_NOUN}|was (?:ist|sind) (?!mit\b){_NOUN})\W*$|"
    r"\b(?i:what (?:does|do) .{1,200} mean\W*$|what to do\b|how to\b|what is the difference\b|"
    r"(?:can|may|must|should|do|does) (?:one(?! of\b)|you|i|we)\b)|"
    r"\b(?i:was (?:bedeutet|versteht man)|wozu dient|was tun(?=\W*$|,| bei\b| wenn\b)|"
    r"worin unterscheide|(?:kann|darf|muss|soll|sollte) (?:man|ich|wir)\b)|"
    r"\b(?i:qu['’]est-ce qu(?:e (?:(?:la|les?)\b|l['’])|['’](?:une?\b|on appelle))"
    r" ?\w[\w'’-]*+(?: \w[\w'’-]*+){0,9}\W*$)|"
    r"\b(?i:[àa] quoi ser(?:t|vent)\b|que signifie|que faire\b|"
    r"quelles? différences?\b|dans quels? cas\b|faut-il\b|(?:peut|doit|est)-on\b|"
    r"a[- ]t-on (?:le )?(?:droit|besoin|intérêt)\b)|"
    r"(?:^|: )\W*(?:"
    r"(?i:comment)(?: (?:ne pas|bien|se|y))? (?:s['’])?[a-zéèêâîôûç]{2,}(?:er|ir|re)\b|"
    r"(?i:où|quand) (?:s['’])?[a-zéèêâîôûç]{2,}(?:er|ir|oir)\b)"
)
_TELLS_OF_PAST = re.compile(
    r"(?i)\b(?:a|ont|avait|avaient|est|sont)(?:-t-(?:ils?|elles?))?\s+\w+(?:é|i|u|it|is)e?s?\b"
)
_WHY_WORDS = (
    r"(?:why|how come|what (?:prompted|(?:(?:is|are|was|were) (?:the )?)?reasons?)|"
    r"for (?:what|which) reasons?|to what end|warum|weshalb|wieso|wozu|wie kommt es|was bewog|"
    r"aus welche[mn] gr(?:und|ünden)|zu welchem zweck|"
    r"(?:welche[nr]?|was (?:ist|war|sind|waren) (?:der|die)) gr(?:und|ünde)|"
    r"pourquoi|(?:pour )?quelles? (?:est |sont |était |étaient )?(?:la |les )?raisons?|"
    r"dans quel but|à quelle fin|comment se fait-il)\b"
)
_WHY = re.compile(rf"\b{_WHY_WORDS}|\bwhat for\W*$", re.IGNORECASE)
_WHY_OPENS = re.compile(rf"{_OPENING}{_WHY_WORDS}", re.IGNORECASE)


def asks_why(question: str) -> bool:
    """Whether a question asks for a reason or a purpose."""
    return bool(_WHY.search(question))


def asks_generally(question: str) -> bool:
    """Whether a question is about what something is or what one may do, not what happened.

    Reference pages answer those where they begin.
    """
    return bool(_GENERALLY.search(question)) and not _TELLS_OF_PAST.search(question)


def kind_asked_for(question: str) -> Kind | None:
    """The kind of thing a question asks for, or None where any sentence may answer it."""
    asked = _WHEN_CLAUSE.sub("", question, count=1)
    if _WHO.search(asked):
        return "name"
    if _WHY_OPENS.search(asked):
        return None
    found = next((kind for kind, pattern in _KINDS.items() if pattern.search(asked)), None)
    return found or ("place" if asks_where(asked) else None)


def holds_kind(question: str, text: str, language: str) -> bool:
    """Whether `text` holds a thing of the kind asked for that the question does not name itself."""
    match kind_asked_for(question):
        case "number":
            return _states_amount(question, text)
        case "count":
            return _states_amount(question, without_dates_and_money(text, language))
        case "money":
            stated = numbers_in(text) - numbers_in(question)
            in_money = units_in(text) & MONEY or _MILLIONS.search(text)
            return bool((stated and in_money) or _FREE_OF_CHARGE.search(text))
        case "year":
            relative = (found[0] not in question for found in _RELATIVE_YEAR.finditer(text))
            return bool(years_in(text) - years_in(question)) or any(relative)
        case "time":
            return bool(_times(question, text, language) - (times_in(question, "") - _ASKS_WHEN))
        case "place":
            whence, whither = asks_whence(question), asks_whither(question)
            return tells_where(question, text, language, whence=whence, whither=whither)
        case "name":
            if language == "de" and _CAPITALISED.search(text):
                return True  # every noun is: a lone name can't be told from one
            return bool(names_in(text, language) - names_in(question, language))
        case None:
            return True


def _times(question: str, text: str, language: str) -> frozenset[str]:
    """The times in a text that may answer when something is."""
    past = (
        language in _TELLS_OF_THE_PAST
        and _ASKS_OF_THE_FUTURE.search(question)
        and _TELLS_OF_THE_PAST[language].search(text)
        and not _TELLS_OF_THE_FUTURE[language].search(text)
    )
    if past or _ASKS_FOR_A_DATE.search(question):
        return dates_in(text, language)
    return times_in(text, language)


def _states_amount(question: str, text: str) -> bool:
    counted = counts(question)
    new = amounts_in(text, counted=counted) - numbers_in(question)
    return bool(new) or (says_how_many(question, text) if counted else says_how_much(text))
