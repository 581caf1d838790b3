import pytest

from assistant.diagnosis import Finding, Level, judge
from assistant.settings import Settings

GB = 1_000_000_000


@pytest.fixture
def able(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that has all that OpenVINO wants."""
    for module in ("assistant.llm.openvino.available", "assistant.diagnosis.judge"):
        for name in ("has_integer_products", "is_installed"):
            monkeypatch.setattr(f"{module}.{name}", lambda: True)
    monkeypatch.setattr("assistant.llm.openvino.available._memory", lambda: 8 * 2**30)
    monkeypatch.setattr(judge, "available_memory", lambda: 7 * GB)


def judging(**settings: object) -> Finding:
    return judge.judging(Settings.load(**settings))


@pytest.mark.usefixtures("able")
def test_openvino_is_named_with_its_memory_and_the_setting_that_turns_it_off() -> None:
    found = judging()
    assert found.level == Level.OK
    assert found.text.startswith(
        "OpenVINO judges quotes and writes (VNNI or AMX, the extra [openvino] and enough memory"
    )
    assert "2.7 GB of memory" in found.text
    assert "judge_engine = 'llama.cpp'" in found.text
    assert found.figures == {"judging_bytes": 2.7 * GB}


@pytest.mark.usefixtures("able")
def test_openvino_that_memory_is_short_for_is_warned_about(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(judge, "available_memory", lambda: 2 * GB)
    found = judging()
    assert found.level == Level.WARN
    assert "2.0 GB are at hand and 3.7 GB needed" in found.text
    assert found.advice.startswith("set judge_engine = 'llama.cpp'")


@pytest.mark.usefixtures("able")
def test_setting_decides_before_the_machine() -> None:
    assert (
        judging(judge_engine="llama.cpp").text
        == "llama.cpp judges quotes and writes: as judge_engine says"
    )
    assert "(as judge_engine says)" in judging(judge_engine="openvino").text


@pytest.mark.usefixtures("able")
@pytest.mark.parametrize(
    ("lacking", "why", "advice"),
    [
        ("has_integer_products", "neither VNNI nor AMX", ""),
        (
            "is_installed",
            "the extra [openvino] is not installed",
            "install article-assistant[openvino]",
        ),
    ],
)
def test_what_openvino_lacks_is_named(
    monkeypatch: pytest.MonkeyPatch, lacking: str, why: str, advice: str
) -> None:
    for module in ("assistant.llm.openvino.available", "assistant.diagnosis.judge"):
        monkeypatch.setattr(f"{module}.{lacking}", lambda: False)
    found = judging()
    assert found.level == Level.OK
    assert found.text.startswith("llama.cpp judges quotes and writes: ")
    assert why in found.text
    assert found.advice.startswith(advice)
    assert bool(found.advice) is bool(advice)


@pytest.mark.usefixtures("able")
def test_too_little_memory_for_openvino_is_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.llm.openvino.available._memory", lambda: 4 * 2**30)
    assert "less than 5 GB of memory" in judging().text


@pytest.mark.usefixtures("able")
def test_engine_that_is_asked_for_and_missing_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judge, "is_installed", lambda: False)
    found = judging(judge_engine="openvino")
    assert found.level == Level.FAIL
    assert "pip install 'article-assistant[openvino]'" in found.advice


@pytest.mark.usefixtures("able")
@pytest.mark.parametrize("llm", ["gguf:/models/own.gguf", "embedded:qwen2.5-coder-0.5b"])
def test_model_without_an_adapter_is_judged_with_by_llama_cpp(llm: str) -> None:
    assert judging(llm=llm).text == (
        f"llama.cpp judges quotes and writes: {llm} has no adapter that is fitted to judging"
    )


def test_server_judges_by_itself() -> None:
    assert "and writes, on its server" in judging(llm="http://127.0.0.1:1/v1#m").text
