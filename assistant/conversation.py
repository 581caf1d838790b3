"""The turns of a conversation, and follow-up questions made to stand alone."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from assistant.checking.names import names_in
from assistant.checking.numbers import numbers_in
from assistant.impersonal import without_impersonal
from assistant.llm.writer import Draft, Writer, write
from assistant.markers import first_line
from assistant.prompts import load_prompt
from assistant.replies import without_own_words
from index.language import DEFAULT_QUESTION_LANGUAGE, UNDETERMINED, detect_question_language

if TYPE_CHECKING:
    from index.searchable import SearchableArticles

# A rewritten question needs no more, and a follow-up seldom reaches further back.
_MOST_TOKENS = 60
_MOST_TURNS = 2
_LONGEST_TOLD = 400  # characters of an earlier question or answer that the rewriting may see
_LONGEST_DEPENDENT = 5  # words; a question this short without a name hardly stands alone

_OPENING = re.compile(r"^\W*(?:and|but|so|or|und|aber|oder|et|mais|ou|alors)\b", re.IGNORECASE)
_DEPENDS = re.compile(
    r"^\W*(?:(?:and|but|so|und|aber|et|mais)\s+)?(?:what about|how about|why(?: not)?\s*\??$|"
    r"was ist mit|wieso\s*\??$|warum(?: nicht)?\s*\??$|pourquoi(?: pas)?\s*\??$)|"
    r"\b(?:it|this|these|those|there|one|ones|es|dies|"
    r"das(?!\s+(?-i:[A-ZÄÖÜ]))|diese|dieser|dieses|dazu|davon|dafür|dagegen|dabei|damit|dort|"
    r"darüber|daran|darauf|dessen|deren)\b|"
    # Elsewhere "that" only joins a clause: the clips that it is known for.
    r"\b(?:is|was|does|did|would|will|could|should|can|might|about|of|with|for|by|from|to|at|on|in)"
    r"\s+that\b|"
    r"\bthat(?=\W*$|\s+(?:a|an|so|mean|happen|change|matter|cost|work|to|and|or)\b)|"
    # Behind a hyphen, these only turn a French statement into a question; "en 2024" is a date.
    r"(?<!-)\b(?:ce|cet|cette|ces|cela|ça|là)\b|"
    r"['’](?:en|y)\b|"
    # "Pour y aller", "de le fermer": the article that these look like would be part of "du".
    r"\b(?:pour|sans)\s+y\s+\w+(?:er|ir|re)\b|"
    r"\b(?:de|à)\s+les?\s+\w+(?:er|ir|re)\b",
    re.IGNORECASE,
)
# Another person than the one who is named, if one is.
_OBJECT = re.compile(r"\b(?:him|them|her(?!\s+\w)|hers|ihm|ihn|lui)\b", re.IGNORECASE)
# These may stand for a name in the question itself: "What did Holm say of her library?"
_PERSONAL = re.compile(
    r"\b(?:he|she|they|his|her|its|their|er|sie|ihr|ihre[nrms]?|seine?[nrms]?)\b|"
    r"(?<!-)\b(?:il|elle|ils|elles|leurs?|son|sa|ses)\b",
    re.IGNORECASE,
)
# "A-t-elle fermé ?" depends on what was said, "Le studio Perry a-t-il fermé ?" does not.
_INVERTED = re.compile(r"-(?:il|elle|ils|elles)\b", re.IGNORECASE)
_ONE_WORD = re.compile(r"\w+(?:(?:-t)?-(?:ils?|elles?)\b)?", re.IGNORECASE)  # a-t-il is one

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


def question_language(question: str, history: Sequence[Turn], index: "SearchableArticles") -> str:
    """The question's language; the conversation's where neither words nor articles tell it."""
    earlier = index.question_language(history[-1].question) if history else None
    found = index.question_language(question, hint=earlier)
    return DEFAULT_QUESTION_LANGUAGE if found == UNDETERMINED else found


def leant_on(question: str, language: str, history: Sequence[Turn]) -> tuple[Turn, ...]:
    """What of the conversation an answer depends on; nothing where the question stands alone."""
    if not history or not depends_on_history(question, language):
        return ()
    return tuple(
        Turn(turn.question[:_LONGEST_TOLD], without_own_words(turn.answer)[:_LONGEST_TOLD])
        for turn in history[-_MOST_TURNS:]
    )


def depends_on_history(question: str, language: str) -> bool:
    """Whether a question probably can't be understood without what was said before."""
    personal = without_impersonal(question)
    if _DEPENDS.search(personal.strip()) or _OBJECT.search(personal):
        return True
    stands_for = _PERSONAL.search(personal)
    if stands_for and not names_in(question[: stands_for.start()], language):
        return True
    opened = _OPENING.search(question)
    rest = question[opened.end() :] if opened else question
    short = len(_ONE_WORD.findall(rest)) <= _LONGEST_DEPENDENT
    if opened and short:
        return True
    return (short or bool(_INVERTED.search(personal))) and not names_in(question, language)


def standalone_question(
    question: str, language: str, history: Sequence[Turn], writer: Writer
) -> tuple[str, Draft | None]:
    """The question as it can be searched, and what the model wrote to get there.

    A question that stands alone is left as it is. A rewriting that changes the language, adds a
    name or number that nobody mentioned, or comes back empty is not trusted: then the last
    question is put before this one, or the names of its answer, and so it is where the model leaves
    a question that names nothing as it is.
    """
    turns = leant_on(question, language, history)
    if not turns:
        return question, None
    asked, answered = _LABELS.get(language, _LABELS["en"])
    told = "\n".join(f"{asked}: {turn.question}\n{answered}: {turn.answer}" for turn in turns)
    messages = load_prompt("condense", language).messages(history=told, question=question)
    draft = write(writer, messages, max_tokens=_MOST_TOKENS)
    rewritten = first_line(draft.text)
    # A follow-up that names nothing, given back as it was, still means what was said before.
    left = set(_words(rewritten)) <= set(_words(question)) and not names_in(question, language)
    # Nor does it mean what was asked before.
    left = left or any(_words(rewritten) == _words(turn.question) for turn in turns)
    if not left and _trusted(rewritten, language, f"{told}\n{question}"):
        return rewritten, draft
    return _with_what_was_meant(question, language, turns[-1]), draft


def _with_what_was_meant(question: str, language: str, last: Turn) -> str:
    """A follow-up behind the question before it, or behind the names of its answer.

    A question of two languages would be searched for in the one that more of it is in: what has a
    name of its own needs to know only who was meant.
    """
    before, known = detect_question_language(last.question), names_in(question, language)
    answered = names_in(last.answer, before) - known if known and before != language else ()
    names = [name for name in dict.fromkeys(re.findall(r"\w+", last.answer)) if name in answered]
    return f"{' '.join(names) or last.question} {question}"


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _trusted(rewritten: str, language: str, told: str) -> bool:
    if not rewritten or detect_question_language(rewritten, hint=language) != language:
        return False
    known = {name.casefold() for name in names_in(told, "en")}
    invented = {
        name
        for name in names_in(rewritten, language)
        if name.casefold() not in known and name.casefold() not in told.casefold()
    }
    return not invented and numbers_in(rewritten) <= numbers_in(told)
