"""Lengths of time as people say them."""

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def spoken(seconds: float) -> str:
    """Return `0.4 s`, `12 s`, `3 min`, `2 h 05 min` or `3 d 4 h`."""
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 2 * _MINUTE:
        return f"{whole} s"
    if whole < 2 * _HOUR:
        return f"{round(whole / _MINUTE)} min"
    if whole < 2 * _DAY:
        return f"{whole // _HOUR} h {whole % _HOUR // _MINUTE:02} min"
    return f"{whole // _DAY} d {whole % _DAY // _HOUR} h"
