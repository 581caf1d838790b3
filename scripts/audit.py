"""Asks whether a locked dependency has a known vulnerability (pip-audit), and says so if it can't.

    python scripts/audit.py [LOCK …]

pip-audit calls a dependency that its service does not answer for "skipped" and passes. Here that is
no pass: exit code 0 means that every locked version was looked up and none is known to be
vulnerable, 1 that some are, 2 that not all could be looked up.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]
LOCKS = (
    "requirements.lock",
    "requirements-dev.lock",
    "requirements-setup.lock",
    "requirements-ray.lock",
    "requirements-openvino.lock",
)
CLEAN, VULNERABLE, UNKNOWN = 0, 1, 2


class Found(NamedTuple):
    """What an audit of one lock found."""

    looked_up: int
    """How many dependencies were."""
    vulnerable: tuple[str, ...]
    """A line for each vulnerability."""
    skipped: tuple[str, ...]
    """Names that nothing could be found out about."""


def read_report(report: dict[str, Any]) -> Found:
    """What pip-audit's report in JSON says."""
    dependencies = report["dependencies"]
    vulnerable = tuple(
        f"{each['name']} {each['version']}: {one['id']}"
        f" (mended in {', '.join(one['fix_versions']) or 'no version yet'})"
        for each in dependencies
        for one in each.get("vulns", ())
    )
    skipped = tuple(each["name"] for each in dependencies if "skip_reason" in each)
    return Found(len(dependencies) - len(skipped), vulnerable, skipped)


def audit(lock: Path) -> Found | str:
    """Audit a lock; what kept pip-audit from it, where there is no report."""
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "report.json"
        command = [
            sys.executable, "-m", "pip_audit", "--requirement", str(lock), "--disable-pip",
            "--require-hashes", "--progress-spinner", "off", "--format", "json",
            "--output", str(told),
        ]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own command
        if not told.exists():
            return (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
        return read_report(json.loads(told.read_text(encoding="utf-8")))


def tell(lock: str, found: Found | str) -> int:
    """Print what was found, and return the exit code for it."""
    if isinstance(found, str):
        print(f"{lock}: NOT AUDITED: {found}")
        return UNKNOWN
    for line in found.vulnerable:
        print(f"{lock}: {line}")
    total = found.looked_up + len(found.skipped)
    if found.skipped or not total:
        some = ", ".join(found.skipped[:5]) + (" …" if len(found.skipped) > 5 else "")
        print(
            f"{lock}: NOT AUDITED: the vulnerability service answered for {found.looked_up} of "
            f"{total} dependencies, and not for {some or 'any'}. Is it reachable from here?"
        )
        return VULNERABLE if found.vulnerable else UNKNOWN
    if not found.vulnerable:
        print(f"{lock}: {total} dependencies, none known to be vulnerable")
    return VULNERABLE if found.vulnerable else CLEAN


def main(locks: Sequence[str]) -> int:
    """Audit all locks."""
    codes = {tell(lock, audit(ROOT / lock)) for lock in locks or LOCKS}
    return VULNERABLE if VULNERABLE in codes else max(codes)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
