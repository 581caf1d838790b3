"""OpenVINO's verdicts and drafts beside llama.cpp's, of the same model and adapter."""

import os
import shutil
from pathlib import Path
from typing import cast, get_args

import pytest

from assistant.copying import copied
from assistant.drafting import fitted_render_messages, render_messages
from assistant.errors import ModelError
from assistant.judging import judgements
from assistant.llm.adapter import AdapterName
from assistant.llm.embedded import EmbeddedLLM
from assistant.llm.openvino.available import has_integer_products
from assistant.llm.openvino.model import OpenVinoModel, folder_of
from assistant.llm.resolve import resolve_llm
from assistant.llm.writer import Draft, Part, likelihoods, together, write, writer_for
from assistant.settings import Settings
from tests.conftest import REQUIRED
from tests.unit.assistant.passages import passage

pytestmark = pytest.mark.model
# Slow, and not what answers, on processors without VNNI: there `make test-openvino` runs these.
if "openvino" not in REQUIRED:
    if not has_integer_products():
        pytest.skip("not used on this processor: make test-openvino", allow_module_level=True)
    pytest.importorskip("openvino")

ADAPTERS: tuple[AdapterName, ...] = get_args(AdapterName)
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


def default_model(engine: str) -> EmbeddedLLM:
    chosen = Settings.load(judge_engine=engine)
    return cast("EmbeddedLLM", resolve_llm(chosen.llm, chosen))


@pytest.fixture(scope="module")
def fast() -> EmbeddedLLM:
    return default_model("openvino")


@pytest.fixture(scope="module")
def slow() -> EmbeddedLLM:
    return default_model("llama.cpp")


def test_verdicts_are_those_of_llama_cpp(fast: EmbeddedLLM, slow: EmbeddedLLM) -> None:
    found, wanted = verdicts(fast), verdicts(slow)
    assert fast._llama_cpp._server is None  # llama.cpp was not needed
    assert found == pytest.approx(wanted, abs=0.6)
    assert max(found[0], found[3]) > max(found[1], found[2])
    assert verdicts(fast) == found


def test_what_can_be_copied_is_that_of_llama_cpp(fast: EmbeddedLLM, slow: EmbeddedLLM) -> None:
    copiers = [writer_for(llm).adapted("copy") for llm in (fast, slow)]
    found, wanted = (
        [copied(QUESTION, passage(text), copier)[0] for text in TEXTS]
        for copier in copiers
        if copier
    )
    assert found == pytest.approx(wanted, abs=1.0)
    assert min(found[0], found[3]) > found[1]


def drafts(llm: EmbeddedLLM, *parts: Part) -> list[Draft]:
    steps = together(writer_for(llm), parts, max_tokens=60)
    pieces = ""
    while True:
        try:
            pieces += next(steps)
        except StopIteration as end:
            written = [draft for [draft] in cast("list[list[Draft]]", end.value)]
            assert pieces == written[0].text
            return written


def test_drafts_are_those_of_llama_cpp(fast: EmbeddedLLM, slow: EmbeddedLLM) -> None:
    fitted = Part("render", fitted_render_messages(TEXTS[0], "en"))
    plain = Part(None, render_messages(TEXTS[2], "fr", "en"))
    found = drafts(fast, fitted, plain)
    assert fast._llama_cpp._server is None
    wanted = [drafts_of_llama_cpp(slow, part) for part in (fitted, plain)]
    for draft, other in zip(found, wanted, strict=True):
        # Rounding decides between words that are as likely, such as cracks and fissures.
        assert draft.text.split()[:4] == other.text.split()[:4]
        assert draft.mean_logprob == pytest.approx(other.mean_logprob, abs=0.1)
        assert next(iter(draft.first_token)) == next(iter(other.first_token))
        assert abs(draft.usage.written - other.usage.written) < 5
    [again] = drafts(fast, plain)
    assert again.text == found[1].text
    assert again.usage.cached > 0


def test_beams_and_likelihood(fast: EmbeddedLLM) -> None:
    writer = writer_for(fast)
    asked = Part("render", fitted_render_messages(TEXTS[0], "en"), beams=3)
    steps = together(writer, [asked], max_tokens=60)
    while True:
        try:
            assert next(steps) == ""
        except StopIteration as end:
            [found] = cast("list[list[Draft]]", end.value)
            break
    assert len({draft.text for draft in found}) >= 3
    [greedy] = drafts(fast, asked._replace(beams=1))
    best, least = found[0].mean_logprob, greedy.mean_logprob
    assert best is not None
    assert least is not None
    assert best >= least - 0.01
    said = [(fitted_render_messages(text, "de"), TEXTS[0]) for text in (found[0].text, TEXTS[1])]
    told = likelihoods(writer, said, "render")
    assert told
    [right, other], usage = told
    assert right > other + 0.3
    assert usage.read > 0


def drafts_of_llama_cpp(llm: EmbeddedLLM, part: Part) -> Draft:
    writer = writer_for(llm)
    adapted = writer.adapted("render") if part.adapter else writer
    assert adapted
    return write(adapted, part.messages, max_tokens=60)


def test_reader_that_is_damaged_is_told_of_and_removed(fast: EmbeddedLLM, tmp_path: Path) -> None:
    verdicts(fast)  # so that there is a reader to copy
    cache = Settings.load().cache
    made = folder_of(Path(fast.model_path), ADAPTERS, cache)
    copy = tmp_path / "readers" / made.name
    shutil.copytree(made, copy, copy_function=os.link)
    graph = copy / "graph.xml"
    graph.unlink()
    graph.write_text("<net")
    with pytest.raises(ModelError, match="the next start makes it anew"):
        OpenVinoModel(Path(fast.model_path), ADAPTERS, tmp_path)
    assert not copy.exists()
    assert (made / "graph.xml").stat().st_size > len("<net")
