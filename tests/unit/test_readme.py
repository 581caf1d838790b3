"""What README.md promises is there: settings, fields, targets, reasons; see test_documentation."""

import ast
import re
import tomllib
from pathlib import Path

import pytest
from platformdirs import user_cache_path, user_data_path

from assistant import Answer, Citation
from assistant.settings import Settings

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
HEADING = ["| setting | default | meaning |", "| --- | --- | --- |"]
PYTHON = re.findall(r"^```python\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def shown_default(name: str) -> str:
    default = Settings.model_fields[name].get_default(call_default_factory=True)
    if default is None:
        return "–"
    if isinstance(default, Path):  # the table shows where Linux has it
        cached = default.is_relative_to(user_cache_path())
        base, shown = (
            (user_cache_path(), ".cache") if cached else (user_data_path(), ".local/share")
        )
        return f"`~/{shown}/{default.relative_to(base)}`"
    return f"`{default}`"


def settings_table() -> list[str]:
    return HEADING + [
        f"| `{name}` | {shown_default(name)} | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]


def test_settings_table_lists_exactly_the_settings_with_their_defaults() -> None:
    shown = [line for line in README.splitlines() if line.startswith("|")]

    assert shown == settings_table(), "put this into README.md:\n" + "\n".join(settings_table())


def test_settings_example_is_accepted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (example,) = re.findall(r"^```toml\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    (tmp_path / "assistant.toml").write_text(example, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    loaded = Settings.load()

    assert {name: getattr(loaded, name) for name in tomllib.loads(example)} == tomllib.loads(
        example
    )


def test_python_example_reads_fields_that_answers_have() -> None:
    fields = {"answer": Answer.model_fields, "citation": Citation.model_fields}
    read = [
        (node.value.id, node.attr)
        for node in ast.walk(ast.parse(PYTHON[0]))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id in fields
    ]

    assert read
    assert [name for owner, name in read if name not in fields[owner]] == []


def test_make_targets_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = set(re.findall(r"^ {4}make (\w+)|`make (\w+)`", README, re.MULTILINE))
    targets = {one or other for one, other in named}

    assert {"chat", "test", "install"} <= targets
    assert [target for target in targets if f"\n{target}:" not in makefile] == []


def test_every_dependency_is_named_with_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    design = (ROOT / "docs" / "design.md").read_text(encoding="utf-8")
    table = design.partition("## Dependencies")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| ([^|]+) \| [^|]+ \|$", table, re.MULTILINE)
    named = {name for row in rows for name in re.split(r", ", row)}

    needed = {re.match(r"[\w-]+", line).group() for line in project["dependencies"]}  # type: ignore[union-attr]  # each begins with a name

    assert needed <= named
    assert named - needed == {"package", "---", "*extra* openai", "anthropic"} | {
        f"*extra* {extra}"
        for extra in (
            "openvino",
            "eval",
            "load",
            "mcp",
            "oidc",
            "postgres",
            "ray",
            "tracing",
            "training",
            "dev",
        )
    }
