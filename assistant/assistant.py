"""The assistant: questions in, checked and cited answers out."""

import asyncio
import re
import threading
from collections.abc import AsyncGenerator, Collection, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, closing
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from assistant.answer import Answer
from assistant.answer_cache import AnswerCache
from assistant.asked import checked_question, checked_scope, checked_turns
from assistant.conversation import Turn, leant_on, question_language
from assistant.errors import QuestionError
from assistant.events import AnswerReady, Event
from assistant.fingerprint import (
    code_fingerprint,
    digest,
    model_fingerprint,
    settings_fingerprint,
)
from assistant.prompts import prompts_fingerprint
from assistant.settings import Settings
from index.article import Passage
from index.importing import IMPORTING

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

    from assistant.answering import Answering
    from index.article_index import ArticleIndex
    from index.searchable import SearchableArticles

LONGEST_TRANSLATED = 1_500
"""Characters of a stretch that is put in another language at once."""


class Assistant:
    """Answers questions about an index of articles.

    Example:
        >>> with Assistant.open("my-index") as assistant:  # doctest: +SKIP
        ...     print(assistant.ask("Why did Tyler Perry pause his studio?").text)

    It may be used from several threads at once.
    """

    def __init__(
        self, index: "ArticleIndex", settings: Settings, llm: "LLM | None", *, owns_index: bool
    ) -> None:
        """Use `Assistant.open`."""
        self.index = index
        self.settings = settings
        self._llm = llm
        self._owns_index = owns_index
        self._lock = threading.Lock()
        self._answering: Answering | None = None
        self._model: LLM | None = None
        self._answers = AnswerCache(settings.cache / "answers.sqlite")

    @classmethod
    def open(
        cls,
        index: "str | Path | ArticleIndex | None" = None,
        *,
        settings: Settings | None = None,
        llm: "LLM | None" = None,
    ) -> Self:
        """Open an assistant over an index.

        Args:
            index: folder of the index, the URL of the database that it is in, or an open one;
                default: the settings `index_database` and `index`, and where
                there is none the bundled articles, or what the user made of them.
            settings: default: `Settings.load()`.
            llm: any LLM of LlamaIndex in place of the one that the settings name.

        Raises:
            AssistantError: the index can't be opened, or a setting is wrong.
        """
        from index.article_index import ArticleIndex

        settings = settings or Settings.load()
        if isinstance(index, ArticleIndex):
            return cls(index, settings, llm, owns_index=False)
        folder = settings.index_place if index is None else index
        options = settings.index_options()
        if folder is None:
            from assistant.bundled import default_index_dir

            folder = default_index_dir(own=settings.articles, **settings.cached_index_options())
            options["store"] = None  # its vectors lie beside it, wherever those of others are
        opened = ArticleIndex.open(folder, create=False, **options)
        return cls(opened, settings, llm, owns_index=True)

    def ask(
        self,
        question: str,
        history: Sequence[Turn | tuple[str, str]] = (),
        articles: Collection[str] = (),
        *,
        fresh: bool = False,
    ) -> Answer:
        """Answer a question.

        Args:
            question: in any language; the answer comes in the same.
            history: earlier turns, oldest first, which a follow-up may refer to.
            articles: ids of the only articles to answer from; default: all.
            fresh: make the answer anew, also where the same was asked before of the same articles.

        Raises:
            QuestionError: the question is empty or longer than `asked.LONGEST_QUESTION`, or
                what comes with it is of another type.
            ArticleNotFoundError: one of `articles` is not in the index.
            ModelError: the model can't be loaded or reached.
        """
        for event in self.stream(question, history, articles, fresh=fresh):
            if isinstance(event, AnswerReady):
                return event.answer
        raise AssertionError("a stream ends with its answer")

    def stream(
        self,
        question: str,
        history: Sequence[Turn | tuple[str, str]] = (),
        articles: Collection[str] = (),
        *,
        fresh: bool = False,
    ) -> Generator[Event, None, None]:
        """Answer a question in events; the last is `AnswerReady`. Closing it stops the model.

        Arguments and errors are those of `ask`; errors come before the first event.
        """
        return self.stream_from(self.index, question, history, articles, fresh=fresh)

    def stream_from(
        self,
        index: "SearchableArticles",
        question: str,
        history: Sequence[Turn | tuple[str, str]],
        articles: Collection[str],
        *,
        fresh: bool,
    ) -> Generator[Event, None, None]:
        """`stream` from what somebody sees of the index; nothing else reaches the answer.

        Args:
            index: such as `VisibleArticles` of the assistant's own.
            question: as for `ask`, and so are the others.
            history: earlier turns.
            articles: ids of the only articles to answer from.
            fresh: make the answer anew.
        """
        asked, articles = checked_question(question), checked_scope(articles)
        for article_id in articles:
            index.get(article_id)
        turns = checked_turns(history)
        state = index.state
        key = self._key(index, state, asked, turns, articles)
        if key and not fresh and (known := self._answers.get(key)):
            return _known(known)
        events = self._ready().over(index).events(asked, turns, frozenset(articles))
        return self._kept(key, state, index, events) if key else events

    async def aask(
        self,
        question: str,
        history: Sequence[Turn | tuple[str, str]] = (),
        articles: Collection[str] = (),
        *,
        fresh: bool = False,
    ) -> Answer:
        """`ask` that leaves the event loop free; cancelling it stops the model."""
        async with aclosing(self.astream(question, history, articles, fresh=fresh)) as events:
            async for event in events:
                if isinstance(event, AnswerReady):
                    return event.answer
        raise AssertionError("a stream ends with its answer")

    async def astream(
        self,
        question: str,
        history: Sequence[Turn | tuple[str, str]] = (),
        articles: Collection[str] = (),
        *,
        fresh: bool = False,
    ) -> AsyncGenerator[Event, None]:
        """`stream` that leaves the event loop free; cancelling it stops the model."""
        loop = asyncio.get_running_loop()
        # One thread, so that closing waits its turn behind the step that was cancelled.
        thread = ThreadPoolExecutor(1, thread_name_prefix="assistant")
        try:
            events = await loop.run_in_executor(
                thread, partial(self.stream, question, history, articles, fresh=fresh)
            )
            try:
                while True:
                    event = await loop.run_in_executor(thread, next, events, None)
                    if event is None:
                        return
                    yield event
            finally:
                thread.submit(getattr(events, "close", lambda: None))
        finally:
            thread.shutdown(wait=False)

    def translate(
        self, article_id: str, start: int, end: int, into: str
    ) -> Generator[Event, None, None]:
        """Put a stretch of an article in another language, in pieces of text; nothing checks it.

        Args:
            article_id: of the article.
            start: where in its text the stretch begins, in code points.
            end: where it ends.
            into: the language, ISO 639-1.

        Raises:
            ArticleNotFoundError: there is no such article.
            QuestionError: the article has no such stretch, or it is longer than
                `LONGEST_TRANSLATED`, or `into` is no language.
            ModelError: the model can't be loaded or reached.
        """
        return self.translate_in(self.index, article_id, start, end, into)

    def translate_in(
        self, index: "SearchableArticles", article_id: str, start: int, end: int, into: str
    ) -> Generator[Event, None, None]:
        """`translate` of what somebody sees of the index."""
        article = index.get(article_id)
        if not 0 <= start < end <= min(len(article.text), start + LONGEST_TRANSLATED):
            raise QuestionError(
                f"the article has no such stretch of at most {LONGEST_TRANSLATED:,} characters"
            )
        if not re.fullmatch("[a-z]{2,3}", into):
            raise QuestionError(f"{into!r} is no language: give its code, such as en")
        text = article.text[start:end]
        return self._ready().translation(text, article.language, into)

    def search(self, query: str, limit: int = 10) -> tuple[Passage, ...]:
        """The passages that fit `query` best, best first.

        Raises:
            QuestionError: the query is empty or longer than `asked.LONGEST_QUESTION`.
        """
        return self.search_in(self.index, query, limit)

    def search_in(self, index: "SearchableArticles", query: str, limit: int) -> tuple[Passage, ...]:
        """`search` in what somebody sees of the index."""
        return index.search(checked_question(query), limit=limit)

    @property
    def llm(self) -> "LLM":
        """The language model, found at first use.

        Raises:
            ModelError: the model can't be fetched, or its client is not installed.
        """
        with self._lock:
            return self._resolved()

    def warm(self) -> None:
        """Load the models and read the prompts' fixed beginnings, so that no user waits for it."""
        # Code and prompts are hashed once a process.
        self._key(self.index, self.index.state, "", (), ())
        self._ready().warm()

    def close(self) -> None:
        """Close the index, where `open` opened it."""
        if self._owns_index:
            self.index.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _key(
        self,
        index: "SearchableArticles",
        state: str,
        question: str,
        history: Sequence[Turn],
        articles: Collection[str],
    ) -> str:
        """Of all that an answer depends on; empty where answers are not kept."""
        if not self.settings.answer_cache or self._llm is not None:
            return ""
        language = question_language(question, history, index)
        return digest(
            [
                state,
                settings_fingerprint(self.settings),
                model_fingerprint(self.settings),
                code_fingerprint(),
                prompts_fingerprint(),
                question,
                language,
                *(part for turn in leant_on(question, language, history) for part in turn),
                "articles",
                *sorted(articles),
            ]
        )

    def _kept(
        self,
        key: str,
        state: str,
        index: "SearchableArticles",
        events: Generator[Event, None, None],
    ) -> Generator[Event, None, None]:
        """The events; the answer is kept, unless the articles have changed meanwhile."""
        with closing(events):
            for event in events:
                if isinstance(event, AnswerReady) and index.state == state:
                    self._answers.put(key, event.answer)
                yield event

    def _ready(self) -> "Answering":
        with self._lock:
            if self._answering is None:
                with IMPORTING:
                    from assistant.answering import Answering
                    from assistant.llm.writer import writer_for

                writer = writer_for(self._resolved())
                self._answering = Answering(self.index, self.settings, writer)
            return self._answering

    def _resolved(self) -> "LLM":
        if self._model is None:
            with IMPORTING:
                from assistant.llm.resolve import resolve_llm

            self._model = self._llm or resolve_llm(self.settings.llm, self.settings)
        return self._model


def _known(answer: Answer) -> Generator[Event, None, None]:
    """The events of an answer that was kept; closed like any other stream."""
    yield AnswerReady(answer=answer)
