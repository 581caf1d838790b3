from pathlib import Path

import pytest

from assistant.diagnosis.processor import processor


@pytest.fixture
def cpuinfo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "cpuinfo"
    file.write_text("processor : 0\nflags : fpu avx2 avx512f avx512_vnni\n")
    monkeypatch.setattr("index.processors._CPUINFO", file)
    return file


@pytest.mark.usefixtures("cpuinfo")
def test_native_build_is_advised_where_the_processor_can_more() -> None:
    found = processor("SSE3 = 1 | AVX2 = 1 | ")
    assert "AVX2, AVX-512, AVX-512 VNNI; llama.cpp is built for AVX2" in found.text
    assert "`make native`" in found.advice


@pytest.mark.usefixtures("cpuinfo")
def test_native_build_is_recognised() -> None:
    found = processor("AVX2 = 1 | AVX512 = 1 | AVX512_VNNI = 1 | ")
    assert "built for AVX-512 VNNI" in found.text
    assert found.advice == ""


def test_nothing_is_advised_where_the_wheel_uses_it_all(cpuinfo: Path) -> None:
    cpuinfo.write_text("flags : fpu avx2\n")
    assert processor("AVX2 = 1 | ").advice == ""


@pytest.mark.usefixtures("cpuinfo")
def test_nothing_is_advised_where_llama_cpp_was_not_asked() -> None:
    assert processor("").advice == ""


def test_system_that_tells_nothing_is_no_failure(cpuinfo: Path) -> None:
    cpuinfo.unlink()
    assert processor("AVX2 = 1 | ").advice == ""


def test_amx_is_named_beside_what_llama_cpp_uses(cpuinfo: Path) -> None:
    cpuinfo.write_text("flags : fpu avx2 amx_tile amx_bf16\n")
    assert processor("AVX2 = 1 | ").text == "AVX2, AMX; llama.cpp is built for AVX2"
