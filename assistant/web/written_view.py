"""The sentences of an answer as HTML, each with its quotes and what the checks found of it."""

import re
from collections.abc import Iterator, Sequence
from enum import Enum

from markupsafe import Markup

from assistant.answer import Answer, Citation, Claim
from assistant.web.article_address import article_address
from assistant.web.texts import Texts

_RUN = re.compile(r"\[\d+(?:\s*,\s*\d+)*\](?:\s*\[\d+(?:\s*,\s*\d+)*\])*")
_NUMBER = re.compile(r"\d+")
_BULLET = re.compile(r"^\s*[-*•–]\s+")
_EMPTY = Markup()


class Verdict(Enum):
    """What the checks found of a sentence, by the class of the sign that stands for it."""

    SUPPORTED = "supported"
    SEVERAL = "several"
    DISPUTED = "disputed"

    def words(self, texts: Texts) -> str:
        """What the sign means."""
        return {
            Verdict.SUPPORTED: texts.checked_one,
            Verdict.SEVERAL: texts.checked_several,
            Verdict.DISPUTED: texts.checked_disputed,
        }[self]


def written_markup(
    text: str, claims: Sequence[Claim], citations: Sequence[Citation], texts: Texts
) -> Markup:
    """Paragraphs and bullet lists; a line that begins with a dash or dot is a list item.

    Args:
        text: with markers such as [1].
        claims: its sentences as they were checked; none while it is a draft.
        citations: what the markers are links to; others are numbers only.
        texts: the words of the interface.
    """
    write = _Writing(claims, citations, texts)
    parts: list[Markup] = []
    for block in re.split(r"\n\s*\n", text.strip()):
        lines = [line for line in block.splitlines() if line.strip()]
        if lines and all(_BULLET.match(line) for line in lines):
            items = (Markup("<li>{}</li>").format(write(_BULLET.sub("", line))) for line in lines)
            parts.append(Markup("<ul>{}</ul>").format(_EMPTY.join(items)))
        elif lines:
            joined = Markup("<br>").join(write(line) for line in lines)
            parts.append(Markup("<p>{}</p>").format(joined))
    return _EMPTY.join(parts)


def checked_markup(answer: Answer, texts: Texts) -> Markup:
    """One quiet line on what the signs at the sentences mean; empty where one has none."""
    if not answer.claims or any(not claim.supported for claim in answer.claims):
        return _EMPTY
    found = {_verdict(claim, answer.citations) for claim in answer.claims}
    said = Markup(" · ").join(
        Markup('<span class="sign {}"></span>\u00a0{}').format(verdict.value, verdict.words(texts))
        for verdict in Verdict
        if verdict in found
    )
    return Markup('<p class="verdict">{} {}</p>').format(texts.checked, said)


def _verdict(claim: Claim, citations: Sequence[Citation]) -> Verdict:
    if claim.disputed_by:
        return Verdict.DISPUTED
    articles = {c.article_id for c in citations if c.number in claim.citations}
    return Verdict.SEVERAL if len(articles) > 1 else Verdict.SUPPORTED


class _Writing:
    """Writes line after line, and knows which sentence's markers come next."""

    def __init__(
        self, claims: Sequence[Claim], citations: Sequence[Citation], texts: Texts
    ) -> None:
        self._citations = {citation.number: citation for citation in citations}
        self._texts = texts
        self._claims = [claim for claim in claims if claim.citations]

    def __call__(self, line: str) -> Markup:
        """The line with each marker turned into a link to the quote it names."""
        return _EMPTY.join(self._parts(line))

    def _parts(self, line: str) -> Iterator[Markup]:
        end = 0
        for run in _RUN.finditer(line):
            before = line[end : run.start()]
            # A space that does not break keeps the markers on the line of what they belong to.
            yield Markup.escape(before.rstrip() + "\u00a0" if before[-1:] == " " else before)
            numbers = tuple(int(number) for number in _NUMBER.findall(run[0]))
            markers = _EMPTY.join(self._marker(number) for number in numbers)
            yield Markup('<span class="markers">{}{}</span>').format(markers, self._sign(numbers))
            end = run.end()
        yield Markup.escape(line[end:])

    def _marker(self, number: int) -> Markup:
        citation = self._citations.get(number)
        if citation is None:  # a draft, whose quotes are not settled yet
            return Markup('<span class="marker">{}</span>').format(number)
        return Markup(
            '<a class="marker opens-article" href="{}">'
            '<span class="unseen">{}</span><span class="number">{}</span></a>'
        ).format(
            article_address(citation.article_id, citation.start, citation.end),
            self._texts.quote.format(number=number, title=citation.title),
            number,
        )

    def _sign(self, numbers: tuple[int, ...]) -> Markup:
        """What was found of the sentence that these markers stand behind, if it is a claim."""
        claim = next(iter(self._claims), None)
        if claim is None or claim.citations != numbers:
            return _EMPTY
        del self._claims[0]
        if not claim.supported:
            return _EMPTY
        verdict = _verdict(claim, tuple(self._citations.values()))
        words = verdict.words(self._texts)
        return Markup(
            '<span class="sign {}" title="{}"><span class="unseen"> ({})</span></span>'
        ).format(verdict.value, words, words)
