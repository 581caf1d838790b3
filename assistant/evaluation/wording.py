"""Figures as they are written for people."""

from assistant.evaluation.metrics import Unit


def amount(value: float, unit: Unit) -> str:
    """A figure as it is written for people.

    >>> amount(0.8523, "share"), amount(3.04, "seconds")
    ('85.2%', '3.0 s')
    """
    if unit == "share":
        return f"{value:.1%}"
    return f"{value:.1f} s" if unit == "seconds" else f"{value:.0f}"


def signed(value: float, unit: Unit) -> str:
    """A difference as it is written for people: shares in percentage points.

    >>> signed(-0.051, "share")
    '−5.1'
    """
    if unit == "share":
        text = f"{value * 100:+.1f}"
    elif unit == "seconds":
        text = f"{value:+.1f} s"
    else:
        text = f"{value:+.0f}"
    return text.replace("-", "−")
