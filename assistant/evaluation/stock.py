"""The baseline: LlamaIndex's CitationQueryEngine over the same index, embeddings and model.

It is used as its own documentation shows it: the 3 best passages, sources of 512 tokens, its own
prompt. Its answer becomes an `Answer`, so the same code judges it. What it does not have is not
made up for it: it knows no history, and says in its text alone that the sources do not help.
"""

import re
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from assistant.answer import Answer, Citation, Claim, Status, TokenUsage
from assistant.conversation import Turn
from assistant.evaluation.protocol import SearchedIndex
from assistant.evaluation.stock_text import CitedSentence, cited_sentences, is_refusal
from index.article import Passage
from index.language import detect_question_language
from index.tokens import count_tokens

if TYPE_CHECKING:
    from llama_index.core.base.response.schema import RESPONSE_TYPE
    from llama_index.core.llms.llm import LLM
    from llama_index.core.query_engine import CitationQueryEngine
    from llama_index.core.schema import NodeWithScore

PASSAGES = 3
SOURCE_TOKENS = 512
_PASSAGE_ID = "passage_id"
_NOTHING = re.compile(r"^(?:None|Empty Response)$")


class StockEngine:
    """LlamaIndex's CitationQueryEngine as a system that can be evaluated.

    Args:
        index: The articles.
        llm: The model that writes.
        model: Its name, for the answers.
    """

    def __init__(self, index: SearchedIndex, llm: "LLM", model: str = "") -> None:
        self._index = index
        self._llm = llm
        self._model = model

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),  # noqa: ARG002 - the engine knows no history
        articles: Collection[str] = (),
    ) -> Answer:
        """Answer with the engine; the history is not used, since the engine has no place for it."""
        started = time.perf_counter()
        passages = self._index.search(question, limit=PASSAGES, articles=articles)
        searched = time.perf_counter()
        response = _engine(self._llm, passages).query(question)
        text, first_word = "", 0.0
        for piece in _pieces(response):
            first_word = first_word or time.perf_counter() - started
            text += piece
        written = time.perf_counter()
        timings = {
            "search": searched - started,
            "write": written - searched,
            "total": written - started,
        }
        if first_word:
            timings["first_word"] = first_word
        return self._answer(question, text, response, passages, timings)

    def _answer(
        self,
        question: str,
        text: str,
        response: "RESPONSE_TYPE",
        passages: Sequence[Passage],
        timings: dict[str, float],
    ) -> Answer:
        text = _NOTHING.sub("", text.strip())
        by_id = {passage.id: passage for passage in passages}
        sources = [_source(node, by_id) for node in response.source_nodes]
        language = detect_question_language(question)
        answered = bool(passages) and not is_refusal(text)
        sentences = cited_sentences(text, language, len(sources)) if answered else []
        return Answer(
            question=question,
            standalone_question=question,
            text=" ".join(_with_markers(sentence) for sentence in sentences) if answered else text,
            status=Status.ANSWERED if answered else Status.NOT_FOUND,
            language=language,
            claims=tuple(
                Claim(text=sentence.text, citations=sentence.numbers, supported=True)
                for sentence in sentences
            ),
            citations=self._citations(sentences, sources),
            related=tuple(passages),
            timings=timings,
            usage={"write": _usage(response, question, text)},
            model=self._model,
        )

    def _citations(
        self, sentences: Sequence[CitedSentence], sources: Sequence[Passage]
    ) -> tuple[Citation, ...]:
        numbers = sorted({number for sentence in sentences for number in sentence.numbers})
        citations = []
        for number in numbers:
            source = sources[number - 1]
            article = self._index.get(source.article_id)
            citations.append(
                Citation(
                    number=number,
                    article_id=article.id,
                    title=article.title,
                    path=article.path,
                    language=source.language,
                    quote=source.text,
                    start=source.start,
                    end=source.end,
                    published=article.published,
                    author=article.author,
                    page=article.page_of(source.start),
                )
            )
        return tuple(citations)


def _engine(llm: "LLM", passages: Sequence[Passage]) -> "CitationQueryEngine":
    from llama_index.core.base.base_retriever import BaseRetriever
    from llama_index.core.query_engine import CitationQueryEngine
    from llama_index.core.query_engine.citation_query_engine import (
        CITATION_QA_TEMPLATE,
        CITATION_REFINE_TEMPLATE,
    )
    from llama_index.core.response_synthesizers import get_response_synthesizer
    from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

    class Passages(BaseRetriever):
        """Hands over what the index has found."""

        def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:  # noqa: ARG002
            return [
                NodeWithScore(
                    node=TextNode(
                        text=passage.text,
                        metadata={_PASSAGE_ID: passage.id},
                        excluded_llm_metadata_keys=[_PASSAGE_ID],
                    ),
                    score=passage.score,
                )
                for passage in passages
            ]

    return CitationQueryEngine(
        retriever=Passages(),
        llm=llm,
        response_synthesizer=get_response_synthesizer(
            llm=llm,
            text_qa_template=CITATION_QA_TEMPLATE,
            refine_template=CITATION_REFINE_TEMPLATE,
            streaming=True,
        ),
        citation_chunk_size=SOURCE_TOKENS,
    )


def _pieces(response: "RESPONSE_TYPE") -> Iterator[str]:
    """What the engine writes, as it comes; in one piece where it has nothing to read from."""
    from llama_index.core.base.response.schema import StreamingResponse

    if isinstance(response, StreamingResponse):
        yield from response.response_gen
    else:
        yield str(response)


def _source(node: "NodeWithScore", passages: Mapping[str, Passage]) -> Passage:
    """The part of a passage that one numbered source holds."""
    passage = passages[str(node.node.metadata[_PASSAGE_ID])]
    content = node.node.get_content().partition(":\n")[2].removesuffix("\n")
    offset = passage.text.find(content)
    if offset < 0:  # the splitter has changed white space: the whole passage was shown
        return passage
    start = passage.start + offset
    return passage.model_copy(update={"text": content, "start": start, "end": start + len(content)})


def _usage(response: "RESPONSE_TYPE", question: str, text: str) -> TokenUsage:
    from llama_index.core.query_engine.citation_query_engine import CITATION_QA_TEMPLATE

    context = "\n\n".join(node.node.get_content() for node in response.source_nodes)
    prompt = CITATION_QA_TEMPLATE.format(context_str=context, query_str=question)
    return TokenUsage(read=count_tokens(prompt), written=count_tokens(text))


def _with_markers(sentence: CitedSentence) -> str:
    markers = "".join(f"[{number}]" for number in sentence.numbers)
    return f"{sentence.text} {markers}" if markers else sentence.text
