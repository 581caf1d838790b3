import json
import os
import platform
import shutil
import socket
from pathlib import Path

import pytest

from assistant.cli.main import main
from assistant.diagnosis import Finding, Level, content, installation, machine, services
from assistant.settings import Settings


def finding(found: list[Finding], topic: str) -> Finding:
    (only,) = (one for one in found if one.topic == topic)
    return only


def on_machine(**settings: object) -> list[Finding]:
    return list(machine.findings(Settings.load(**settings)))


def test_more_threads_than_cores_are_warned_about(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "usable_processors", lambda: 2)
    found = finding(on_machine(threads=8), "cores")
    assert found.level == Level.WARN
    assert "ASSISTANT_THREADS=2" in found.advice


def test_single_core_is_warned_about(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "usable_processors", lambda: 1)
    assert finding(on_machine(), "cores").level == Level.WARN


def test_memory_is_that_of_the_control_group(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "memory.max").write_text("1500000000\n")
    (tmp_path / "memory.current").write_text("500000000\n")
    monkeypatch.setattr(machine, "_CGROUP_MEMORY", tmp_path)
    found = finding(on_machine(), "memory")
    assert found.level == Level.WARN
    assert found.text.startswith("1.0 GB available, 2.1 GB needed")


def test_processor_without_avx2_cannot_run_embedded_models(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cpuinfo = tmp_path / "cpuinfo"
    cpuinfo.write_text("flags : fpu sse2 avx\n")
    monkeypatch.setattr("index.processors._CPUINFO", cpuinfo)
    monkeypatch.setattr(platform, "system", lambda: "Linux")
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    assert finding(on_machine(), "platform").level == Level.FAIL
    cpuinfo.write_text("flags : fpu avx avx2\n")
    assert finding(on_machine(), "platform").level == Level.OK


def test_disk_without_room_for_the_model_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    class Usage:
        free = 1_000_000_000

    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage)
    found = finding(on_machine(), "disk")
    assert found.level == Level.FAIL
    assert "ASSISTANT_CACHE" in found.advice


def test_missing_package_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installation, "_PACKAGES", ("pytest", "no-such-package"))
    found = finding(list(installation.findings()), "packages")
    assert found.level == Level.FAIL
    assert found.text == "no-such-package not installed"


@pytest.mark.parametrize(
    ("llm", "advice"),
    [
        ("embedded:qwen2.5-coder-1.5b", "assistant models pull qwen2.5-coder-1.5b"),
        ("embedded:other", "there are: qwen2.5-coder-1.5b"),
        ("gguf:/nowhere/model.gguf", "correct the setting `llm`"),
    ],
)
def test_missing_model_fails_with_what_to_do(llm: str, advice: str) -> None:
    found = finding(list(content.findings(Settings.load(llm=llm))), "model")
    assert found.level == Level.FAIL
    assert advice in found.advice


def test_missing_index_fails(tmp_path: Path) -> None:
    settings = Settings.load(index=tmp_path / "nowhere")
    assert finding(list(content.findings(settings)), "index").level == Level.FAIL


def test_port_in_use_is_warned_about() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings = Settings.load(port=server.getsockname()[1])
        found = finding(list(services.findings(settings, network=False)), "port")
    assert found.level == Level.WARN
    assert "ASSISTANT_PORT" in found.advice


def test_server_that_is_not_there_fails() -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        address = f"http://127.0.0.1:{unused.getsockname()[1]}"
    settings = Settings.load(llm=f"{address}/v1#m", store=f"{address}/articles", port=0)
    found = list(services.findings(settings, network=False))
    assert finding(found, "llm").level == Level.FAIL
    assert finding(found, "store").text.startswith(f"{address}/api/v2/heartbeat can't be reached")


def test_doctor_ends_with_1_when_something_fails(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--quick"]) == 1
    lines = capsys.readouterr().out.splitlines()
    (model,) = (line for line in lines if line.startswith("fail model"))
    assert model.endswith("— fetch it with `assistant models pull qwen2.5-coder-1.5b`")


def test_doctor_prints_json(capsys: pytest.CaptureFixture[str]) -> None:
    main(["doctor", "--quick", "--json"])
    found = json.loads(capsys.readouterr().out)
    assert {one["level"] for one in found} <= {"ok", "warn", "fail"}
    assert os.environ["ASSISTANT_CACHE"] in next(
        one["text"] for one in found if one["topic"] == "disk"
    )


def test_articles_that_are_served_without_an_index_are_named(tmp_path: Path) -> None:
    settings = Settings.load(articles=tmp_path)
    assert "the bundled articles" in finding(list(content.findings(settings)), "index").text
    (tmp_path / "mine.md").write_text("The bridge is closed.\n")
    found = finding(list(content.findings(settings)), "index")
    assert f"your own articles in {tmp_path}" in found.text
