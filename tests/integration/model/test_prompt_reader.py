"""OpenVINO's verdicts beside llama.cpp's, of the same model and adapter."""

from pathlib import Path
from typing import cast

import pytest

from assistant.errors import ModelError
from assistant.judging import judgements
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


def test_reader_that_is_damaged_is_told_of_and_made_anew(tmp_path: Path) -> None:
    model = Path(default_model().model_path)
    PromptReader(model, "judge", ("yes", "no"), tmp_path)
    [graph] = tmp_path.glob("readers/*/graph.xml")
    graph.write_text("<net")
    with pytest.raises(ModelError, match="the next start makes it anew"):
        PromptReader(model, "judge", ("yes", "no"), tmp_path)
    reader = PromptReader(model, "judge", ("yes", "no"), tmp_path)
    [reading] = reader.read([[{"role": "user", "content": "Is it so? Reply yes or no."}]])
    assert set(reading.chances) == {"yes", "no"}
