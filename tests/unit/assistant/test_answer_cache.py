"""Answers kept for the next time the same is asked."""

from pathlib import Path

import pytest

from assistant.answer import Answer, Status
from assistant.answer_cache import AnswerCache


def answer(text: str) -> Answer:
    return Answer(
        question="?", standalone_question="?", text=text, status=Status.ANSWERED, language="en"
    )


def test_answer_is_found_again_and_says_so(tmp_path: Path) -> None:
    AnswerCache(tmp_path / "deep" / "a.sqlite").put("key", answer("Yes."))
    known = AnswerCache(tmp_path / "deep" / "a.sqlite").get("key")
    assert known is not None
    assert (known.text, known.cached) == ("Yes.", True)
    assert AnswerCache(tmp_path / "deep" / "a.sqlite").get("another key") is None


def test_asking_before_anything_was_kept_makes_no_file(tmp_path: Path) -> None:
    assert AnswerCache(tmp_path / "a.sqlite").get("key") is None
    assert list(tmp_path.iterdir()) == []


def test_answer_not_asked_for_longest_gives_way(tmp_path: Path) -> None:
    cache = AnswerCache(tmp_path / "a.sqlite", most=2)
    cache.put("one", answer("1"))
    cache.put("two", answer("2"))
    assert cache.get("one") is not None
    cache.put("three", answer("3"))
    assert [cache.get(key) is not None for key in ("one", "two", "three")] == [True, False, True]


@pytest.mark.parametrize("content", [b"no database at all, " * 200, b""])
def test_damaged_file_only_costs_time(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.sqlite").write_bytes(content)
    cache = AnswerCache(tmp_path / "a.sqlite")
    assert cache.get("key") is None
    cache.put("key", answer("Yes."))
    assert cache.get("key") is None or cache.get("key") == answer("Yes.").model_copy(
        update={"cached": True}
    )


def test_place_that_can_not_be_written_only_costs_time(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    cache = AnswerCache(tmp_path / "file" / "a.sqlite")
    cache.put("key", answer("Yes."))
    assert cache.get("key") is None
