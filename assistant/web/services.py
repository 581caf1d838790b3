"""What stands between an assistant and those who ask it, as the settings have it."""

from dataclasses import dataclass

from assistant.access.throttle import Throttle
from assistant.settings import Settings
from assistant.web.answers import AnswerObserver, Answers
from assistant.web.protocols import ChatAssistant
from assistant.web.searches import Searches
from assistant.web.warming import Warming


@dataclass(frozen=True)
class Services:
    """What the page and the endpoints for programs share."""

    assistant: ChatAssistant
    answers: Answers
    searches: Searches
    warming: Warming
    settings: Settings


def services(
    assistant: ChatAssistant,
    settings: Settings,
    *,
    guarded: bool,
    observer: AnswerObserver | None = None,
) -> Services:
    """The services of an assistant.

    Args:
        assistant: searches and answers.
        settings: their bounds.
        guarded: whether whoever asks has an account, and so a limit.
        observer: is told what becomes of each question.
    """
    answers = Answers(
        assistant,
        at_once=settings.answers_at_once,
        most_seconds=settings.answer_seconds,
        most_waiting=settings.queue_length,
        observer=observer,
        throttle=Throttle(settings.questions_per_minute) if guarded else None,
    )
    searches = Searches(
        assistant,
        answers,
        most_seconds=settings.request_seconds,
        most_waiting=settings.queue_length,
    )
    return Services(assistant, answers, searches, Warming(assistant), settings)
