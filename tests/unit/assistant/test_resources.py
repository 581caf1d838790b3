import pytest

from assistant import resources
from index.errors import AssistantError


@pytest.mark.parametrize("name", ["prompts", "corpus"])
def test_checkout_has_its_resources_in_its_root(name: resources.ResourceName) -> None:
    assert resources.resource_dir(name).name == name


def test_incomplete_installation_is_named(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path_factory.mktemp("site") / "assistant")
    with pytest.raises(AssistantError, match="prompts"):
        resources.resource_dir("prompts")


def test_bundled_copy_wins_over_the_folder_beside_the_package(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path_factory.mktemp("site") / "assistant"
    (package / "_bundled" / "corpus").mkdir(parents=True)
    (package.parent / "corpus").mkdir()
    monkeypatch.setattr(resources, "_PACKAGE", package)
    assert resources.resource_dir("corpus") == package / "_bundled" / "corpus"
