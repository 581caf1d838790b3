"""Where a server listens."""

import errno
import socket

from assistant.errors import AssistantError

LOOPBACK = "127.0.0.1,::1"


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens there already, so that the port can't be lost to another program."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise AssistantError(
                f"port {port} is in use: stop what listens there, or choose another with --port"
            ) from error
        raise AssistantError(
            f"can't listen on {host} port {port} ({error.strerror}): choose another with --host "
            "and --port"
        ) from error


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach what listens there."""
    return host in {"localhost", "::1"} or host.startswith("127.")


def address(host: str, port: int) -> str:
    """Where a browser on this machine finds what listens there."""
    name = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    return f"http://{f'[{name}]' if ':' in name else name}:{port}/"
