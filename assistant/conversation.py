"""The turns of a conversation, and follow-up questions made to stand alone."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from assistant.checking.names import names_in
from assistant.checking.numbers import numbers_in
from assistant.llm.writer import Draft, Writer, write
from assistant.markers import first_line
from assistant.prompts import load_prompt
from index.language import detect_question_language

# A rewritten question needs no more, and a follow-up seldom reaches further back.
_MOST_TOKENS = 60
_MOST_TURNS = 2
_LONGEST_TOLD = 400  # characters of an earlier question or answer that the rewriting may see
_LONGEST_DEPENDENT = 5  # words; a question this short without a name hardly stands alone

_DEPENDS = re.compile(
    r"^(?:and|but|so|or|what about|how about|why(?: not)?\s*\??$|und|aber|oder|was ist mit|"
    r"wieso\s*\??$|warum(?: nicht)?\s*\??$|et|mais|ou|alors|pourquoi(?: pas)?\s*\??$)\b|"
    r"\b(?:he|she|it|they|him|her|his|hers|its|them|their|this|that|these|those|there|one|ones|"
    r"er|sie|ihm|ihn|ihr|ihre|ihren|ihrer|sein|seine|seinen|seiner|dessen|deren|(?<!gibt )es|dies|"
    r"das(?!\s+(?-i:[A-ZÄÖÜ]))|diese|dieser|dieses|dazu|davon|dafür|dagegen|damit|dort|darüber|"
    r"daran|darauf)\b|"
    # Behind a hyphen, these only turn a French statement into a question; "en 2024" is a date.
    r"(?<!-)\b(?:il|elle|ils|elles|lui|leur|leurs|son|sa|ses|ce|cet|cette|ces|cela|ça|là)\b|"
    r"['’](?:en|y)\b",
    re.IGNORECASE,
)
# "A-t-elle fermé ?" depends on what was said, "Le studio Perry a-t-il fermé ?" does not.
_INVERTED = re.compile(r"-(?:il|elle|ils|elles)\b", re.IGNORECASE)

# As in the prompts, prompts/condense.*.md.
_LABELS = {
    "en": ("Question", "Answer"),
    "de": ("Frage", "Antwort"),
    "fr": ("Question ", "Réponse "),
}


class Turn(NamedTuple):
    """One earlier question with the text of its answer."""

    question: str
    answer: str


def depends_on_history(question: str, language: str) -> bool:
    """Whether a question probably can't be understood without what was said before."""
    if _DEPENDS.search(question.strip()):
        return True
    short = len(question.split()) <= _LONGEST_DEPENDENT or bool(_INVERTED.search(question))
    return short and not names_in(question, language)


def standalone_question(
    question: str, language: str, history: Sequence[Turn], writer: Writer
) -> tuple[str, Draft | None]:
    """The question as it can be searched, and what the model wrote to get there.

    A question that stands alone is left as it is. A rewriting that changes the language, adds a
    name or number that nobody mentioned, or comes back empty is not trusted: then the last
    question is put before this one, and so it is where the model leaves a question that names
    nothing as it is.
    """
    if not history or not depends_on_history(question, language):
        return question, None
    turns = history[-_MOST_TURNS:]
    asked, answered = _LABELS.get(language, _LABELS["en"])
    told = "\n".join(
        f"{asked}: {turn.question[:_LONGEST_TOLD]}\n{answered}: {turn.answer[:_LONGEST_TOLD]}"
        for turn in turns
    )
    messages = load_prompt("condense", language).messages(history=told, question=question)
    draft = write(writer, messages, max_tokens=_MOST_TOKENS)
    rewritten = first_line(draft.text)
    # A follow-up that names nothing, given back as it was, still means what was said before.
    left = set(_words(rewritten)) <= set(_words(question)) and not names_in(question, language)
    # Nor does it mean what was asked before.
    left = left or any(_words(rewritten) == _words(turn.question) for turn in turns)
    if not left and _trusted(rewritten, language, f"{told}\n{question}"):
        return rewritten, draft
    return f"{turns[-1].question[:_LONGEST_TOLD]} {question}", draft


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _trusted(rewritten: str, language: str, told: str) -> bool:
    if not rewritten or detect_question_language(rewritten) != language:
        return False
    known = {name.casefold() for name in names_in(told, "en")}
    invented = {
        name
        for name in names_in(rewritten, language)
        if name.casefold() not in known and name.casefold() not in told.casefold()
    }
    return not invented and numbers_in(rewritten) <= numbers_in(told)
