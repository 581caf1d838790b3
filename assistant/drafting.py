"""Drafts: what the model is asked, what shape its reply must have, and what it says."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from babel import Locale, UnknownLocaleError

from assistant.evidence import evidence_lines, one_line
from assistant.markers import split_markers
from assistant.prompts import Message, load_prompt
from index.article import Passage
from index.sentences import Span, split_sentences

_BARE_LEADING = re.compile(r"^\s*(\d{1,2}(?:\s*[,;]\s*\d{1,2})*)\s*\]")
_BULLET = re.compile(r"^[-*•]\s+")


@dataclass(frozen=True)
class DraftedClaim:
    """One sentence of a draft, with the evidence numbers the model gave for it."""

    text: str
    numbers: tuple[int, ...]


def answer_messages(question: str, language: str, evidence: Sequence[Passage]) -> list[Message]:
    """The conversation that asks for an answer in `language` from numbered evidence."""
    return load_prompt("answer", language).messages(
        evidence=evidence_lines(evidence),
        question=question,
        language_name=language_name(language),
    )


def render_messages(quote: str, source: str, language: str) -> list[Message]:
    """The conversation that asks for a quote in `language`.

    Args:
        quote: what is to be rendered.
        source: its language, ISO 639-1; empty for the prompt that fits any.
        language: to render it in.
    """
    way = f"{source}-{language}" if source else language
    return load_prompt("render", way).messages(
        sentence=one_line(quote), language_name=language_name(language)
    )


def fitted_render_messages(quote: str, language: str) -> list[Message]:
    """The conversation that asks for a quote in `language` where the model is fitted to that."""
    return load_prompt("render-fitted").messages(
        sentence=one_line(quote), language_name=language_name(language)
    )


def language_name(language: str) -> str:
    """The English name of a language, for instructions: `de` is German."""
    try:
        return str(Locale(language).get_language_name("en") or language)
    except (UnknownLocaleError, ValueError):
        return "the language of the question"


def parse_draft(text: str, language: str, evidence: Sequence[Passage]) -> list[DraftedClaim]:
    """The sentences of a draft, whether its numbers come first, behind each sentence, or not.

    Numbers that name no evidence are left out. A sentence without numbers of its own shares those
    of the next, or where the draft begins with numbers, those of the one before.
    """
    known = range(1, len(evidence) + 1)
    plain = ""
    marks: list[tuple[int, tuple[int, ...]]] = []
    for part in split_markers(_BARE_LEADING.sub(r"[\1]", text), known):
        plain += part.text
        marks.append((len(plain), part.numbers))
    said = len(plain.rstrip(" .,;"))
    leading = any(numbers and not plain[:at].strip() for at, numbers in marks)
    leading = leading and not any(numbers and at >= said for at, numbers in marks)
    sentences = [
        (span, sentence)
        for span in split_sentences(plain, language)
        if re.search(r"\w", sentence := _BULLET.sub("", plain[span.start : span.end]).strip(" ;,"))
    ]
    found = [
        [n for at, numbers in marks for n in numbers if _belongs(at, span, plain, leading=leading)]
        for span, _ in sentences
    ]
    order = range(len(found)) if leading else range(len(found) - 1, -1, -1)
    shared = [n for at, numbers in marks for n in numbers if not plain[:at].strip()]
    for i in order:
        shared = found[i] = found[i] or shared
    return [
        DraftedClaim(sentence, tuple(dict.fromkeys(numbers)))
        for (_, sentence), numbers in zip(sentences, found, strict=True)
    ]


def _belongs(at: int, span: Span, plain: str, *, leading: bool) -> bool:
    """Whether a marker at an offset of the text is one of a sentence's."""
    if leading:
        at += len(plain[at:]) - len(plain[at:].lstrip(" .,;"))
        return span.start <= at < span.end
    return span.start < at <= span.end
