"""Drafts: what the model is asked, what shape its reply must have, and what it says."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from babel import Locale, UnknownLocaleError

from assistant.evidence import evidence_lines, one_line
from assistant.markers import split_markers
from assistant.prompts import Message, load_prompt
from index.article import Passage
from index.sentences import split_sentences

MOST_NUMBERS = 3
"""Sentences that one draft may rest on; checks may add others that say the same."""

_LEADING = re.compile(r"^\s*\[?\s*(\d{1,2}(?:\s*[,;]\s*\d{1,2})*)\s*\]\s*")


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


def render_messages(question: str, language: str, quote: Passage) -> list[Message]:
    """The conversation that asks for one quote as an answer in `language`."""
    return load_prompt("render", language).messages(
        question=question,
        sentence=one_line(quote.text),
        language_name=language_name(language),
    )


def answer_grammar(evidence: Sequence[Passage]) -> str:
    """A GBNF grammar of llama.cpp: up to `MOST_NUMBERS` known numbers, then at least some text."""
    numbers = " | ".join(f'"{number}"' for number in range(1, len(evidence) + 1))
    more = ' (", " n)?' * (MOST_NUMBERS - 1)
    return f'root ::= "[" n{more} "] " [^\\n \\[] [^\\n\\[]+\nn ::= {numbers}'


def language_name(language: str) -> str:
    """The English name of a language, for instructions: `de` is German."""
    try:
        return str(Locale(language).get_language_name("en") or language)
    except (UnknownLocaleError, ValueError):
        return "the language of the question"


def parse_draft(text: str, language: str, evidence: Sequence[Passage]) -> list[DraftedClaim]:
    """The sentences of a draft, whether its numbers come first, behind each sentence, or not.

    Numbers that name no evidence are left out.
    """
    known = range(1, len(evidence) + 1)
    leading = _LEADING.match(text)
    first: tuple[int, ...] = ()
    if leading:
        found = (int(number) for number in re.findall(r"\d+", leading.group(1)))
        first = tuple(dict.fromkeys(number for number in found if number in known))
        text = text[leading.end() :]
    claims: list[DraftedClaim] = []
    for part in split_markers(text, known):
        body = part.text.strip()
        if not re.search(r"\w", body):
            continue
        spans = split_sentences(body, language)
        claims += [
            DraftedClaim(body[span.start : span.end].strip(" ;,"), part.numbers or first)
            for span in spans
            if re.search(r"\w", body[span.start : span.end])
        ]
    return [claim for claim in claims if claim.text]
