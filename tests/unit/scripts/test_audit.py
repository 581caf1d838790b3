"""An audit that could not look everything up never passes for a clean one."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from scripts import audit

CLEAN = {"name": "jinja2", "version": "3.1.6", "vulns": []}
VULNERABLE = {
    "name": "jinja2",
    "version": "3.1.2",
    "vulns": [{"id": "CVE-2024-22195", "fix_versions": ["3.1.3"]}],
}
SKIPPED = {"name": "gradio", "skip_reason": "Dependency not found on PyPI"}


def run(monkeypatch: pytest.MonkeyPatch, report: list[dict[str, Any]] | None) -> int:
    """Audit, with a report in place of pip-audit's; None where it writes none."""

    def pip_audit(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        if report is not None:
            place = Path(command[command.index("--output") + 1])
            place.write_text(json.dumps({"dependencies": report}), encoding="utf-8")
        # pip-audit itself passes where it skips, and fails alike for a fault and a finding.
        return subprocess.CompletedProcess(command, 0, "", "line\nthe service can't be reached")

    monkeypatch.setattr(subprocess, "run", pip_audit)
    return audit.main(["requirements.lock"])


@pytest.mark.parametrize(
    ("report", "code", "said"),
    [
        ([CLEAN], 0, "1 dependencies, none known"),
        ([CLEAN, VULNERABLE], 1, "CVE-2024-22195 (mended in 3.1.3)"),
        ([CLEAN, SKIPPED], 2, "NOT AUDITED: the vulnerability service answered for 1 of 2"),
        ([VULNERABLE, SKIPPED], 1, "NOT AUDITED"),
        ([SKIPPED], 2, "for 0 of 1"),
        ([], 2, "NOT AUDITED"),
        (None, 2, "NOT AUDITED: the service can't be reached"),
    ],
)
def test_only_what_was_looked_up_and_found_clean_passes(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    report: list[dict[str, Any]] | None,
    code: int,
    said: str,
) -> None:
    assert run(monkeypatch, report) == code
    assert said in capsys.readouterr().out


def test_every_lock_is_audited() -> None:
    assert {lock.name for lock in audit.ROOT.glob("*.lock")} == set(audit.LOCKS)
