"""Sessions: a signed cookie says whose it is and when it began; nothing is kept on the server."""

import time

from itsdangerous import BadSignature, URLSafeTimedSerializer

from assistant.access.account import Account

COOKIE = "assistant-session"
# Clocks of servers that know the same sessions differ, and one that was wrong is put back.
_MOST_AHEAD = 3600.0


class Sessions:
    """Makes and reads the cookies.

    Args:
        secret: what they are signed with.
        seconds: as long is one good for.
    """

    def __init__(self, secret: str, seconds: float) -> None:
        self._signer = URLSafeTimedSerializer(secret, salt="assistant-session")
        self._seconds = round(seconds)

    def begin(self, account: Account, *, secure: bool) -> str:
        """The value of a Set-Cookie header; `secure` keeps the cookie to encrypted connections."""
        value = self._signer.dumps([account.id, account.version])
        return _cookie(str(value), self._seconds, secure=secure)

    def end(self, *, secure: bool) -> str:
        """The value of a Set-Cookie header that has the browser forget the cookie."""
        return _cookie("", 0, secure=secure)

    def read(self, cookie: str) -> tuple[str, int] | None:
        """Id and version of the account whose session it is; None for one that is not good."""
        try:
            # With an age, the package refuses what was signed a second from now.
            (account_id, version), begun = self._signer.loads(cookie, return_timestamp=True)
        except (BadSignature, ValueError, TypeError):
            return None
        if not -_MOST_AHEAD <= time.time() - begun.timestamp() <= self._seconds:
            return None
        return str(account_id), int(version)


def _cookie(value: str, seconds: int, *, secure: bool) -> str:
    parts = [f"{COOKIE}={value}", "Path=/", f"Max-Age={seconds}", "HttpOnly", "SameSite=Lax"]
    return "; ".join([*parts, *(["Secure"] if secure else [])])
