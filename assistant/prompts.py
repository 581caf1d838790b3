"""Templates of every text that a model is sent; the files are in prompts/."""

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Template

from assistant.errors import AssistantError
from assistant.resources import resource_dir

Message = dict[str, str]
"""`{"role": …, "content": …}`, as chat models take it."""

_TURN = re.compile(r"^=== (system|user|assistant)$", re.MULTILINE)
_VERSION = re.compile(r"^version: (\d+)$", re.MULTILINE)


class PromptError(AssistantError):
    """A template is missing or malformed."""


@dataclass(frozen=True)
class Prompt:
    """A conversation with gaps: `$name` in it is replaced by the value of that name.

    Lines before the first `=== role` line are comments for people, among them `version: N`.
    """

    name: str
    version: int
    turns: tuple[tuple[str, str], ...]
    fingerprint: str

    def messages(self, **values: str) -> list[Message]:
        """The conversation with every gap filled.

        Raises:
            PromptError: a gap has no value.
        """
        try:
            return [
                {"role": role, "content": Template(text).substitute(values)}
                for role, text in self.turns
            ]
        except (KeyError, ValueError) as error:
            raise PromptError(f"prompt {self.name}: no value for {error}") from error

    def prefix(self, **values: str) -> list[Message]:
        """All turns before the last user's: the same for every question, read once."""
        last = max(i for i, (role, _) in enumerate(self.turns) if role == "user")
        return [
            {"role": role, "content": Template(text).safe_substitute(values)}
            for role, text in self.turns[:last]
        ]


@cache
def load_prompt(name: str, language: str = "") -> Prompt:
    """The template `name` in `language`, or the one for every language where there is none.

    Args:
        name: of the template.
        language: ISO 639-1; `de-en` asks for the one from German into English, or else for that
            into English.

    Raises:
        PromptError: there is no such file, or it has no version or no turns.
    """
    folder = resource_dir("prompts")
    into = language.rpartition("-")[2]
    for kind in (f"{name}.{language}", f"{name}.{into}", name):
        path = folder / f"{kind}.md"
        if path.is_file():
            return _parse(name, path)
    raise PromptError(f"no prompt {name} in {folder}; install the package again")


@cache
def prompts_fingerprint() -> str:
    """Hash of all templates, short hex: results made with other prompts are told apart by it.

    As they were at first: a template that is changed while the program runs is not read again.
    """
    digest = hashlib.sha256()
    for path in sorted(resource_dir("prompts").glob("*.md")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _parse(name: str, path: Path) -> Prompt:
    text = path.read_text(encoding="utf-8")
    head, *rest = _TURN.split(text)
    version = _VERSION.search(head)
    if version is None or not rest:
        raise PromptError(f"prompt {path}: needs a line `version: N` and turns `=== role`")
    turns = tuple((role, body.strip()) for role, body in zip(rest[::2], rest[1::2], strict=True))
    fingerprint = hashlib.sha256(text.encode()).hexdigest()[:16]
    return Prompt(name, int(version.group(1)), turns, fingerprint)
