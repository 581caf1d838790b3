"""`python -m assistant` is the command `assistant`."""

from assistant.cli.main import run

run()
