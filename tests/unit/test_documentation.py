"""What the pages of the documentation name is there: links, commands, settings, Python's names."""

import ast
import builtins
import importlib
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from assistant.cli.main import app
from assistant.settings import Settings

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    page
    for pattern in (
        "*.md",
        "docs/*.md",
        "corpus/*.md",
        "training/*.md",
        "assistant/**/README.md",
        "index/**/README.md",
    )
    for page in ROOT.glob(pattern)
)
TEXTS = {page.relative_to(ROOT).as_posix(): page.read_text(encoding="utf-8") for page in PAGES}
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def fenced(language: str) -> list[tuple[str, str]]:
    """Examples in a language, each with the page that it stands on."""
    return [
        (page, code)
        for page, text in TEXTS.items()
        for named, code in _FENCE.findall(text)
        if named == language
    ]


PYTHON = fenced("python")
TOML = fenced("toml")
# Lines with alternatives or options that may be left out are no commands, but say which there are.
COMMANDS = [
    (page, line)
    for page, text in TEXTS.items()
    for line in re.findall(r"^ {4}assistant (.+?)(?: +#.*)?$", text, re.MULTILINE)
    if not re.search(r"[\[|]", line)
]


def pages_of(examples: list[tuple[str, str]]) -> list[str]:
    return [page for page, _ in examples]


def anchors(text: str) -> set[str]:
    """Names of the headings of a page, as GitHub makes them."""
    found: set[str] = set()
    for heading in re.findall(r"^#{1,6} (.+)$", _FENCE.sub("", text), re.MULTILINE):
        shown = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).strip().lower()
        name = re.sub(r"[^\w -]", "", shown).replace(" ", "-")
        again = (f"{name}-{number}" for number in range(1, 100))
        found.add(next(filter(lambda each: each not in found, again)) if name in found else name)
    return found


def leads_nowhere(page: str, text: str) -> Iterator[str]:
    links = re.findall(r"\]\(([^)\s]+)\)|(?:src|href)=\"([^\"]+)\"", text)
    for link in (one or other for one, other in links):
        if "://" in link:
            continue
        path, _, anchor = link.partition("#")
        target = ((ROOT / page).parent / path).resolve() if path else ROOT / page
        there = target.exists()
        if not there or (anchor and anchor not in anchors(target.read_text(encoding="utf-8"))):
            yield link


def test_pages_are_found() -> None:
    assert {"README.md", "docs/design.md", "training/README.md", "corpus/README.md"} <= set(TEXTS)


@pytest.mark.parametrize("page", TEXTS)
def test_every_link_leads_somewhere(page: str) -> None:
    assert list(leads_nowhere(page, TEXTS[page])) == []


def test_link_that_leads_nowhere_would_be_noticed() -> None:
    text = "[a](design.md) [b](design.md#set-up) [c](design.md#no-such) [d](no-such.md) [e](#x)"
    assert list(leads_nowhere("docs/install.md", text)) == ["design.md#no-such", "no-such.md", "#x"]


@pytest.mark.parametrize(("page", "line"), COMMANDS)
def test_command_and_its_options_exist(page: str, line: str) -> None:
    words = line.split()
    command: Any = typer.main.get_command(app)
    while hasattr(command, "commands"):
        assert words[0] in command.commands, page
        command = command.commands[words.pop(0)]
    known = {option for parameter in command.params for option in parameter.opts}
    known |= {option for parameter in command.params for option in parameter.secondary_opts}

    assert {word for word in words if word.startswith("--")} <= known, page


@pytest.mark.parametrize(("page", "code"), PYTHON, ids=pages_of(PYTHON))
def test_python_example_imports_what_there_is_and_names_nothing_else(page: str, code: str) -> None:
    nodes = list(ast.walk(ast.parse(code)))
    imports = [node for node in nodes if isinstance(node, ast.ImportFrom)]
    known = {alias.name for node in imports for alias in node.names} | set(dir(builtins))
    names = [node for node in nodes if isinstance(node, ast.Name)]
    known |= {node.id for node in names if isinstance(node.ctx, ast.Store)}

    assert imports, page
    for node in imports:
        module = importlib.import_module(str(node.module))
        assert [alias.name for alias in node.names if not hasattr(module, alias.name)] == []
    assert {node.id for node in names} - known == set()


@pytest.mark.parametrize(("page", "example"), TOML, ids=pages_of(TOML))
def test_settings_of_an_example_are_known(page: str, example: str) -> None:
    of_access_list = {"groups", "collections"}

    assert tomllib.loads(example).keys() <= Settings.model_fields.keys() | of_access_list, page
