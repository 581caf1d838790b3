"""OpenVINO's verdicts beside llama.cpp's, of the same model and adapter."""

import os
import shutil
from pathlib import Path
from typing import cast

import pytest

from assistant.errors import ModelError
from assistant.judging import NO, YES, judgements
from assistant.llm.embedded import EmbeddedLLM
from assistant.llm.prompt_reader.reader import PromptReader
from assistant.llm.resolve import resolve_llm
from assistant.llm.writer import writer_for
from assistant.settings import Settings
from tests.unit.assistant.passages import passage

pytestmark = pytest.mark.model
pytest.importorskip("openvino")

QUESTION = "Why did the town close the bridge?"
TEXTS = (
    "Die Stadt sperrte die Brücke, weil an zwei Pfeilern Risse gefunden wurden.",
    "The town closed the bridge on Tuesday.",
    "Le maire a dit que le pont resterait fermé deux ans.",
    "The bridge was closed because cracks were found in two piers.",
)


def verdicts(llm: EmbeddedLLM) -> list[float]:
    quotes = [passage(text) for text in TEXTS]
    judged = list(judgements(QUESTION, "en", quotes, writer_for(llm)))
    assert all(usage.read > 0 for _, usage in judged)
    return [judgement.yes for judgement, _ in judged]


def default_model(**settings: object) -> EmbeddedLLM:
    chosen = Settings.load(**settings)
    return cast("EmbeddedLLM", resolve_llm(chosen.llm, chosen))


def test_verdicts_are_those_of_llama_cpp() -> None:
    fast, slow = default_model(judge_engine="openvino"), default_model(judge_engine="llama.cpp")
    found, wanted = verdicts(fast), verdicts(slow)
    assert fast._server is None  # llama.cpp was not needed
    assert found == pytest.approx(wanted, abs=0.6)
    assert max(found[0], found[3]) > max(found[1], found[2])
    assert verdicts(fast) == found


def test_reader_that_is_damaged_is_told_of_and_removed(tmp_path: Path) -> None:
    llm = default_model(judge_engine="openvino")
    verdicts(llm)  # so that there is a reader to copy
    [made] = Settings.load().cache.glob("readers/judge-*")
    copy = tmp_path / "readers" / made.name
    shutil.copytree(made, copy, copy_function=os.link)
    graph = copy / "graph.xml"
    graph.unlink()
    graph.write_text("<net")
    with pytest.raises(ModelError, match="the next start makes it anew"):
        PromptReader(Path(llm.model_path), "judge", YES + NO, tmp_path)
    assert not copy.exists()
    assert (made / "graph.xml").stat().st_size > len("<net")
