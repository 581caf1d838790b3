"""Whether a rendering says the same as its quote in another language.

Names, numbers and negations are looked up (`assistant.checking`); this is for what no look-up sees:
a word in the wrong sense, roles swapped, a plan told as done. The adapter that judges quotes can be
fitted to that as well; one that is not, as the one that ships, is not asked (docs/quality.md).
"""

from assistant.answer import TokenUsage
from assistant.evidence import one_line
from assistant.llm.adapter import adapter_config
from assistant.llm.writer import Writer, first_tokens, log_odds
from assistant.llm.yes_no import NO, YES
from assistant.prompts import Message, load_prompt


def make_ready(writer: Writer) -> None:
    """Have the model read what all that it is asked of renderings begins with."""
    judge = _judge(writer)
    if judge is not None:
        begin: list[Message] = [{"role": "user", "content": "First:"}]
        next(first_tokens(judge, [[*load_prompt("faithful").prefix(), *begin]], YES + NO))


def faithfulness(quote: str, rendering: str, writer: Writer) -> tuple[float | None, TokenUsage]:
    """Log-odds that a rendering says the same as its quote, and what it took to read both.

    Args:
        quote: of the article.
        rendering: the sentence made of it.
        writer: the model; None is returned of one that is not fitted to this.
    """
    judge = _judge(writer)
    if judge is None:
        return None, TokenUsage()
    messages = load_prompt("faithful").messages(
        sentence=one_line(quote), rendering=one_line(rendering)
    )
    draft = next(first_tokens(judge, [messages], YES + NO))
    odds = log_odds(draft.first_token, YES, NO)
    return odds / adapter_config("judge").temperature, draft.usage


def _judge(writer: Writer) -> Writer | None:
    """The writer with the adapter, where that was fitted to renderings too."""
    return writer.adapted("judge") if adapter_config("judge").tells_faithful else None
