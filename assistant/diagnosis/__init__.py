"""What is installed, reachable, slow or wrong on this machine, and what to do about it."""

from collections.abc import Iterator

from assistant.diagnosis.finding import Finding, Level
from assistant.settings import Settings

__all__ = ["Finding", "Level", "diagnose"]


def diagnose(
    settings: Settings, *, network: bool = False, measure: bool = True
) -> Iterator[Finding]:
    """Look at the machine, the installation and what the settings name, one finding at a time.

    Args:
        settings: what is to work.
        network: ask the hub too whether it can be reached. Without it only servers that the
            settings name are asked.
        measure: try the models too, which takes up to 45 seconds, and say which settings suit.
    """
    from assistant.diagnosis import content, installation, judge, machine, services, speed

    yield from machine.findings(settings)
    yield judge.judging(settings)
    yield from installation.findings()
    yield from content.findings(settings)
    yield from services.findings(settings, network=network)
    if measure:
        yield from speed.findings(settings)
