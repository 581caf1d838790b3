"""A question that asks several things is answered part by part.

Searched as one, it finds what lies between its parts, and the one or two quotes that are told
answer one of them at best (docs/quality.md).
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import chain, zip_longest

from assistant.checking import notes
from assistant.checking.name_words import all_parts_of, without_dots
from assistant.checking.names import names_in
from assistant.checking.numbers import numbers_in
from assistant.checking.support import Support
from assistant.llm.writer import Draft, Writer, write
from assistant.prompts import load_prompt
from assistant.work import Work
from index.article import Passage
from index.language import detect_question_language
from index.lexical import query_terms

MOST_PARTS = 3

_MOST_TOKENS = 120
_LEAST_WORDS = 3
_NEW_TERMS = 1  # that a part may have and the question has not, such as "name"
# Only a question with one of these, past its first word, is shown to the model at all.
_MAY_ASK_SEVERAL = re.compile(
    r"\w\W+\b(?:and|as well as|respectively|each|both|whereas|"
    r"und|sowie|jeweils|beide[rn]?|dagegen|"
    r"et|ainsi que|respectivement|chacune?|tandis)\b|[?;:].*\?",
    re.IGNORECASE | re.DOTALL,
)
# What says that each of two is asked about for itself; behind "each" a verb, no noun.
_EACH = re.compile(
    r"\s*\b(?:respectively|each(?= (?:say|said|think|do|did|plan|want|have|has|earn|make|made|hold|"
    r"play|see|saw|call|called|lead|head|react|respond)\b|\W*$)|jeweils|respectivement|chacune?|"
    r"tous (?:les )?deux|toutes (?:les )?deux)\b(?! (?:of|des|de|d['’]))",
    re.IGNORECASE,
)
# What joins two, so that neither is meant alone.
_TOGETHER = re.compile(
    r"\b(?:each other|one another|einander|gemeinsam\w*|miteinander|common|together|between|"
    r"zwischen|entre|differen\w*|unterschied\w*|différen\w*|ensemble|"
    r"l['’]une? (?:et )?l['’]autre)\b",
    re.IGNORECASE,
)
_NAME = r"[A-ZÀ-ÖØ-Þ][\w’'-]*(?:\s+[A-ZÀ-ÖØ-Þ][\w’'-]*)*"
_PARTICLE = r"(?:v[oa]n|zu|de[lr]?|di|du|la|le|ten|al|bin)"
_PLACE = r"(?:of|at|von|bei|chez|de)\s+"
_TWO_NAMES = re.compile(
    rf"(?<![,&/] )(?<![\w’'-])(?P<one>(?P<place>{_PLACE})?{_NAME})\s+"
    rf"(?:and|und|et)\s+(?P<other>(?:{_PLACE})?{_NAME})"
    rf"(?!\s+{_PARTICLE}\b|\s*[,&/]|\s+(?:and|und|et)\b)"
)


def decompose(question: str, language: str, writer: Writer) -> tuple[tuple[str, ...], Draft | None]:
    """The single questions that a question asks, and what the model wrote to get there.

    A question that asks one thing is the only part of itself, and so is one whose parts can't be
    trusted: they change the language, lose a name, or bring in one or a number. But one that asks
    something of each of two names is asked of either.

    Args:
        question: one that stands alone.
        language: of the question, ISO 639-1.
        writer: the model.
    """
    if not _MAY_ASK_SEVERAL.search(question):
        return (question,), None
    draft = write(
        writer, load_prompt("decompose").messages(question=question), max_tokens=_MOST_TOKENS
    )
    lines = [line.strip(" -*•\t") for line in draft.text.splitlines()]
    parts = tuple(dict.fromkeys(line for line in lines if line))
    if not _trusted(parts, question, language):
        parts = _each_alone(question, language) or (question,)
    return parts, draft


def join(work: Work, parts: Sequence[Work], answered: Sequence[Work]) -> None:
    """Leave in `work` what its parts came to, with the evidence numbered anew and nothing twice.

    Args:
        work: of the whole question.
        parts: the work on its parts, finished.
        answered: those that the articles answer; the sentences of the others are not supported.
    """
    numbers: dict[tuple[str, int, int], int] = {}
    evidence: list[Passage] = []
    checked: list[Support] = []
    for part in parts:
        renumbered: dict[int, int] = {}
        for number, quote in enumerate(part.evidence, start=1):
            place = (quote.article_id, quote.start, quote.end)
            if place not in numbers:
                evidence.append(quote)
                numbers[place] = len(evidence)
            renumbered[number] = numbers[place]
        for number, verdict in part.verdicts.items():
            known = work.verdicts.get(renumbered[number], verdict)
            work.verdicts[renumbered[number]] = max(known, verdict)
        for support in part.checked:
            cited = tuple(renumbered[number] for number in support.cited)
            if part in answered:
                checked.append(replace(support, cited=cited))
            else:
                note = support.note or notes.HARDLY_ANSWERED
                checked.append(replace(support, cited=cited, supported=False, note=note))
    work.checked = _without_repeats(checked)
    work.evidence = tuple(evidence)
    ranks = zip_longest(*(part.passages for part in parts))
    passages = {passage.id: passage for passage in chain.from_iterable(ranks) if passage}
    work.passages = tuple(passages.values())
    work.unanswered = tuple(part.question for part in parts if part not in answered)
    work.signals = max(
        (part.signals for part in parts if part.signals), key=lambda s: s.best, default=None
    )


def _without_repeats(checked: Sequence[Support]) -> list[Support]:
    """The sentences without those that another says too, word by word, and perhaps more."""

    def repeats(place: int, other_place: int) -> bool:
        one, other = checked[place], checked[other_place]
        text, whole = one.claim.text.rstrip("."), other.claim.text
        longer = len(whole) > len(one.claim.text)
        return (
            text in whole and other.supported >= one.supported and (longer or other_place < place)
        )

    places = range(len(checked))
    return [
        checked[place]
        for place in places
        if not any(repeats(place, other) for other in places if other != place)
    ]


def _each_alone(question: str, language: str) -> tuple[str, ...]:
    """A question on two names, each for itself, asked of either; empty where it is none."""
    bare = _EACH.sub("", question)
    if bare == question:
        return ()
    found = _TWO_NAMES.search(bare)
    if found is None or _TOGETHER.search(question):
        return ()
    names = names_in(bare, language)
    one, other = found["one"], found["other"]
    before, behind = bare[: found.start()], bare[found.end() :]
    if re.search(rf"\b{_PARTICLE}\s+$|['’]$", before) or not names & {*one.split(), *other.split()}:
        return ()
    # "at OpenAI and Sony": both are behind the one preposition.
    if found["place"] and other[0].isupper():
        other = found["place"] + other
    parts = tuple(f"{before}{name}{behind}".strip() for name in (one, other))
    return parts if _trusted(parts, bare, language) else ()


def _trusted(parts: tuple[str, ...], question: str, language: str) -> bool:
    if not 1 < len(parts) <= MOST_PARTS:
        return False
    if any(len(part.split()) < _LEAST_WORDS for part in parts):
        return False
    if detect_question_language(" ".join(parts), hint=language) != language:
        return False
    told = " ".join(parts)
    names = names_in(told, language)
    # Who types no capitals means the same names.
    known = set(map(str.casefold, all_parts_of(without_dots(question))))
    if not names_in(question, language) <= names or not known.issuperset(map(str.casefold, names)):
        return False
    asked = set(query_terms(question, language))
    if any(len(set(query_terms(part, language)) - asked) > _NEW_TERMS for part in parts):
        return False
    # "I need two figures: how many …, and how much …?"
    before, _, list_ = question.partition(":")
    counted = numbers_in(before) & {Decimal(len(parts))} if list_ else frozenset()
    return numbers_in(told) in (numbers_in(question), numbers_in(question) - counted)
