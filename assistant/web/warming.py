"""The model loads while the page is already there."""

import logging
from threading import Thread

from assistant.errors import AssistantError
from assistant.threads import WARMING
from assistant.web.protocols import ChatAssistant

_log = logging.getLogger(__name__)


class Warming:
    """Loads an assistant's model in a thread of its own; a failure shows at the first question."""

    def __init__(self, assistant: ChatAssistant) -> None:
        self._assistant = assistant
        self._thread: Thread | None = None
        self._done = False
        self.failure = ""
        """Why the model could not be loaded; empty where it could, or was not tried."""

    @property
    def done(self) -> bool:
        """Whether the model is loaded."""
        return self._done

    @property
    def running(self) -> bool:
        """Whether the model is being loaded now."""
        return self._thread is not None and self._thread.is_alive()

    def start(self) -> None:
        """Begin, without waiting for the end."""
        self.failure = ""
        self._thread = Thread(target=self._run, name=WARMING, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._assistant.warm()
            self._done = True
        except AssistantError as error:
            self.failure = str(error)
            _log.warning("%s", error)
        except Exception:  # the first question meets it again, and shows it
            self.failure = "the model could not be loaded"
            _log.exception(self.failure)
