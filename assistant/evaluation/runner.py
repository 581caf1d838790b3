"""Asks the questions of a gold set, one after the other, and keeps what comes back."""

import time
from collections.abc import Callable, Iterable
from typing import NamedTuple

from assistant.conversation import Turn
from assistant.errors import AssistantError
from assistant.evaluation.errors import EvaluationError
from assistant.evaluation.fingerprint import question_key
from assistant.evaluation.gold import GoldRow, GoldSet
from assistant.evaluation.observation import Extent, Observation, Outcome, Retrieved, places_of
from assistant.evaluation.protocol import AnswersQuestions, SearchedIndex
from assistant.evaluation.run_store import RunStore

RETRIEVED = 10
"""Passages that are fetched for the retrieval measures."""

FAILURES_IN_A_ROW = 3
"""After so many failed questions the system is taken to be down."""


class Progress(NamedTuple):
    """How far a run is."""

    done: int
    total: int
    reused: int
    """Questions whose answer was known from an earlier run."""
    seconds_left: float | None
    """None until the first question of this run is answered."""


class Runner:
    """Puts gold rows to a system and pairs them with what was observed.

    Args:
        index: The articles.
        gold: The rows, with the scopes they name.
        store: An open store; what it knows is not asked again.
        system: What is asked; None to measure retrieval alone.
        on_progress: Called before the first question and after each.
    """

    def __init__(
        self,
        index: SearchedIndex,
        gold: GoldSet,
        store: RunStore,
        system: AnswersQuestions | None,
        on_progress: Callable[[Progress], None] = lambda _: None,
    ) -> None:
        self._index = index
        self._gold = gold
        self._store = store
        self._system = system
        self._on_progress = on_progress
        self._all_ids = tuple(sorted(article.id for article in index))
        self._failures = 0

    def run(self) -> tuple[Outcome, ...]:
        """Ask all rows in their order.

        Raises:
            EvaluationError: gold names articles that are not there or leaves none to search, or
                the system fails several times in a row, or at every question.
        """
        rows = self._gold.rows
        _refuse_unknown_articles(rows, self._index)
        self._refuse_empty_searches(rows)
        keys = [question_key(row, self._gold) for row in rows]
        new = {key for key in keys if key not in self._store.known}
        outcomes: list[Outcome] = []
        clock = _Clock(total=len(rows), new=len(new), reused=sum(key not in new for key in keys))
        self._on_progress(clock.progress(0))
        for row, key in zip(rows, keys, strict=True):
            observation = self._store.known.get(key)
            if observation is None:
                observation = self._observe(row, key)
                clock.answered += 1
            outcomes.append(self.outcome(row, observation))
            self._on_progress(clock.progress(len(outcomes)))
        return tuple(outcomes)

    def outcome(self, row: GoldRow, observation: Observation) -> Outcome:
        """Pair a row with its observation and find its evidence in the index."""
        evidence = tuple(_evidence(row, self._index))
        return Outcome(
            row=row,
            observation=observation,
            evidence=evidence,
            relevant=tuple(_relevant(row, evidence, self._index)),
            article_languages=tuple(
                sorted({self._index.get(article).language for article in row.articles})
            ),
        )

    def _observe(self, row: GoldRow, key: str) -> Observation:
        scope = self._articles_of(row)
        started = time.perf_counter()
        answer, error = None, ""
        try:
            if self._system is not None and row.asked:
                history = [Turn(turn.question, turn.answer) for turn in row.history]
                answer = self._system.ask(row.question, history=history, articles=scope)
            seconds = time.perf_counter() - started
            query = answer.standalone_question if answer else row.question
            passages = self._index.search(query, limit=RETRIEVED, articles=scope)
        except AssistantError as failure:
            self._count_failure(failure)
            seconds, error, answer, passages = 0.0, str(failure), None, ()
        else:
            self._failures = 0
        observation = Observation(
            key=key,
            answer=answer,
            retrieved=tuple(Retrieved.of(passage) for passage in passages),
            seconds=seconds,
            error=error,
        )
        if not error:  # what failed is asked again next time
            self._store.add(observation)
        return observation

    def _articles_of(self, row: GoldRow) -> tuple[str, ...]:
        scope = self._gold.scopes[row.scope] if row.scope else ()
        if not row.without:
            return scope
        return tuple(article for article in scope or self._all_ids if article not in row.without)

    def _refuse_empty_searches(self, rows: Iterable[GoldRow]) -> None:
        for row in rows:
            scope = self._gold.scopes.get(row.scope, ()) if row.scope else self._all_ids
            if row.scope and not scope:
                raise EvaluationError(
                    f"gold row {row.id!r} is to be asked of the articles {row.scope!r}, and there "
                    "are none; correct its scope, or add articles"
                )
            if row.without and all(article in row.without for article in scope):
                raise EvaluationError(
                    f"gold row {row.id!r}: no article is left without those that answer it; "
                    "add articles or leave out --without-gold"
                )

    def _count_failure(self, failure: AssistantError) -> None:
        self._failures += 1
        if self._failures >= FAILURES_IN_A_ROW:
            raise EvaluationError(
                f"{self._failures} questions in a row failed, the last with: {failure} "
                "(what was answered before is kept)"
            ) from failure
        if self._failures == len(self._gold.rows):
            raise EvaluationError(f"every question failed, the last with: {failure}") from failure


class _Clock:
    """Tells the time left from the questions that this run has asked."""

    def __init__(self, total: int, new: int, reused: int) -> None:
        self.answered = 0
        self._total = total
        self._new = new
        self._reused = reused
        self._started = time.perf_counter()

    def progress(self, done: int) -> Progress:
        left = None
        if self.answered:
            each = (time.perf_counter() - self._started) / self.answered
            left = each * (self._new - self.answered)
        elif not self._new:
            left = 0.0
        return Progress(done, self._total, self._reused, left)


def _refuse_unknown_articles(rows: Iterable[GoldRow], index: SearchedIndex) -> None:
    for row in rows:
        for article in (*row.articles, *row.without):
            if article not in index:
                raise EvaluationError(
                    f"gold row {row.id!r} names the article {article!r}, which is not in the "
                    "index; name the index of these articles with --index"
                )


def _evidence(row: GoldRow, index: SearchedIndex) -> Iterable[Extent]:
    for quote in row.quotes:
        for place in places_of(quote.text, index.get(quote.article), quote.start):
            yield Extent(article_id=quote.article, start=place.start, end=place.end)


def _relevant(row: GoldRow, evidence: tuple[Extent, ...], index: SearchedIndex) -> Iterable[str]:
    for article in row.articles:
        held = [extent for extent in evidence if extent.article_id == article]
        for passage in index.passages(article):
            if not row.quotes or any(
                passage.start < extent.end and extent.start < passage.end for extent in held
            ):
                yield passage.id
