from pathlib import Path

import pytest

from assistant.diagnosis import Finding, Level, speed
from assistant.diagnosis.judge import Judge
from assistant.diagnosis.trials import ModelTrial, Trial
from assistant.settings import Settings


def trial(
    threads: int, *, reads: float, writes: float, cut: bool = False, judge: str = "llama.cpp"
) -> ModelTrial:
    """Of a model that reads and writes so many tokens a second."""
    told = (
        {"build": "AVX2 = 1 | "},
        {"loaded": 2.0},
        {"judge": judge},
        {"read": 300, "seconds": 300 / reads / 2, "short": False},
        {"read": 50, "seconds": 50 / reads, "short": True},
        {"written": 40, "seconds": 40 / writes, "memory": 1_500_000_000},
    )
    return ModelTrial(told, cut, threads=threads)


@pytest.fixture(autouse=True)
def two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speed, "usable_processors", lambda: 2)


def suiting(*trials: ModelTrial, shared: bool = False, **settings: object) -> Finding:
    return speed.suiting(Settings.load(**settings), trials, shared=shared)


def test_answer_takes_what_reading_and_writing_take() -> None:
    found = suiting(trial(2, reads=52, writes=16), trial(1, reads=30, writes=12))
    assert found.level == Level.OK
    assert found.text.startswith("about 12 s each")  # 416 / 52 + 64 / 16
    assert found.figures == {"answer_seconds": 12.0, "best_threads": 2}
    assert "these settings suit this machine" in found.text


def test_faster_number_of_threads_is_advised() -> None:
    found = suiting(trial(2, reads=26, writes=8), trial(1, reads=52, writes=16))
    assert found.level == Level.WARN
    assert found.advice.startswith("set threads = 1: an answer takes 12 s then")


def test_hardly_faster_one_is_not() -> None:
    found = suiting(trial(2, reads=50, writes=16), trial(1, reads=52, writes=16))
    assert found.advice == ""


def test_setting_that_slows_it_down_is_to_be_left_out() -> None:
    found = suiting(trial(1, reads=20, writes=12), trial(2, reads=52, writes=16), threads=1)
    assert found.advice.startswith("leave out the setting threads")


def test_advice_of_a_busy_machine_says_so() -> None:
    found = suiting(trial(2, reads=26, writes=8), trial(1, reads=52, writes=16), shared=True)
    assert "while other programs are this busy" in found.advice


def test_slow_machine_is_advised_the_small_model_or_a_server() -> None:
    found = suiting(trial(2, reads=10, writes=4))
    assert "embedded:qwen2.5-coder-0.5b" in found.advice
    assert "server" in found.advice
    already = suiting(trial(2, reads=10, writes=4), llm="embedded:qwen2.5-coder-0.5b")
    assert already.advice == ""


def test_speed_is_told_for_each_number_of_threads() -> None:
    trials = [trial(2, reads=52, writes=16), trial(1, reads=30, writes=12)]
    found = speed.model_speed(Settings.load(), Path(__file__), trials)
    assert "2 threads: 52 read, 16 written; 1 thread: 30 read, 12 written" in found.text
    assert found.figures["reads_per_second_2_threads"] == 52.0
    assert found.figures["writes_per_second_1_threads"] == 12.0


def test_trial_that_was_cut_short_is_said_to_be_rough() -> None:
    found = speed.model_speed(
        Settings.load(), Path(__file__), [trial(2, reads=52, writes=16, cut=True)]
    )
    assert "the time was over before all was measured" in found.text


def test_machine_that_gets_nowhere_is_told_so() -> None:
    found = speed.model_speed(Settings.load(), Path(__file__), [ModelTrial((), cut=True)])
    assert found.level == Level.WARN
    assert "did not get far enough" in found.text


def test_model_that_fails_is_told_with_the_reason() -> None:
    failed = ModelTrial((), failure="ModelError: no GGUF model file")
    found = speed.model_speed(Settings.load(), Path(__file__), [failed])
    assert "no GGUF model file" in found.text


def test_model_that_is_not_here_is_not_measured() -> None:
    missing = speed.local_model(Settings.load())
    assert "not here yet" in speed.model_speed(Settings.load(), missing, []).text
    remote = Settings.load(llm="http://127.0.0.1:1/v1#m")
    assert speed.local_model(remote) is None
    assert "not on this machine" in speed.model_speed(remote, None, []).text


def test_embedder_tells_how_long_indexing_takes() -> None:
    told = (
        {"loaded": 1.0},
        {"questions": 10, "seconds": 0.1},
        {"passages": 40, "seconds": 2.0},
    )
    found = speed.embedding(Trial(told))
    assert found.text.startswith("10 ms a question, 20 passages a second")
    assert "about 4.2 min" in found.text
    assert speed.embedding(Trial(told[:2], cut=True)).level == Level.WARN


def test_too_little_memory_is_warned_about(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speed, "available_memory", lambda: 1_900_000_000)
    found = speed.model_memory([trial(2, reads=52, writes=16)])
    assert found.level == Level.WARN
    assert found.text.startswith("a chat takes about 2.1 GB with this model, of 1.9 GB")
    assert "context_tokens" in found.advice
    monkeypatch.setattr(speed, "available_memory", lambda: 8_000_000_000)
    assert speed.model_memory([trial(2, reads=52, writes=16)]).level == Level.OK


def test_memory_of_openvino_counts_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speed, "available_memory", lambda: 2_300_000_000)
    unmeasured = speed.model_memory([trial(2, reads=52, writes=16)], openvino=True)
    assert unmeasured.text.startswith("a chat takes about 3.3 GB with this model in OpenVINO")
    assert unmeasured.advice.startswith("set judge_engine = 'llama.cpp'")
    measured = speed.model_memory([trial(2, reads=52, writes=16, judge="OpenVINO")], openvino=True)
    assert measured.text.startswith("a chat takes about 2.1 GB with this model in OpenVINO")


@pytest.mark.parametrize(
    ("measured", "used", "said"),
    [
        ("llama.cpp", False, "read is of quotes judged by llama.cpp"),
        ("OpenVINO", True, "read is of quotes judged by OpenVINO"),
        ("llama.cpp", True, "OpenVINO, which judges them in use and is faster"),
    ],
)
def test_what_read_the_quotes_is_told(
    monkeypatch: pytest.MonkeyPatch, measured: str, used: bool, said: str
) -> None:
    monkeypatch.setattr(speed, "judge_here", lambda _: Judge(used, "for the test"))
    trials = [trial(2, reads=52, writes=16, judge=measured)]
    assert said in speed.model_speed(Settings.load(), Path(__file__), trials).text


def test_work_of_other_programs_is_warned_about() -> None:
    assert speed.other_work(0.1).level == Level.OK
    assert speed.other_work(1.2).text.startswith("other programs kept 1.2 processors busy")
    assert speed.other_work(1.2).level == Level.WARN
