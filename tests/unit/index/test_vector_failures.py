from pathlib import Path

import pytest

from index.errors import IndexDamagedError
from index.vector_failures import vector_failure


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("401 Unauthorized", r"refuses this client .* set store_token"),
        ("No space left on device", r"the disk of http://chroma is full"),
        ("something else", r"the vectors in http://chroma can't be used: something else"),
    ],
)
def test_what_a_server_says_is_told_with_what_to_do(reason: str, told: str) -> None:
    failure = vector_failure("http://chroma", None, ValueError(reason))
    assert failure.args
    with pytest.raises(type(failure), match=told):
        raise failure


def test_damage_of_a_folder_names_the_index_and_the_repair(tmp_path: Path) -> None:
    error = RuntimeError("database disk image is malformed")
    failure = vector_failure(str(tmp_path), Path("my-index"), error)
    assert isinstance(failure, IndexDamagedError)
    assert "--index my-index --repair" in str(failure)
