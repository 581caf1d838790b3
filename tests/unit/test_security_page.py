"""docs/security.md names tests; each has to be there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")


def test_every_test_that_is_named_is_in_the_file_that_is_linked() -> None:
    # A link, and the names behind it up to the next one.
    linked = re.findall(r"\]\(\.\./(tests/[^)]+)\)([^\[|]*)", PAGE)
    assert len(linked) > 20
    for path, behind in linked:
        code = (ROOT / path).read_text(encoding="utf-8")
        for name in re.findall(r"`(test_\w+)`", behind):
            assert f"def {name}(" in code, f"{path} has no {name}"


def test_every_row_names_what_shows_it() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| ")]
    promises = [row for row in rows if not row.startswith(("| promised", "| ---"))]
    assert len(promises) > 20
    assert [row for row in promises if "](../tests/" not in row] == []
