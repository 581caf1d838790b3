"""Settings from assistant.toml, then ASSISTANT_* variables, then what the caller passes."""

import os
from pathlib import Path
from typing import Any, Literal, Self, TypedDict

from platformdirs import user_cache_path, user_data_path
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from assistant.errors import SettingsError

SETTINGS_FILE = "assistant.toml"
ENVIRONMENT_PREFIX = "ASSISTANT_"

# Variables that are no settings of `Settings` itself but begin with the same prefix.
_OTHER_VARIABLES = frozenset({"ASSISTANT_DEBUG", "ASSISTANT_OFFLINE"})


def _default_cache() -> Path:
    return user_cache_path("article-assistant", appauthor=False)


def _default_articles() -> Path:
    return user_data_path("article-assistant", appauthor=False) / "articles"


class CachedIndexOptions(TypedDict):
    """Arguments of `assistant.bundled` that settings decide: how an index in the cache is made."""

    embeddings: str
    cache: Path
    cache_bytes: int


class IndexOptions(CachedIndexOptions):
    """Arguments of `ArticleIndex.open` that settings decide."""

    store: str | None
    store_token: str | None


class Settings(BaseSettings):
    """Everything that can be configured; unknown keys are refused.

    Use `Settings.load`, which turns every mistake into a one-line `SettingsError`.
    """

    model_config = SettingsConfigDict(
        env_prefix=ENVIRONMENT_PREFIX,
        env_ignore_empty=True,
        toml_file=SETTINGS_FILE,
        extra="forbid",
        frozen=True,
    )

    llm: str = Field(
        default="embedded:qwen2.5-coder-1.5b",
        description="Model that writes: embedded:NAME, gguf:PATH, http://host:port/v1#model, "
        "openai:MODEL or anthropic:MODEL.",
    )
    embeddings: str = Field(
        default="embedded:multilingual-e5-small",
        description="Model that embeds: embedded:NAME, http://host:port/v1#model or openai:MODEL.",
    )
    store: str | None = Field(
        default=None,
        description="Where vectors live: a folder, or http(s)://host:port/collection of a Chroma "
        "server (or …/tenant/database/collection). Default: inside the index folder.",
    )
    store_token: str | None = Field(
        default=None,
        repr=False,
        description="What the Chroma server, or the proxy before it, knows this program by: a "
        "token, or scheme and credentials as HTTP's Authorization has them. Default: none.",
    )
    index: Path | None = Field(
        default=None, description="Folder of the index. Default: the bundled articles."
    )
    index_database: str | None = Field(
        default=None,
        repr=False,
        description="A database in place of the index folder, for any number of machines: "
        "postgresql://user:password@host/database; needs the extra [postgres] and a Chroma server "
        "as store. Default: none.",
    )
    articles: Path = Field(
        default_factory=_default_articles,
        description="Folder of your own articles, served where no index is named. The web chat "
        "copies the bundled articles there once you add or remove one.",
    )
    cache: Path = Field(
        default_factory=_default_cache,
        description="Folder of models, of the bundled index, and of the vectors that all indexes "
        "share.",
    )
    vector_cache_megabytes: int = Field(
        default=2048,
        ge=1,
        description="Most megabytes of shared vectors: text embedded once is not embedded again, "
        "in whatever index. What was unused for longest goes first.",
    )
    model_source: str | None = Field(
        default=None, description="Folder or base address to take model files from first."
    )
    threads: int | None = Field(
        default=None, ge=1, description="Threads of the embedded model. Default: usable cores."
    )
    context_tokens: int = Field(
        default=4096, ge=1024, description="Context window of the embedded model, in tokens."
    )
    judge_engine: Literal["auto", "llama.cpp", "openvino"] = Field(
        default="auto",
        description="What runs the embedded model where it judges quotes and writes. auto: "
        "OpenVINO where it is installed (extra [openvino]), the processor has VNNI or AMX and "
        "there are 5 GB of memory, else llama.cpp. OpenVINO takes 1.6 GB of the cache more.",
    )
    passages: int = Field(
        default=12, ge=1, le=50, description="Passages that retrieval hands to evidence."
    )
    answer_tokens: int = Field(default=160, ge=16, description="Most tokens of one draft.")
    answer_seconds: float = Field(
        default=300.0,
        gt=0.0,
        description="An answer ends after that many seconds without a sign of life from the model.",
    )
    answer_threshold: float = Field(
        default=0.45,
        ge=0.0,
        le=1.0,
        description="Refuse when the calibrated chance that the articles answer is below this: "
        "lower answers more, higher refuses more.",
    )
    answer_cache: bool = Field(
        default=True,
        description="Give a question that was asked before of the same articles, by the same "
        "model, the answer it had; false makes each anew.",
    )
    answers_at_once: int = Field(
        default=2, ge=1, description="As many answers are written at the same time by one process."
    )
    queue_length: int = Field(
        default=100,
        ge=0,
        description="As many questions wait for their turn in one process; more are turned away.",
    )
    request_seconds: float = Field(
        default=600.0,
        gt=0.0,
        description="A program's question or search (HTTP API, Gradio's endpoints, tools at /mcp) "
        "and the translation of a quote end after that many seconds, waiting included.",
    )
    shutdown_seconds: float = Field(
        default=30.0,
        ge=0.0,
        description="As long may answers under way take when `assistant serve` is stopped.",
    )
    workers: int = Field(
        default=1, ge=1, le=64, description="Processes of `assistant serve`; see docs/serving.md."
    )
    host: str = Field(default="127.0.0.1", description="Address the server listens on.")
    port: int = Field(default=7860, ge=0, le=65535, description="Port of the server.")
    feedback: Path | None = Field(
        default=None,
        description="File of the ratings given in the web chat. Default: feedback.jsonl in the "
        "cache.",
    )
    conversations: str | None = Field(
        default=None,
        repr=False,
        description="Where the web chat keeps conversations: a file, the URL of a database as "
        "SQLAlchemy takes it, or none. Default: conversations.sqlite in the cache.",
    )
    mcp: bool = Field(
        default=False, description="Whether the web chat has tools for MCP clients at /mcp."
    )
    auth: str | None = Field(
        default=None,
        repr=False,
        description="USER:PASSWORD of an account that may add and remove articles, beside those of "
        "`assistant users`. Default: none.",
    )
    require_login: bool | None = Field(
        default=None,
        description="Whether readers and programs must log in. Default: where others can reach the "
        "server, or auth, oidc_issuer or proxy_user_header is set.",
    )
    collections: Path | None = Field(
        default=None,
        description="File that says which articles only some readers may see; see docs/access.md. "
        "Default: everybody who may ask sees all.",
    )
    questions_per_minute: int = Field(
        default=60,
        ge=1,
        description="Questions and searches of one account in a minute, where one has to log in.",
    )
    trusted_proxies: str = Field(
        default="127.0.0.1,::1",
        description="Addresses or networks, separated by commas, of proxies whose X-Forwarded-For, "
        "X-Forwarded-Proto and X-Forwarded-Host are believed.",
    )
    allowed_hosts: str | None = Field(
        default=None,
        description="Names of hosts, separated by commas, by which a proxy passes requests on to a "
        "server on 127.0.0.1 where nobody logs in, and to /mcp; * for any. Default: localhost and "
        "loopback addresses alone.",
    )
    proxy_user_header: str | None = Field(
        default=None,
        description="Header in which a trusted proxy names who has logged in there, such as "
        "X-Forwarded-User. Default: none.",
    )
    oidc_issuer: str | None = Field(
        default=None,
        description="Address of an OpenID Connect provider where readers log in; needs the extra "
        "[oidc]. Default: none.",
    )
    oidc_client_id: str | None = Field(
        default=None, description="What the provider knows this server by."
    )
    oidc_client_secret: str | None = Field(
        default=None, repr=False, description="The secret that the provider gave it."
    )
    oidc_readers: str | None = Field(
        default=None,
        description="Groups, or @domains of verified e-mail addresses, separated by commas, that "
        "may log in there. Default: everybody whom the provider lets in.",
    )
    oidc_editors: str | None = Field(
        default=None, description="The same for those who may add and remove articles."
    )
    session_hours: float = Field(
        default=12.0, gt=0.0, description="Hours until one has to log in again."
    )

    read_only: bool | None = Field(
        default=None,
        description="Whether the web chat lets nobody add or remove articles. Default: only where "
        "others can reach it without log-in.",
    )
    upload_megabytes: int = Field(
        default=50, ge=1, description="Most megabytes of a file that is added in the web chat."
    )

    @field_validator("index_database")
    @classmethod
    def _is_postgres(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("postgresql://", "postgres://")):
            raise ValueError("must begin with postgresql://")
        return value

    @field_validator("store")
    @classmethod
    def _is_folder_or_server(cls, value: str | None) -> str | None:
        if value is not None and "://" in value and not value.startswith(("http://", "https://")):
            raise ValueError("must be a folder, or begin with http:// or https://")
        return value

    @field_validator("articles", "cache", "collections", "index", "feedback")
    @classmethod
    def _expand_home(cls, value: Path | None) -> Path | None:
        try:
            return value.expanduser() if value is not None else None
        except RuntimeError as error:  # of nobody whom the system knows
            raise ValueError(f"{value} names no home folder; write the folder out") from error

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the signature is pydantic's
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the same
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Flags win over variables, variables over the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @property
    def index_place(self) -> str | Path | None:
        """Where the index is, as `ArticleIndex.open` takes it; None where none is named."""
        return self.index_database or self.index

    def index_options(self) -> IndexOptions:
        """Return how `ArticleIndex.open` is to open an index."""
        made = self.cached_index_options()
        return {**made, "store": self.store, "store_token": self.store_token}

    def cached_index_options(self) -> CachedIndexOptions:
        """Return how an index in the cache is to be made."""
        return {
            "embeddings": self.embeddings,
            "cache": self.cache,
            "cache_bytes": self.vector_cache_megabytes * 2**20,
        }

    @classmethod
    def load(cls, **overrides: Any) -> Self:  # noqa: ANN401 - values are validated by pydantic
        """Read all sources; an override of None counts as not given.

        Raises:
            SettingsError: a key is unknown, a value malformed, or assistant.toml no TOML.
        """
        unknown = _unknown_variables(cls)
        if unknown:
            raise SettingsError(
                f"unknown setting {unknown[0]} in the environment; known settings: "
                + ", ".join(f"{ENVIRONMENT_PREFIX}{name.upper()}" for name in cls.model_fields)
            )
        given = {name: value for name, value in overrides.items() if value is not None}
        if "index" in given:  # an option wins over the database that file or variable name
            given.setdefault("index_database", None)
        try:
            loaded = cls(**given)
        except ValidationError as error:
            raise SettingsError(_first_problem(error)) from error
        except RuntimeError as error:  # of platformdirs, for an account without one
            raise SettingsError(
                "this account has no home folder; set HOME, or name folders in "
                f"{ENVIRONMENT_PREFIX}CACHE and {ENVIRONMENT_PREFIX}ARTICLES"
            ) from error
        except (ValueError, OSError) as error:  # no TOML, no UTF-8, or no permission
            raise SettingsError(f"{SETTINGS_FILE} can't be read: {error}") from error
        if loaded.index is not None and loaded.index_database is not None:
            raise SettingsError(
                "the settings index and index_database name two places for one index; leave out "
                "one of them"
            )
        return loaded


def _unknown_variables(settings: type[Settings]) -> list[str]:
    known = {f"{ENVIRONMENT_PREFIX}{name.upper()}" for name in settings.model_fields}
    return sorted(
        name
        for name in os.environ
        if name.startswith(ENVIRONMENT_PREFIX)
        and name.upper() not in known
        and name not in _OTHER_VARIABLES
    )


def _first_problem(error: ValidationError) -> str:
    problem = error.errors()[0]
    name = ".".join(str(part) for part in problem["loc"])
    if problem["type"] == "extra_forbidden":
        return f"unknown setting {name!r}; known settings: {', '.join(Settings.model_fields)}"
    return f"setting {name!r}: {problem['msg'][0].lower()}{problem['msg'][1:]}"
