"""The locks that are installed one upon the other."""

import re
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
UPON_EACH_OTHER = (
    ("requirements.lock", "requirements-dev.lock"),
    ("requirements-dev.lock", "requirements-ray.lock"),
    ("requirements-dev.lock", "requirements-openvino.lock"),
)


def versions(lock: str) -> dict[str, set[str]]:
    """The versions of each package, of which another may be for another Python or system."""
    found = defaultdict(set)
    text = (ROOT / lock).read_text(encoding="utf-8")
    for name, version in re.findall(r"^(\S+)==(\S+)", text, re.MULTILINE):
        found[name].add(version)
    return found


def test_a_lock_that_is_added_changes_no_version() -> None:
    for lock, added in UPON_EACH_OTHER:
        before, after = versions(lock), versions(added)
        shared = before.keys() & after.keys()
        assert len(shared) > 10
        assert {name: after[name] for name in shared} == {name: before[name] for name in shared}
