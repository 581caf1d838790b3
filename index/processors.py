"""What processors this process may use: how many by affinity and cgroup quota, and of what kind."""

import math
import os
from pathlib import Path

_CGROUP = Path("/sys/fs/cgroup")
_CPUINFO = Path("/proc/cpuinfo")


def usable_processors(cgroup: Path = _CGROUP) -> int:
    """Return the number of processors that this process may keep busy, at least 1.

    Args:
        cgroup: where the control groups are mounted (version 2, or version 1's `cpu` below it).
    """
    if hasattr(os, "sched_getaffinity"):
        allowed = len(os.sched_getaffinity(0))
    else:  # macOS has no affinity
        allowed = os.cpu_count() or 1
    quota = _quota(cgroup)
    return max(1, min(allowed, math.ceil(quota))) if quota else max(1, allowed)


def _quota(cgroup: Path) -> float | None:
    """Return the processors that the cgroup grants, or None where it sets no limit."""
    try:
        limit, period = (cgroup / "cpu.max").read_text(encoding="ascii").split()
    except (OSError, ValueError):
        try:
            limit = (cgroup / "cpu" / "cpu.cfs_quota_us").read_text(encoding="ascii").strip()
            period = (cgroup / "cpu" / "cpu.cfs_period_us").read_text(encoding="ascii").strip()
        except OSError:
            return None
    if not limit.isdigit() or not period.isdigit() or int(period) == 0:
        return None  # "max" or "-1": no limit
    return int(limit) / int(period)


def processor_flags() -> frozenset[str]:
    """What the processor can do, in Linux's words; empty where the system tells nothing."""
    try:
        lines = _CPUINFO.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return frozenset()
    found = next((line for line in lines if line.startswith("flags")), "")
    return frozenset(found.partition(":")[2].split())
