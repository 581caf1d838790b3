"""The container files, read as what runs them would read them."""

import re
import shlex
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import typer
import yaml

from assistant.cli.main import app
from assistant.models.catalogue import CATALOGUE
from assistant.settings import Settings

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "containers"
COMPOSE: dict[str, Any] = yaml.safe_load((FOLDER / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: each for name, each in SERVICES.items() if each["image"] == "article-assistant"}
CONTAINERFILE = (FOLDER / "Containerfile").read_text(encoding="utf-8")
STEPS = [
    line.split(maxsplit=1)
    for line in re.sub(r"\\\n", " ", CONTAINERFILE).splitlines()
    if line and not line.startswith("#")
]


def steps(name: str) -> list[str]:
    return [rest for step, rest in STEPS if step == name]


def settings_of(service: dict[str, Any]) -> dict[str, str]:
    """Its variables, those that a person fills in filled in."""
    return {
        name: re.sub(r"\$\{[^}]+\}", "filled", value)
        for name, value in service["environment"].items()
    }


def reached(address: str) -> tuple[str, int | None]:
    parts = urlsplit(address)
    return str(parts.hostname), parts.port


def test_two_chats_are_alike_but_for_their_cache() -> None:
    first, second = ({**SERVICES[name], "volumes": None} for name in ("chat-1", "chat-2"))
    assert first == second
    assert SERVICES["chat-1"]["volumes"] != SERVICES["chat-2"]["volumes"]


def parse(words: list[str]) -> None:
    """Parse a command line as `assistant` would, and run nothing.

    Raises:
        Exception: it has no such command, option or argument.
    """
    command: Any = typer.main.get_command(app)
    while hasattr(command, "commands"):
        command = command.commands[words[0]]
        words = words[1:]
    command.make_context("assistant", list(words))


@pytest.mark.parametrize("name", OURS)
def test_command_is_one_that_our_command_line_takes(name: str) -> None:
    parse(OURS[name]["command"])


def test_command_that_it_does_not_take_would_be_noticed() -> None:
    for wrong in (["serv"], ["serve", "--reqire-login"], ["models", "pull", "one", "two"]):
        with pytest.raises(Exception):  # noqa: B017, PT011 - Typer's own class, or KeyError
            parse(wrong)


@pytest.mark.parametrize("name", OURS)
def test_variables_are_settings_with_values_that_they_take(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable, value in settings_of(OURS[name]).items():
        monkeypatch.setenv(variable, value)
    loaded = Settings.load()
    assert loaded.index_database == loaded.conversations


def test_every_server_that_the_settings_name_is_a_service_on_a_network_of_the_chats() -> None:
    settings = settings_of(SERVICES["chat-1"])
    named = {reached(settings[f"ASSISTANT_{name}"]) for name in ("LLM", "STORE", "INDEX_DATABASE")}
    assert named == {("llama", 8080), ("chroma", 8000), ("postgres", 5432)}
    for host, _ in named:
        assert set(SERVICES[host]["networks"]) & set(SERVICES["chat-1"]["networks"])


def test_model_server_has_the_file_that_was_fetched_and_checked() -> None:
    *_, name = SERVICES["model"]["command"]
    command = SERVICES["llama"]["command"]
    options = dict(zip(command[::2], command[1::2], strict=True))
    assert options["--model"] == f"/cache/models/{CATALOGUE[name].file}"
    llm = urlsplit(settings_of(SERVICES["chat-1"])["ASSISTANT_LLM"])
    assert (options["--alias"], options["--port"]) == (llm.fragment, str(llm.port))
    (mount,) = SERVICES["llama"]["volumes"]
    assert mount == f"{SERVICES['model']['volumes'][0]}:ro"


def test_only_the_proxy_can_be_reached_and_only_its_word_is_believed() -> None:
    assert [name for name, each in SERVICES.items() if "ports" in each] == ["proxy"]
    (front,) = COMPOSE["networks"]["front"]["ipam"]["config"]
    assert settings_of(SERVICES["chat-1"])["ASSISTANT_TRUSTED_PROXIES"] == front["subnet"]
    inside = {name for name, each in SERVICES.items() if "front" in each["networks"]}
    assert inside == {"proxy", "chat-1", "chat-2"}
    assert COMPOSE["networks"]["back"]["internal"]
    assert all("--require-login" in SERVICES[name]["command"] for name in ("chat-1", "chat-2"))


def test_proxy_keeps_a_reader_with_one_chat_and_asks_whether_it_lives() -> None:
    """An outage behind the chats must not take both of them, which say what is wrong, away."""
    told = (FOLDER / "Caddyfile").read_text(encoding="utf-8")
    assert "reverse_proxy chat-1:7860 chat-2:7860 {" in told
    assert "lb_policy cookie" in told
    assert re.findall(r"^\s*health_uri (\S+)", told, re.M) == ["/healthz"]


def test_what_is_named_is_there() -> None:
    for service in SERVICES.values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            there = (FOLDER / source).exists() if source[0] == "." else source in COMPOSE["volumes"]
            assert there, source
        assert set(service["networks"]) <= set(COMPOSE["networks"])
        assert set(service.get("depends_on", ())) <= set(SERVICES)


def test_variables_that_a_person_fills_in_are_explained_and_hold_no_secret() -> None:
    text = (FOLDER / "compose.yaml").read_text(encoding="utf-8")
    explained = dict(re.findall(r"^(\w+)=(.*)$", (FOLDER / "env.example").read_text(), re.M))
    assert set(re.findall(r"\$\{(\w+)", text)) == set(explained)
    assert explained["POSTGRES_PASSWORD"] == ""
    assert ":${POSTGRES_PASSWORD:?" in text


def test_image_runs_as_nobody_in_particular_from_files_that_are_in_the_checkout() -> None:
    assert steps("USER") == ["assistant"]
    order = [step for step, _ in STEPS]
    assert order.index("USER") < order.index("ENTRYPOINT")
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    for step in steps("COPY"):
        *sources, _ = [word for word in shlex.split(step) if not word.startswith("--")]
        for source in sources:
            if source.startswith("/"):
                continue  # from the stage before
            assert (ROOT / source).exists(), source
            assert f"!{source}" in ignored, source


def locked(name: str) -> dict[str, set[str]]:
    """What a lock has, each with what wants it."""
    text = (ROOT / name).read_text(encoding="utf-8")
    blocks = re.findall(r"^([a-z][\w-]*)==(.*?)(?=^[a-z]|\Z)", text, re.M | re.S)
    return {package: set(re.findall(r"^ +# +(?:via )?([\w-]+)$", b, re.M)) for package, b in blocks}


def test_image_has_what_the_settings_can_switch_on() -> None:
    (picked,) = re.findall(r"wanted = /\^\(?([^)/]+)\)?/", " ".join(steps("RUN")))
    developers = locked("requirements-dev.lock")
    extras = {name for name in developers if name.startswith(tuple(picked.split("|")))}
    installed = extras | locked("requirements.lock").keys()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for extra in ("mcp", "oidc", "openai", "postgres", "tracing"):
        wanted = {
            re.split(r"[^\w-]", each)[0].lower() for each in project["optional-dependencies"][extra]
        }
        assert wanted <= installed, extra
    brought = {name for name, wanted_by in developers.items() if wanted_by & extras}
    assert brought
    assert brought <= installed


def test_image_has_what_the_locks_have_and_serves_where_it_says() -> None:
    assert all(
        "--require-hashes" in step or "--no-deps" in step
        for step in re.findall(r"pip install [^&]+", " ".join(steps("RUN")))
    )
    variables = dict(re.findall(r"(ASSISTANT_\w+)=(\S+)", " ".join(steps("ENV"))))
    for variable in variables:
        assert variable.removeprefix("ASSISTANT_").lower() in Settings.model_fields
    port = variables["ASSISTANT_PORT"]
    assert steps("EXPOSE") == [port]
    assert f":{port}/healthz" in steps("HEALTHCHECK")[0]
    assert all(f"chat-{n}:{port}" in (FOLDER / "Caddyfile").read_text() for n in (1, 2))
    assert steps("ENTRYPOINT") == ['["assistant"]']
