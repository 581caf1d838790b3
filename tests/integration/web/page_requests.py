"""Requests as Gradio hands them to the events of a page."""

from types import SimpleNamespace

import gradio as gr

from assistant.web.readers import COOKIE

SECRET = "a browser's own secret".ljust(43, ".")


def page_request(cookies: dict[str, str], host: str = "127.0.0.1") -> gr.Request:
    """A request of a page."""
    return gr.Request(
        headers={},
        cookies=cookies,
        state=SimpleNamespace(),
        client=SimpleNamespace(host=host),
        session_hash="a page",
    )


REQUEST = page_request({COOKIE: SECRET})
"""Of the only browser that most tests know."""
