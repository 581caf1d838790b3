"""What Gradio is asked for and does not have is told as that, and is no failure of the server.

Gradio looks a request's event up by the number or the name that the request gives, and where
there is none its lookup fails: the client gets a 500, and the log a traceback, for a typing error.
"""

import gradio as gr
from fastapi import HTTPException
from gradio.block_function import BlockFunction
from gradio.route_utils import FnIndexInferError
from gradio.routes import App
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

_UNKNOWN = "there is no such event: see /gradio_api/info for those that programs may ask for"
_UNFITTING = "these are not the values of the event: see /gradio_api/info for what it takes"
_BY_NAME = "/gradio_api/call/v2/"
# What is behind these looks things up by what the request says, and runs nothing of ours.
_LOOKUPS = (_BY_NAME, "/gradio_api/component_server")


def tell_unknown_events(page: gr.Blocks, app: App) -> None:
    """Answer with a 4xx where a request asks for what a page has not.

    Args:
        page: has its events already.
        app: Gradio's application of that page, which has served nothing yet.
    """
    page.default_config.fns = _Events(page.fns)  # pages that are open have copies of it
    app.add_exception_handler(FnIndexInferError, _unknown)
    app.add_exception_handler(KeyError, _not_found)
    app.add_exception_handler(TypeError, _not_fitting)


class _Events(dict[int, BlockFunction]):
    """A page's events by number, of which a request may give any."""

    def __missing__(self, number: int) -> BlockFunction:
        raise HTTPException(404, _UNKNOWN)


def _unknown(_: Request, __: Exception) -> Response:
    return JSONResponse({"detail": _UNKNOWN}, 404)


def _not_found(request: Request, error: Exception) -> Response:
    if not _path(request).startswith(_LOOKUPS):
        raise error
    return _unknown(request, error)


def _not_fitting(request: Request, error: Exception) -> Response:
    if not _path(request).startswith(_BY_NAME):
        raise error
    return JSONResponse({"detail": _UNFITTING}, 400)


def _path(request: Request) -> str:
    return str(request.scope["path"]).removeprefix(request.scope.get("root_path", ""))
