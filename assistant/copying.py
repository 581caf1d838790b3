"""Can the words that answer be copied from a quote?

Asked whether a quote answers, the model that judges is easily led by a question that only sounds
like it: the least for the greatest, another year, another cause. Told to copy the words that answer
exactly, or to say that there are none, one that is fitted to it sees most of these. How likely it
is to begin with something else than “none” is a signal of answerability beside the verdict
(docs/quality.md).
"""

import math

from assistant.answer import TokenUsage
from assistant.bylines import as_read
from assistant.evidence import one_line
from assistant.llm.writer import Writer, log_chance, write
from assistant.prompts import Message, load_prompt
from index.article import Passage

NONE = "none"
MOST = 4.0
"""Log-odds beyond which surer makes no difference."""
LIKELY = (-3.0, 3.5)
"""Between what log-odds the reply is taken to lie when it is weighed whether asking could decide:
of 472 questions none comes out otherwise for that."""


def copied(question: str, quote: Passage, copier: Writer) -> tuple[float, TokenUsage]:
    """Log-odds, between -`MOST` and `MOST`, that words of the quote answer just this question.

    Args:
        question: as the quote was judged by.
        quote: any language.
        copier: the model with the adapter that is fitted to copying.
    """
    asked = " ".join(question.split())
    sentence = one_line(as_read(asked, quote))
    messages = load_prompt("copy-fitted").messages(sentence=sentence, question=asked)
    draft = write(copier, messages, max_tokens=1)
    least = 1.0 / (1.0 + math.exp(MOST))
    none = math.exp(log_chance(draft.first_token, [NONE]))
    none = min(max(none, least), 1.0 - least)
    return math.log((1.0 - none) / none), draft.usage


def make_ready(copier: Writer) -> None:
    """Have the model read the beginning of what it is sent, the same for all questions."""
    begin: list[Message] = [{"role": "user", "content": "Question:"}]
    write(copier, [*load_prompt("copy-fitted").prefix(), *begin], max_tokens=1)
