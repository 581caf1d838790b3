"""Words that count: cardinals, ordinals, fractions and scales, by language.

English, German and French share one table of cardinals, as no word means different numbers in two
of them. Scales are shared by more languages, but for the billion, which is a thousand times more
wherever a milliard lies between.
"""

from decimal import Decimal

_COUNTED = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty",
    "null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn "
    "sechzehn siebzehn achtzehn neunzehn zwanzig",
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize",
)
ENGLISH_TENS = "thirty forty fifty sixty seventy eighty ninety"
_TENS = (
    ENGLISH_TENS,
    "dreißig vierzig fünfzig sechzig siebzig achtzig neunzig",
    "trente quarante cinquante soixante",
)
# What says two and is often counted elsewhere: "both halls" of "zwei Hallen".
_BOTH = "both beide beiden beider beides pair paar paire twice zweimal"
SIMPLE: dict[str, Decimal] = {
    word: Decimal(value)
    for word, value in {
        **{word: value for words in _COUNTED for value, word in enumerate(words.split())},
        **{word: 10 * n for words in _TENS for n, word in enumerate(words.split(), start=3)},
        **dict.fromkeys(("eins", "eine", "einen", "einer", "einem", "une", "a", "an"), 1),
        **dict.fromkeys(("zweier", "zweien", *_BOTH.split()), 2),
        "dreier": 3, "dreien": 3, "dreissig": 30, "vingt": 20, "vingts": 20, "thrice": 3,
        **dict.fromkeys(("anderthalb", "eineinhalb", "einundeinhalb"), 1.5),
    }.items()
}  # fmt: skip
HUNDREDS = frozenset({"hundred", "hundert", "cent", "cents"})

_SCALES = {
    12: "dozen dutzend douzaine",
    10**3: "thousand tausend mille milliers tsd mil mila duizend tysiąc tysiące tysięcy tys",
    10**6: "million millions millionen mio mn mln millón millones milione milioni miljoen milhão "
    "milhões milion miliony milionów miliona",
    10**9: "mrd bn mld milliarde milliarden milliard milliards miliardo miliardi miljard bilhão "
    "bilhões miliard miliardy miliardów miliarda",
    10**12: "billionen billón billones bilione bilioni biljoen bilião biliões bilionów biliony",
    10**18: "trillionen",
}
_SHARED_SCALES = {word: scale for scale, words in _SCALES.items() for word in words.split()}
_SHORT_SCALE = {"billion": 10**9, "billions": 10**9, "trillion": 10**12, "trillions": 10**12}
_LONG_SCALE = {"billion": 10**12, "billions": 10**12, "trillion": 10**18, "trillions": 10**18}
# Only of money: $800 M, 1,2 Md€, 10 k€.
MONEY_SCALES = {
    **{"k": 10**3, "m": 10**6},
    **dict.fromkeys(("md", "mds", "mia"), 10**9),
    **dict.fromkeys(("bio", "tn"), 10**12),
}
COUNTS_SHORT = frozenset({"", "en", "und"})
"""Languages of the short scale, and texts whose language is not known."""

# Alone, these are as often an article, an adjective, an abbreviation or a vague amount.
DOUBTFUL = frozenset(
    (
        "one ein eins eine einen einer einem un une neuf sept cent cents hundred hundert thousand "
        "tausend mille mil dozen dutzend douzaine " + _BOTH
    ).split()
)
_ARTICLES = "a an ein eine einen einer einem eines un une een uma um una uno one"
ARTICLES = frozenset(_ARTICLES.split())
LINKS = frozenset({"and", "und", "et"})
_RANGES = "to bis à or oder ou and und et y o e of tot a do"
RANGES = frozenset(_RANGES.split())
"""What stands between the ends of a range, or two guesses."""

COLLECTIVES = {
    word: Decimal(value)
    for value, words in {
        10: "dizaine decena decina dezena tiental", 15: "quinzaine",
        20: "vingtaine veintena ventina",
        30: "trentaine trentina", 40: "quarantaine", 50: "cinquantaine", 60: "soixantaine",
        100: "centaine centenar centinaio centena honderdtal", 1000: "millier millar migliaio",
        12: "docena dozzina dúzia dozijn", 14: "fortnight",
    }.items()
    for word in words.split()
}  # fmt: skip
"""About so many: une centaine."""

_HALVES = (
    "half halb halbe halben halber halbes halve demi demie medio media mezzo mezza meio meia pół"
)
HALVES = frozenset(_HALVES.split())
CERTAIN_HALVES = frozenset({"hälfte", "moitié"})
HALF_MORE = tuple(
    tuple(words.split())
    for words in (
        "and a half", "und eine halbe", "und ein halbes", "et demi", "et demie", "y medio",
        "y media", "e mezzo", "e mezza", "e meio", "e meia", "en een half",
    )
)  # fmt: skip

_ENGLISH_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
_GERMAN_ORDINALS = (
    "erst zweit dritt viert fünft sechst siebt acht neunt zehnt elft zwölft dreizehnt vierzehnt "
    "fünfzehnt sechzehnt siebzehnt achtzehnt neunzehnt"
)
_FRENCH_ORDINALS = (
    "unième deuxième troisième quatrième cinquième sixième septième huitième neuvième dixième "
    "onzième douzième treizième quatorzième quinzième seizième"
)
GERMAN_ORDINAL_STEMS = dict(zip(_GERMAN_ORDINALS.split(), range(1, 20), strict=True))
_ORDINALS = {
    **{word: n for n, word in enumerate(_ENGLISH_ORDINALS.split(), start=1)},
    **{f"{word[:-1]}ieth": 10 * n for n, word in enumerate(ENGLISH_TENS.split(), start=3)},
    **{
        f"{stem}e{ending}": n
        for stem, n in GERMAN_ORDINAL_STEMS.items()
        for ending in ("", "n", "r", "s", "m")
    },
    **{word: n for n, word in enumerate(_FRENCH_ORDINALS.split(), start=1)},
    **{"premier": 1, "première": 1, "seconde": 2, "vingtième": 20, "trentième": 30},
    **{"quarantième": 40, "cinquantième": 50, "soixantième": 60, "centième": 100, "hundredth": 100},
}
ORDINALS = {word: Decimal(n) for word, n in _ORDINALS.items()}
DOUBTFUL_ORDINALS = frozenset(
    {*(word for word, n in _ORDINALS.items() if n < 3), "achte", "achten", "achter", "achtes"}
)
"""Those that are as often no number: at first, seconds, achten."""

_PARTS = "third fourth fifth sixth seventh eighth ninth tenth cinquième sixième huitième dixième"
DENOMINATORS = {
    **{word: int(ORDINALS[word]) for word in _PARTS.split()},
    **{f"{word}s": int(ORDINALS[word]) for word in _PARTS.split()},
    **{"quarter": 4, "quarters": 4, "tiers": 3, "quart": 4, "quarts": 4},
    **{"drittel": 3, "viertel": 4, "fünftel": 5, "sechstel": 6, "siebtel": 7, "achtel": 8},
    **{"neuntel": 9, "zehntel": 10, "dritteln": 3, "vierteln": 4},
}

# What a text may mean by a word that holds one of these.
HINTS: dict[str, tuple[Decimal, ...]] = {
    part: tuple(map(Decimal, values.split()))
    for parts, values in (
        ("halb hälft half demi semi moitié mitad metà helft metad połow pół mezz", "0.5"),
        ("viertel quart kwart ćwier cuart", "0.25 0.75"),
        ("trimest", "0.25 0.75 4"),
        # What is ein Viertel of a city elsewhere.
        ("district neighbo arrondissement barrio bairro wijk dzielnic", "0.25"),
        ("tiers drittel", "0.3333 0.6667"),
        ("tierce terz terc terç derd trzec", "3 0.3333 0.6667"),
        ("doppel verdopp double doubl", "2"),
        ("verdreif tripl", "3"),
        ("vervierf quadrupl", "4"),
    )
    for part in parts.split()
}

_OTHERS = {
    "es": "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce "
    "quince dieciséis diecisiete dieciocho diecinueve veinte",
    "it": "zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici "
    "quattordici quindici sedici diciassette diciotto diciannove venti",
    "nl": "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien "
    "vijftien zestien zeventien achttien negentien twintig",
    "pt": "zero um dois três quatro cinco seis sete oito nove dez onze doze treze catorze quinze "
    "dezesseis dezessete dezoito dezenove vinte",
    "pl": "zero jeden dwa trzy cztery pięć sześć siedem osiem dziewięć dziesięć jedenaście "
    "dwanaście trzynaście czternaście piętnaście szesnaście siedemnaście osiemnaście "
    "dziewiętnaście dwadzieścia",
}
_OTHER_TENS = {
    "es": "treinta cuarenta cincuenta sesenta setenta ochenta noventa cien",
    "it": "trenta quaranta cinquanta sessanta settanta ottanta novanta cento",
    "nl": "dertig veertig vijftig zestig zeventig tachtig negentig honderd",
    "pt": "trinta quarenta cinquenta sessenta setenta oitenta noventa cem",
    "pl": "trzydzieści czterdzieści pięćdziesiąt sześćdziesiąt siedemdziesiąt osiemdziesiąt "
    "dziewięćdziesiąt sto",
}
_MORE: dict[str, dict[str, float]] = {
    "es": {"un": 1, "una": 1},
    "it": {"un": 1, "una": 1},
    "nl": {"één": 1, "beide": 2, "anderhalf": 1.5},
    "pt": {"uma": 1, "duas": 2},
    "pl": {"dwie": 2, "dwóch": 2, "trzech": 3, "czterech": 4, "pięciu": 5, "półtora": 1.5},
}
OTHER_SIMPLE: dict[str, dict[str, Decimal]] = {
    language: {
        word: Decimal(value)
        for word, value in {
            **{word: n for n, word in enumerate(words.split())},
            **{word: 10 * n for n, word in enumerate(_OTHER_TENS[language].split(), start=3)},
            **_MORE[language],
        }.items()
    }
    for language, words in _OTHERS.items()
}
"""Cardinals of languages in which articles may be, but which are only looked up in evidence."""


def scale_of(word: str, language: str) -> int | None:
    """What a word behind a number multiplies it by, in a language ("" where it is not known)."""
    counted = _SHORT_SCALE if language in COUNTS_SHORT else _LONG_SCALE
    return counted.get(word) or _SHARED_SCALES.get(word)
