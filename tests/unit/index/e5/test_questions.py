"""Vectors that questions are searched by."""

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from index.e5 import questions
from index.e5.engine import engine
from index.e5.questions import QuestionEngine, adapter_tensors, question_engine

ASKED = "query: Who believes that soon nobody will be left to watch all that is made?"
ANSWERS = [
    "Nach Kirchners Erwartung gibt es am Ende mehr Filme als Zuschauer.",
    "In the end, Kirchner expects, there will be more films than viewers.",
    "Kirchner s'attend à ce qu'il y ait au bout du compte plus de films que de spectateurs.",
]
OTHERS = [
    "Kirchner glaubt, dass bald alle ins Kino gehen.",
    "Everybody who believes in film will soon watch it, Kirchner says.",
    "Selon Kirchner, tout le monde croit que ce qui est fait sera regardé.",
]


def test_a_question_lies_nearer_to_what_answers_it_in_other_words() -> None:
    passages = engine().embed([f"passage: {text}" for text in [*ANSWERS, *OTHERS]])
    before, now = (passages @ each.embed([ASKED])[0] for each in (engine(), question_engine()))
    won = (now[:3] - now[3:]) - (before[:3] - before[3:])
    assert won.mean() > 0.01


def test_vectors_have_length_one_and_stay_near_to_what_they_were() -> None:
    texts = [ASKED, "query: ", "query: Où ?", "query: " + "Warum wächst der Hafen? " * 300]
    found, before = question_engine().embed(texts), engine().embed(texts)
    assert found.shape == (4, 384)
    assert np.linalg.norm(found, axis=1) == pytest.approx(1, abs=1e-5)
    assert ((found * before).sum(1) > 0.85).all()


def test_adapters_that_add_nothing_change_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    none = {name: np.zeros_like(each) for name, each in load_file(questions.WEIGHTS).items()}
    save_file(none, tmp_path / "none.safetensors")
    monkeypatch.setattr(questions, "WEIGHTS", tmp_path / "none.safetensors")
    found, before = (each.embed([ASKED])[0] for each in (QuestionEngine(), engine()))
    assert found @ before == pytest.approx(1, abs=1e-3)


def test_adapters_of_matrices_that_stand_side_by_side_do_not_mix() -> None:
    rank, width = 2, 3
    fitted = {
        f"l0.{source}.{side}": np.full(
            (width, rank) if side == "down" else (rank, width), number, np.float32
        )
        for number, source in enumerate(("q", "k", "v", "ao", "fi", "fo"), start=1)
        for side in ("down", "up")
    }
    found = adapter_tensors(fitted, 1)
    assert found["l0.qkv.down"].shape == (3, 6)
    assert found["l0.qkv.up"].shape == (6, 9)
    x = np.ones((1, 3), np.float32)
    assert (x @ found["l0.qkv.down"] @ found["l0.qkv.up"]).tolist() == [
        [3 * 2 * number**2 for number in (1, 2, 3) for _ in range(3)]
    ]


def test_the_engine_is_made_once() -> None:
    assert question_engine() is question_engine()
