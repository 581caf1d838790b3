import re

import pytest

from assistant.errors import ModelError
from assistant.models.catalogue import CATALOGUE, DEFAULT_MODEL, PartsMirror, find_model
from assistant.settings import Settings


def test_default_of_the_settings_is_in_the_catalogue() -> None:
    assert Settings.model_fields["llm"].default == f"embedded:{DEFAULT_MODEL}"
    assert DEFAULT_MODEL in CATALOGUE


@pytest.mark.parametrize("name", CATALOGUE)
def test_entry_can_be_verified(name: str) -> None:
    entry = find_model(name)
    assert re.fullmatch(r"[0-9a-f]{64}", entry.sha256)
    assert entry.size > 0
    assert entry.file.endswith(".gguf")
    assert entry.licence


def test_unknown_model_is_refused_with_the_known_names() -> None:
    with pytest.raises(ModelError, match=r"'gpt-9'.*qwen2\.5-coder-1\.5b"):
        find_model("gpt-9")


def test_parts_are_pinned_packages_and_files_inside_them() -> None:
    mirror = PartsMirror(package="some-model-part{part}", version="1.2", parts=12)
    assert mirror.requirement(3) == "some-model-part3==1.2"
    assert mirror.member_of(3) == "some_model_part3/data/part03.bin"
    assert mirror.member_of(12) == "some_model_part12/data/part12.bin"
