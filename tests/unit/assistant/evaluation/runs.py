"""Whole reports over the scripted articles."""

from collections.abc import Mapping
from pathlib import Path

from assistant.answer import Answer
from assistant.evaluation.figures import summarise
from assistant.evaluation.gold import GoldRow, GoldSet
from assistant.evaluation.observation import Observation, Retrieved
from assistant.evaluation.report import Report, Row, RunInfo
from assistant.evaluation.run_store import RunStore
from assistant.evaluation.runner import RETRIEVED, Runner
from assistant.evaluation.scoring import score
from tests.unit.assistant.evaluation.scripted import STUDIO, UNION, InMemoryIndex

INDEX = InMemoryIndex(STUDIO, UNION)


def report(rows: tuple[GoldRow, ...], answers: Mapping[str, Answer]) -> Report:
    """The report of a run that got these answers, by row id."""
    runner = Runner(INDEX, GoldSet("test", rows), RunStore(Path("unused")), None)
    outcomes = tuple(
        runner.outcome(
            row,
            Observation(
                key=row.id,
                answer=answers[row.id],
                seconds=2.0,
                retrieved=tuple(
                    Retrieved.of(passage) for passage in INDEX.search(row.question, limit=RETRIEVED)
                ),
            ),
        )
        for row in rows
    )
    scores = score(outcomes)
    return Report(
        run=RunInfo(
            fingerprint="f" * 64,
            system="assistant",
            gold="test gold",
            version="0",
            llm="scripted",
            embeddings="none",
            settings={"passages": 8},
            index="i" * 64,
            prompts="p" * 64,
            code="c" * 64,
            libraries={},
            articles=2,
            passages=6,
            started="2024-01-01T00:00:00+00:00",
            seconds=4.0,
            reused=0,
        ),
        summary=summarise(outcomes, scores),
        rows=tuple(Row(outcome=o, score=s) for o, s in zip(outcomes, scores, strict=True)),
    )
