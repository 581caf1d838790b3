"""An assistant over a few small articles, with a model that says what a test wrote down."""

import re
from collections.abc import Collection

from assistant.answer import Answer
from assistant.assistant import Assistant
from assistant.conversation import Turn
from assistant.settings import Settings
from index.article_index import ArticleIndex
from tests.scripted_llm import Reply, ScriptedLLM

ARTICLES = {
    "2024/perry.md": """---
title: Ein Studio wartet
language: de
published: 2024-02-23
author: A. Beispiel
---

Tyler Perry hat den Ausbau seines Studios in Atlanta gestoppt, weil ihn die Videos von Sora
erschreckt haben. Zwölf Hallen für 800 Millionen Dollar waren geplant. Er fürchtet um die Arbeit
von Beleuchtern und Maskenbildnern.
""",
    "festival.md": """---
title: Un festival dit non
language: fr
---

Le festival de Namur refuse les films faits par une machine. Son directeur estime que le public
vient voir le travail des acteurs. La prochaine édition aura lieu en mars, avec 120 films.
""",
    "bread.txt": """How to keep bread fresh

A loaf stays fresh for three days in a linen bag. In the refrigerator it dries out sooner.
""",
}
WHY = "Why did Tyler Perry stop the expansion of his studio?"
STOPPED = "Tyler Perry hat den Ausbau seines Studios in Atlanta gestoppt"
REFUSED = {
    "en": "The articles do not say.",
    "de": "Die Artikel sagen das nicht.",
    "fr": "Les articles ne le disent pas.",
}


def assistant_saying(
    index: ArticleIndex, *replies: Reply, threshold: float = 0.0
) -> tuple[Assistant, ScriptedLLM]:
    """An assistant that refuses only what the checks refuse, and its model."""
    llm = ScriptedLLM.saying(*replies)
    return Assistant.open(index, settings=Settings.load(answer_threshold=threshold), llm=llm), llm


def asked(
    index: ArticleIndex,
    question: str,
    *replies: Reply,
    threshold: float = 0.0,
    history: Collection[Turn] = (),
    articles: Collection[str] = (),
) -> Answer:
    """The answer, checked for what holds of every answer."""
    assistant, _ = assistant_saying(index, *replies, threshold=threshold)
    answer = assistant.ask(question, tuple(history), articles)
    assert_sound(index, answer)
    return answer


def assert_sound(index: ArticleIndex, answer: Answer) -> None:
    """Each quote is exact, each marker names a citation, and each citation is named."""
    for citation in answer.citations:
        text = index.get(citation.article_id).text
        assert text[citation.start : citation.end] == citation.quote
    marked = {int(number) for number in re.findall(r"\[(\d+)\]", answer.text)}
    numbers = [citation.number for citation in answer.citations]
    assert numbers == list(range(1, len(numbers) + 1))
    assert marked == set(numbers)
    assert {n for claim in answer.claims for n in claim.citations} == set(numbers)
    assert "[" not in re.sub(r"\[\d+\]", "", answer.text)


def number_of(llm: ScriptedLLM, words: str, conversation: int = 0) -> int:
    """The number under which the model was shown the sentence with these words."""
    shown = llm.last_question(conversation)
    line = next(line for line in shown.splitlines() if words in line)
    found = re.match(r"\[(\d+)\]", line)
    assert found
    return int(found.group(1))
