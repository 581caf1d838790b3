"""Logs as lines of JSON on stderr, each with the id of the request that it belongs to.

Questions, answers, keys and passwords are never logged.
"""

import logging
import sys

from asgi_correlation_id import CorrelationIdFilter
from pythonjsonlogger.json import JsonFormatter

_OURS = ("assistant", "index", "uvicorn")


def log_as_json() -> None:
    """Have everything that is logged in this process come out so; libraries tell warnings only."""
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(CorrelationIdFilter())
    handler.setFormatter(
        JsonFormatter(
            "{levelname}{name}{correlation_id}{message}",
            style="{",
            rename_fields={
                "levelname": "level",
                "name": "logger",
                "correlation_id": "request_id",
            },
            timestamp="time",
            json_ensure_ascii=False,
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in _OURS:
        logging.getLogger(name).setLevel(logging.INFO)
