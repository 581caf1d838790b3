"""An account: somebody who may ask, and perhaps change the articles."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What an account may do."""

    READER = "reader"
    """Ask, search and read."""
    EDITOR = "editor"
    """Add and remove articles as well."""


@dataclass(frozen=True)
class Account:
    """Somebody who may ask."""

    id: str
    """Never given twice, so that who gets a name anew does not get what it had."""
    name: str
    role: Role
    version: int = 0
    """Grows with each change of the password, which ends the sessions begun before."""
    vouched: frozenset[str] | None = None
    """What an OpenID provider vouches for: a verified e-mail address, and `oidc:` and each group.
    None where the account is no provider's."""

    @property
    def known_as(self) -> frozenset[str]:
        """What an access list may call its owner, who can't have chosen it.

        At many providers people choose the name that an account here gets.
        """
        return frozenset({self.name}) if self.vouched is None else self.vouched

    @property
    def may_edit(self) -> bool:
        """Whether it may add and remove articles."""
        return self.role is Role.EDITOR


@dataclass(frozen=True)
class ApiKey:
    """A key of an account's, without the secret, which only its owner has."""

    id: str
    account: str
    """Name of the account that it acts for."""
    label: str
    created: str
    """ISO 8601 in UTC."""
