"""The words of logging in and out, in English, German and French; see `assistant.web.texts`."""

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.web.texts import Texts


@dataclass(frozen=True)
class LoginTexts:
    """The words of one interface language."""

    log_in: str
    log_out: str
    user_name: str
    log_in_word: str
    wrong_log_in: str
    log_in_elsewhere: str
    openid_failed: str


_ENGLISH = LoginTexts(
    log_in="Log in",
    log_out="Log out",
    user_name="Name",
    log_in_word="Password",
    wrong_log_in="The name or the password is wrong.",
    log_in_elsewhere="Log in with your organisation’s account",
    openid_failed="That log-in did not work, or your account may not read here.",
)

_GERMAN = LoginTexts(
    log_in="Anmelden",
    log_out="Abmelden",
    user_name="Name",
    log_in_word="Passwort",
    wrong_log_in="Name oder Passwort ist falsch.",
    log_in_elsewhere="Mit dem Konto Ihrer Organisation anmelden",
    openid_failed="Die Anmeldung hat nicht geklappt, oder Ihr Konto hat hier keinen Zugang.",
)

_FRENCH = LoginTexts(
    log_in="Se connecter",
    log_out="Se déconnecter",
    user_name="Nom",
    log_in_word="Mot de passe",
    wrong_log_in="Le nom ou le mot de passe est incorrect.",
    log_in_elsewhere="Se connecter avec le compte de votre organisation",
    openid_failed="La connexion a échoué, ou votre compte n’a pas accès à ce service.",
)

LOGIN_TEXTS: Mapping[str, LoginTexts] = {"en": _ENGLISH, "de": _GERMAN, "fr": _FRENCH}


def login_texts(texts: Texts) -> LoginTexts:
    """The words of logging in and out, in the language of the others."""
    return LOGIN_TEXTS[texts.code]
