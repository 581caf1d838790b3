"""Passwords, hashed by Argon2id with the parameters that RFC 9106 recommends (argon2-cffi)."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from assistant.errors import AssistantError

SHORTEST = 10
"""Characters, where a person chooses (NIST SP 800-63B asks for 8 at least)."""
LONGEST = 200

_hasher = PasswordHasher()
# Compared with where there is no such account, so that the time tells nothing of names.
_NOBODY = _hasher.hash("nobody has this password")


def hashed(password: str) -> str:
    """The password as it may be stored.

    Raises:
        AssistantError: it is too short or too long.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise AssistantError(f"a password has {SHORTEST} to {LONGEST} characters: choose another")
    try:
        return _hasher.hash(password)
    except UnicodeEncodeError as error:
        raise AssistantError("the password is no UTF-8: send it as UTF-8") from error


def matches(password: str, stored: str | None) -> bool:
    """Whether it is the password; takes as long where nothing is stored."""
    if len(password) > LONGEST:
        return False
    try:
        return _hasher.verify(stored or _NOBODY, password) and stored is not None
    except (VerificationError, InvalidHashError, UnicodeEncodeError):
        return False
