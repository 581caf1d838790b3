"""The few sentences that a model reads: the likeliest to answer, each understandable alone."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.asked_for import asks_why, holds_kind
from assistant.bylines import is_byline, may_speak_of_writing
from assistant.planted import speaks_to_a_model
from index.article import Passage
from index.copies import Crowds, wording_of
from index.errors import ArticleNotFoundError
from index.sentences import split_sentences

if TYPE_CHECKING:
    from index.searchable import SearchableArticles

# Six quotes hold the answer to 88% of the answerable questions of the gold set, eight to 92%; each
# costs some 40 tokens of reading (benchmarks/evidence.py, docs/quality.md).
MOST_SENTENCES = 8
# Where each is judged, more of them find more answers, as far as they score near the best: of
# twelve some nine are left (docs/quality.md).
MOST_JUDGED = 12
# Of so many the reranker chooses, where it is asked: nine of sixteen hold the answer more often
# than the first twelve.
MOST_RERANKED = 16
MOST_CHOSEN = 9
# Where none of these surely answers, more are judged, as many in all.
MOST_FURTHER = 24
_FAR = 0.1
# The first sentences of the likeliest article are judged as well, wherever they rank: pages of
# reference answer there what they are about, in general words (docs/quality.md).
_MOST_LEADING = 2
_LEAD = 600  # characters
_LEAD_BEHIND = 0.05

# What the score of a sentence without the kind of thing asked for, a number or a time, is less.
LACKS_KIND = 0.03

# A sentence that opens like this speaks of something named before it.
_REFERS_BACK = re.compile(
    r"(?:Er|Sie|Es|Dies\w*|Jene\w*|Dabei|Damit|Dadurch|Deshalb|Daher|Dazu|Zugleich|Auch|Doch|"
    r"He|She|It|They|This|That|These|Those|His|Her|Their|But|Also|"
    r"Il|Elle|Ils|Elles|Ce|Cet|Cette|Ces|Cela|C['’]est|Mais|Aussi|Son|Sa|Leur)\b"
)
# One that opens like this may say what the one before it is for.
_GIVES_PURPOSE = re.compile(
    r"(?:Auf diese Weise|So|Dies(?:e[mnrs]?)?|Dadurch|Damit|Dafür|Deshalb|Deswegen|Daher|Darum|"
    r"(?:Der )?Grund|Denn|Weil|Hintergrund|Dahinter|(?:In )?[Tt]h(?:is|ese)|Thus|That|Because|"
    r"The reasons?|It is meant|Cela|Ainsi|C['’]est|Ce(?:t|tte|s)?|Parce que?|Car|"
    r"De cette|La raison)\b"
)
_ENDS = re.compile(r"[.!?…][\"'”’“»)\]]*$")
_LOOKED_BACK = 1000  # characters
_ITEM = re.compile(r"\s*(?:[-*+•]|\d{1,3}[.)])\s")
_LONGEST_SENTENCE = 600  # characters; no more than this of one sentence is shown to the model


def select_evidence(
    index: "SearchableArticles",
    question: str,
    language: str,
    passages: Sequence[Passage],
    most: int = MOST_SENTENCES,
) -> tuple[Passage, ...]:
    """The sentences of `passages` that most likely answer, best first; see `choose`."""
    return choose(index, question, index.rank_sentences(question, language, passages), most)


def choose(
    index: "SearchableArticles",
    question: str,
    ranked: Sequence[Passage],
    most: int = MOST_SENTENCES,
) -> tuple[Passage, ...]:
    """The sentences that most likely answer, best first, as quotes.

    A sentence that refers back to the one before it brings that one along, as one quote. Quotes do
    not overlap, sentences that say the same in the same words are kept once, and of those that do
    in nearly the same a few, with the others behind all the rest. What is worded as an order to a
    model is left out, with what follows it in its paragraph or in a list under it; so is the line
    that names who wrote an article, unless that is asked.

    Args:
        index: where the passages come from.
        question: as it was searched.
        ranked: sentences with their scores.
        most: how many sentences at most.
    """
    texts = _Texts(index)
    chosen: list[Passage] = []
    behind: list[Passage] = []
    seen: set[str] = set()
    crowds = Crowds()
    asks_who_wrote = may_speak_of_writing(question)
    for sentence in sorted(ranked, key=lambda s: -s.score + _lack(question, s)):
        if is_byline(sentence.text) and not asks_who_wrote:
            continue
        whole = _without_overlap(_with_antecedent(texts, sentence), chosen)
        words = " ".join(re.findall(r"\w+", whole.text.casefold()))
        if not words or words in seen or _is_order(texts, whole):
            continue
        seen.add(words)
        if crowds.is_full(wording_of(whole.text)):
            behind.append(whole)
            continue
        chosen.append(whole)
        if len(chosen) == most:
            break
    for copy in behind:
        if len(chosen) < most and (rest := _without_overlap(copy, chosen)).text:
            chosen.append(rest)
    return tuple(_with_reasons(texts, chosen) if asks_why(question) else chosen)


def _with_reasons(texts: "_Texts", chosen: Sequence[Passage]) -> list[Passage]:
    """Quotes with the sentence behind each that may give its reason, which then is none alone.

    The two stand where the better of them stood. What would overlap another quote stays short.
    """
    kept = list(chosen)
    for quote in chosen:
        longer = _with_reason(texts, quote)
        if longer is quote or quote not in kept:
            continue
        others = [other for other in kept if other is not quote and overlaps(other, longer)]
        if all(longer.start < other.start and other.end <= longer.end for other in others):
            best = max([quote, *others], key=lambda each: each.score)
            longer = longer.model_copy(update={"score": best.score})
            kept = [longer if each is best else each for each in kept]
            kept = [each for each in kept if each is longer or each not in (quote, *others)]
    return kept


def overlaps(one: Passage, other: Passage) -> bool:
    """Whether two quotes have something of an article in common."""
    same = one.article_id == other.article_id
    return same and one.start < other.end and other.start < one.end


def _with_reason(texts: "_Texts", quote: Passage) -> Passage:
    text = texts.of(quote.article_id)
    paragraph = text.find("\n\n", quote.end)
    behind = text[quote.end : paragraph if paragraph >= 0 else len(text)]
    later = split_sentences(behind, quote.language)
    if not later or not text.startswith(quote.text, quote.start):
        return quote
    following = behind[later[0].start : later[0].end]
    end = quote.end + later[0].end
    if (
        "\n" in behind[: later[0].start]
        or not gives_purpose(following)
        or not _ENDS.search(following)
        or end - quote.start > _LONGEST_SENTENCE
    ):
        return quote
    longer = quote.model_copy(update={"text": text[quote.start : end], "end": end})
    return quote if _is_order(texts, longer) else longer


class _Texts:
    """Texts of articles, each fetched once; empty of one removed since it was found.

    What is quoted of a removed one, the check of the citation refuses.
    """

    def __init__(self, index: "SearchableArticles") -> None:
        self._index = index
        self._known: dict[str, str] = {}

    def of(self, article_id: str) -> str:
        if article_id not in self._known:
            try:
                self._known[article_id] = self._index.get(article_id).text
            except ArticleNotFoundError:
                self._known[article_id] = ""
        return self._known[article_id]


def _is_order(texts: _Texts, quote: Passage) -> bool:
    """Whether a quote, or what stands before it in its paragraph or list, speaks to a model."""
    if speaks_to_a_model(quote.text):
        return True
    text = texts.of(quote.article_id)
    begin = max(_opening(text, quote.start), quote.end - _LOOKED_BACK)
    return begin < quote.start and speaks_to_a_model(text[begin : quote.start])


def _opening(text: str, at: int) -> int:
    """Where the paragraph begins, or the line above the list."""
    begin = text.rfind("\n\n", 0, at)
    while begin > 0 and _ITEM.match(text, begin + 2):
        begin = text.rfind("\n\n", 0, begin)
    return begin + 2 if begin >= 0 else 0


def near_the_best(quotes: Sequence[Passage]) -> tuple[Passage, ...]:
    """The quotes without those that score far below the best: each costs the time to judge it."""
    best = max((quote.score for quote in quotes), default=0.0)
    return tuple(quote for quote in quotes if quote.score >= best - _FAR)


def with_lead(
    index: "SearchableArticles",
    question: str,
    ranked: Sequence[Passage],
    passages: Sequence[Passage],
    evidence: Sequence[Passage],
) -> tuple[Passage, ...]:
    """The quotes, and behind them the first sentences of the article that was found first.

    They are taken where a passage found begins near the article's beginning, and count as not far
    behind the best: the words of what is asked for stand in the sentences after them.

    Args:
        index: where the passages come from.
        question: as it was searched.
        ranked: all sentences of the passages, with their scores.
        passages: as a search gave them.
        evidence: what was chosen of the sentences.
    """
    if not passages or not evidence:
        return tuple(evidence)
    leading = [
        sentence
        for sentence in ranked
        if sentence.article_id == passages[0].article_id and sentence.start < _LEAD
    ]
    first = sorted(leading, key=lambda sentence: sentence.end)[:_MOST_LEADING]
    least = max(quote.score for quote in evidence) - _LEAD_BEHIND
    lead = [
        quote.model_copy(update={"score": max(quote.score, least)})
        for quote in choose(index, question, first)
        if not any(overlaps(quote, other) for other in evidence)
    ]
    return (*evidence, *lead)


def refers_back(text: str) -> bool:
    """Whether a sentence opens like one that speaks of something named before it."""
    return bool(_REFERS_BACK.match(text))


def gives_purpose(text: str) -> bool:
    """Whether a sentence opens like one that says what the one before it is for."""
    return bool(_GIVES_PURPOSE.match(text))


def _lack(question: str, sentence: Passage) -> float:
    return 0.0 if holds_kind(question, sentence.text, sentence.language) else LACKS_KIND


def evidence_lines(evidence: Sequence[Passage]) -> str:
    """The evidence as the model reads it, numbered from 1."""
    return "\n".join(
        f"[{number}] {one_line(quote.text)}" for number, quote in enumerate(evidence, start=1)
    )


def _with_antecedent(texts: _Texts, sentence: Passage) -> Passage:
    if not refers_back(sentence.text):
        return sentence
    text = texts.of(sentence.article_id)
    before = text[: sentence.start].rstrip()
    paragraph = before.rfind("\n") + 1
    earlier = split_sentences(before[paragraph:], sentence.language)
    if not earlier or "\n" in text[len(before) : sentence.start]:
        return sentence
    start = paragraph + earlier[-1].start
    if sentence.end - start > _LONGEST_SENTENCE or not text.startswith(
        sentence.text, sentence.start
    ):
        return sentence
    return sentence.model_copy(update={"start": start, "text": text[start : sentence.end]})


def _without_overlap(sentence: Passage, chosen: Sequence[Passage]) -> Passage:
    """What of a quote no chosen one holds: all of it, its last sentence, or nothing."""
    start = sentence.start
    for other in chosen:
        if other.article_id != sentence.article_id:
            continue
        if other.start <= sentence.start < other.end:
            start = max(start, other.end)
        elif sentence.start < other.start < sentence.end:
            return sentence.model_copy(update={"text": ""})
    text = sentence.text[start - sentence.start :]
    start += len(text) - len(text.lstrip())
    return sentence.model_copy(update={"start": start, "text": text.lstrip()})


# Characters that nobody sees and a model reads: tags, zero widths, changes of direction.
_UNSEEN = re.compile("[\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]")


def one_line(text: str) -> str:
    """A quote as the model reads it: no line breaks, no bullet, nothing unseen, not endless."""
    line = re.sub(r"^[-*•]\s+", "", " ".join(_UNSEEN.sub("", text).split()))
    return line if len(line) <= _LONGEST_SENTENCE else line[: _LONGEST_SENTENCE - 1] + "…"
