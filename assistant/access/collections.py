"""Collections: which articles only some may read, and who they are, as one file says it."""

import logging
import re
import time
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Annotated

from pathspec import GitIgnoreSpec
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.access.account import Account, Role
from assistant.errors import AssistantError, SettingsError

_log = logging.getLogger(__name__)
# A file that was changed within this time may still be being written. Half of it can be valid, and
# would name fewer collections.
_SETTLED_SECONDS = 1.0
_GROUP = "@"
_ROLES = {role.value: role for role in Role}
_Name = Annotated[str, Field(min_length=1)]


class _Collection(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    articles: list[_Name] = Field(min_length=1)
    readers: list[_Name]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    # An empty file is one that is being written, or a mistake: it must not open everything.
    collections: dict[str, _Collection] = Field(min_length=1)
    groups: dict[str, list[_Name]] = {}


@dataclass(frozen=True)
class Collection:
    """Articles that only some may read."""

    name: str
    patterns: tuple[str, ...]
    """Which articles: lines as in a .gitignore, against their ids."""
    names: frozenset[str]
    """Of those who may read them; see `Account.known_as`."""
    roles: frozenset[Role] = frozenset()
    """Whose accounts may read them, whatever their names."""
    _spec: GitIgnoreSpec = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_spec", GitIgnoreSpec.from_lines(self.patterns))

    def holds(self, article_id: str) -> bool:
        """Whether an article belongs to it.

        An article of a file of many, whose id is `path#own`, does where its file does.
        """
        return any(self._spec.match_file(path) for path in _paths(article_id))

    def admits(self, account: Account | None) -> bool:
        """Whether somebody may read its articles; None is who has not logged in."""
        if account is None:
            return False
        return not self.names.isdisjoint(account.known_as) or account.role in self.roles


@dataclass(frozen=True)
class Sight:
    """What somebody may see: everything but the articles of some collections."""

    denied: tuple[Collection, ...] = ()

    def may_read(self, article_id: str) -> bool:
        """Whether the article is none of a collection that is closed to them."""
        return not any(collection.holds(article_id) for collection in self.denied)

    @property
    def name(self) -> str:
        """The same for those who see the same; empty for who may see everything."""
        if not self.denied:
            return ""
        patterns = sorted(collection.patterns for collection in self.denied)
        return sha256(repr(patterns).encode("utf-8", "surrogatepass")).hexdigest()[:32]


EVERYTHING = Sight()


class AccessList:
    """The collections of a file, as it now is.

    The file is looked at before each use, and read again where it has changed. One that is then
    wrong or gone changes nothing: what held before holds on, and the log says why.

    Args:
        path: of the file.

    Raises:
        SettingsError: it can't be read, or is wrong.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        self._stamp = _stamp(path)
        self._tried = self._stamp
        self._collections = read_collections(path)

    def sight_of(self, account: Account | None) -> Sight:
        """What an account may see; None is who has not logged in."""
        return Sight(tuple(each for each in self.collections if not each.admits(account)))

    @property
    def collections(self) -> tuple[Collection, ...]:
        """All collections, in the order of the file."""
        with self._lock:
            stamp = _stamp(self._path)
            if stamp not in {self._stamp, self._tried} and not _is_fresh(stamp):
                self._tried = stamp
                self._read(stamp)
            return self._collections

    def _read(self, stamp: "_Stamp") -> None:
        try:
            self._collections = read_collections(self._path)
        except SettingsError as error:
            _log.error("%s; what held before holds on", error)
        else:
            self._stamp = stamp
            _log.info("read who may read what anew from %s", self._path)


def read_collections(path: Path) -> tuple[Collection, ...]:
    """Read a file of collections.

    Raises:
        SettingsError: it can't be read, or is wrong.
    """
    try:
        given = _File.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
        return tuple(
            _collection(name, each, given.groups) for name, each in given.collections.items()
        )
    except OSError as error:
        reason = error.strerror or str(error)
    except ValidationError as error:
        problem = error.errors()[0]
        reason = f"{'.'.join(map(str, problem['loc']))}: {problem['msg']}"
    except (ValueError, AssistantError) as error:  # no TOML, no UTF-8, no pattern
        reason = str(error)
    raise SettingsError(f"the access list {path} can't be used ({reason}): mend it")


def _collection(name: str, given: _Collection, groups: Mapping[str, Sequence[str]]) -> Collection:
    for pattern in given.articles:
        if wrong := _wrong_pattern(pattern):
            raise SettingsError(f"collections.{name}.articles: {pattern!r} {wrong}")
    names: set[str] = set()
    roles: set[Role] = set()
    for reader in given.readers:
        group = reader.removeprefix(_GROUP)
        if group == reader:
            names.add(reader)
        elif group in groups:
            names.update(groups[group])
        elif group in _ROLES:
            roles.add(_ROLES[group])
        else:
            raise SettingsError(f"collections.{name}.readers: there is no group {group!r}")
    if Role.READER in roles:
        roles.add(Role.EDITOR)  # who may do more than a reader is one
    if nested := [each for members in groups.values() for each in members if each[0] == _GROUP]:
        raise SettingsError(f"groups: {nested[0]!r} is a group, and groups hold users alone")
    patterns = tuple(unicodedata.normalize("NFC", pattern) for pattern in given.articles)
    return Collection(name, patterns, frozenset(names), frozenset(roles))


def _wrong_pattern(pattern: str) -> str:
    """What keeps a pattern from ever fitting an id; empty where nothing does."""
    if "\\" in pattern:
        return "has a backslash: write forward slashes"
    if not pattern.strip("!/ ") or pattern.startswith("#"):
        return "names no article"
    if re.match(r"!?/?\.{1,2}/", pattern) or "/../" in pattern:
        return "is no path below the folder of the articles: leave out the dots"
    return ""


def _paths(article_id: str) -> Iterator[str]:
    """The id, and whatever before a # in it may be the file."""
    yield article_id
    for found in re.finditer("#", article_id):
        yield article_id[: found.start()]


@dataclass(frozen=True)
class _Stamp:
    """What changes with a file."""

    place: tuple[int, int] = (0, 0)
    size: int = -1
    written: int = 0
    """Nanoseconds since 1970."""
    changed: int = 0


def _stamp(path: Path) -> _Stamp:
    try:
        found = path.stat()
    except OSError:
        return _Stamp()  # reading it then says what is wrong
    place = found.st_dev, found.st_ino
    return _Stamp(place, found.st_size, found.st_mtime_ns, found.st_ctime_ns)


def _is_fresh(stamp: _Stamp) -> bool:
    return 0 <= time.time() - stamp.written / 1e9 < _SETTLED_SECONDS
