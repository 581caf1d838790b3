"""Passwords as they are hashed outside of tests, for which hashing is made quick."""

import importlib.util
from types import ModuleType

import pytest

from assistant.access import passwords as quick

PASSWORD = "correct horse"


@pytest.fixture
def passwords() -> ModuleType:
    """The module as it is loaded elsewhere."""
    specification = importlib.util.spec_from_file_location("passwords", str(quick.__file__))
    assert specification
    assert specification.loader
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def test_passwords_are_hashed_as_the_rfc_recommends_for_little_memory(
    passwords: ModuleType,
) -> None:
    stored = passwords.hashed(PASSWORD)
    assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=4$")  # RFC 9106, section 4
    assert passwords.hashed(PASSWORD) != stored
    assert passwords.matches(PASSWORD, stored)
    assert not passwords.matches(PASSWORD + "x", stored)


def test_name_that_nobody_has_takes_as_much_work(passwords: ModuleType) -> None:
    parameters = passwords.hashed(PASSWORD).rpartition("$")[0].rpartition("$")[0]
    assert passwords._NOBODY.startswith(parameters)
    assert not passwords.matches(PASSWORD, None)
    assert not passwords.matches("nobody has this password", None)
