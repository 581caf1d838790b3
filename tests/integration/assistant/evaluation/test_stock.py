"""The stock engine, with a model that writes what the test says."""

from llama_index.core.llms import CompletionResponse, CompletionResponseGen, MockLLM
from pydantic import PrivateAttr

from assistant.answer import Status
from assistant.conversation import Turn
from assistant.evaluation.stock import StockEngine
from index.tokens import count_tokens
from tests.unit.assistant.evaluation.scripted import STUDIO, UNION, InMemoryIndex

INDEX = InMemoryIndex(STUDIO, UNION)


class ScriptedLLM(MockLLM):
    """Writes one reply to every prompt, and keeps the prompts."""

    _reply: str = PrivateAttr()
    _prompts: list[str] = PrivateAttr(default_factory=list)

    def __init__(self, reply: str) -> None:
        super().__init__()
        self._reply = reply

    @property
    def prompts(self) -> list[str]:
        return self._prompts

    def stream_complete(
        self,
        prompt: str,
        formatted: bool = False,  # noqa: ARG002 - the signature is LlamaIndex's
        **kwargs: object,  # noqa: ARG002 - the same
    ) -> CompletionResponseGen:
        self._prompts.append(prompt)

        def pieces() -> CompletionResponseGen:
            half = len(self._reply) // 2
            yield CompletionResponse(text=self._reply[:half], delta=self._reply[:half])
            yield CompletionResponse(text=self._reply, delta=self._reply[half:])

        return pieces()


def test_its_sources_become_citations_of_exact_quotes() -> None:
    llm = ScriptedLLM("It took 148 days [1]. It ended in September. [2]")

    answer = StockEngine(INDEX, llm, "scripted").ask("how long was the strike?")

    assert answer.status is Status.ANSWERED
    assert [(claim.text, claim.citations) for claim in answer.claims] == [
        ("It took 148 days.", (1,)),
        ("It ended in September.", (2,)),
    ]
    assert answer.text == "It took 148 days. [1] It ended in September. [2]"
    assert 0 < answer.timings["first_word"] <= answer.timings["total"]
    for citation in answer.citations:
        article = INDEX.get(citation.article_id)
        assert article.text[citation.start : citation.end] == citation.quote
    assert answer.citations[0].quote == INDEX.search("how long was the strike?")[0].text


def test_it_is_given_the_passages_of_the_same_search_in_its_own_prompt() -> None:
    llm = ScriptedLLM("x [1]")

    answer = StockEngine(INDEX, llm).ask("strike", articles=(UNION.id,))

    assert "Please provide an answer based solely on the provided sources" in llm.prompts[0]
    for passage in INDEX.search("strike", limit=3, articles=(UNION.id,)):
        assert passage.text in llm.prompts[0]
    assert STUDIO.text not in llm.prompts[0]
    assert answer.usage["write"].read == count_tokens(llm.prompts[0])


def test_saying_that_no_source_helps_is_a_refusal() -> None:
    llm = ScriptedLLM("None of the sources mention the price.")

    answer = StockEngine(INDEX, llm).ask("What does it cost?")

    assert answer.status is Status.NOT_FOUND
    assert answer.claims == ()
    assert answer.related


def test_it_knows_no_history() -> None:
    llm = ScriptedLLM("x [1]")

    StockEngine(INDEX, llm).ask("And when?", history=[Turn("Who went on strike?", "Writers.")])

    assert "Who went on strike?" not in llm.prompts[0]
