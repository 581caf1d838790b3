from pathlib import Path

import pytest

from assistant.errors import SettingsError
from assistant.settings import Settings


def settings_file(text: str) -> Path:
    """assistant.toml in the working folder, which is the test's own."""
    path = Path("assistant.toml")
    path.write_text(text, encoding="utf-8")
    return path


def test_defaults_need_no_key_and_no_server() -> None:
    settings = Settings.load()
    assert settings.llm.startswith("embedded:")
    assert settings.embeddings.startswith("embedded:")
    assert settings.store is None
    assert settings.host == "127.0.0.1"


def test_flags_win_over_variables_and_variables_over_the_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings_file("port = 1111\npassages = 3\nthreads = 1\n")
    monkeypatch.setenv("ASSISTANT_PORT", "2222")
    monkeypatch.setenv("ASSISTANT_PASSAGES", "4")
    settings = Settings.load(port=3333)
    assert (settings.port, settings.passages, settings.threads) == (3333, 4, 1)


def test_override_of_none_counts_as_not_given() -> None:
    settings_file("port = 1111\n")
    assert Settings.load(port=None).port == 1111


def test_empty_variable_counts_as_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_INDEX", "")
    monkeypatch.setenv("ASSISTANT_THREADS", "")
    settings = Settings.load()
    assert settings.index is None
    assert settings.threads is None


def test_home_is_written_as_a_tilde() -> None:
    settings_file('index = "~/my-index"\n')
    assert Settings.load().index == Path.home() / "my-index"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('modle = "x"\n', "modle"),
        ("[chat]\nport = 1\n", "chat"),
        ('port = "many"\n', "port"),
        ('index_database = "mysql://ann:secret@host/db"\n', "index_database"),
        ("port = 70000\n", "port"),
        ("articles = '~nobody-of-that-name/x'\n", "articles.*names no home folder"),
        ("store = 'ftp://host/x'\n", "store.*must be a folder"),
        ("answer_threshold = 2\n", "answer_threshold"),
        ("threads = 0\n", "threads"),
        ("port = = 1\n", "assistant.toml"),
        ("llm = 'one\n", "assistant.toml"),
    ],
)
def test_mistake_in_the_file_is_named_in_one_line(text: str, named: str) -> None:
    settings_file(text)
    with pytest.raises(SettingsError, match=named) as caught:
        Settings.load()
    assert "\n" not in str(caught.value)


def test_without_a_home_folders_are_to_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ASSISTANT_CACHE", "XDG_CACHE_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name)
    monkeypatch.setattr("os.path.expanduser", str)
    with pytest.raises(SettingsError, match=r"no home folder; .*ASSISTANT_CACHE"):
        Settings.load()
    settings = Settings.load(cache=Path("/somewhere"), articles=Path("/elsewhere"))
    assert (settings.cache, settings.articles) == (Path("/somewhere"), Path("/elsewhere"))


def test_file_that_is_no_text_is_named() -> None:
    Path("assistant.toml").write_bytes(b"llm = '\xff\xfe'\n")
    with pytest.raises(SettingsError, match=r"assistant\.toml"):
        Settings.load()


def test_misspelt_variable_is_named_with_the_known_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_MODEL", "x")
    with pytest.raises(SettingsError, match=r"ASSISTANT_MODEL.*ASSISTANT_LLM"):
        Settings.load()


def test_unknown_override_is_named_with_the_known_ones() -> None:
    with pytest.raises(SettingsError, match=r"'modle'.*llm"):
        Settings.load(modle="x")


def test_two_places_of_one_index_are_refused_but_an_option_wins(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings_file('index = "my-index"\n')
    monkeypatch.setenv("ASSISTANT_INDEX_DATABASE", "postgresql://host/database")
    with pytest.raises(SettingsError, match="index and index_database"):
        Settings.load()
    assert Settings.load(index=Path("other")).index_place == Path("other")


def test_secrets_are_not_in_what_settings_look_like() -> None:
    settings = Settings.load(
        store_token="a-secret", index_database="postgresql://ann:a-secret@host/database"
    )
    assert "a-secret" not in repr(settings)
    assert settings.index_place == "postgresql://ann:a-secret@host/database"
