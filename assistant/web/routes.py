"""The routes beside the chat: articles as pages of their own, and the files that pages use."""

import logging
from collections.abc import Callable
from functools import wraps
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from assistant.conversation_store import KeptConversation
from assistant.errors import AssistantError
from assistant.web.article_text import Stretch
from assistant.web.article_view import article_page, missing_page
from assistant.web.content_policy import POLICY_NAME
from assistant.web.conversation_export import (
    conversation_json,
    conversation_markdown,
    file_name,
)
from assistant.web.keeping import Keeping
from assistant.web.protocols import ChatAssistant
from assistant.web.readers import reader_of_route
from assistant.web.sight import Withholding, seen_by
from assistant.web.texts import Texts, texts_for
from assistant.web.uploads import Uploads
from index.errors import ArticleNotFoundError

_log = logging.getLogger(__name__)
Endpoint = Callable[[Request], Response]
# An article's page needs a style and an icon, and nothing else in the world.
_ARTICLE_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'"
)
_FILES = {
    "style.css": "text/css; charset=utf-8",
    "article.css": "text/css; charset=utf-8",
    "login.css": "text/css; charset=utf-8",
    "page.js": "text/javascript; charset=utf-8",
    "quote_card.js": "text/javascript; charset=utf-8",
    "library.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}


def routes(assistant: ChatAssistant, keeping: Keeping, uploads: Uploads | None) -> list[Route]:
    """The routes, for the application that serves the chat.

    They also take the place of Gradio's own route that writes what a page shows into a file, for
    whoever has the link to it, and of the one for uploads, which `uploads` takes, or nobody.
    """

    def article(request: Request) -> Response:
        texts = texts_for(request.headers.get("accept-language"))
        try:
            found = seen_by(assistant, request).index.get(request.query_params.get("id", ""))
        except ArticleNotFoundError:
            return _page(missing_page(texts), status=404)
        address = f"article?{request.url.query}#quote"
        return _page(article_page(found, _quote(request), address, texts))

    def file(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in _FILES:
            return Response(status_code=404)
        content = files("assistant.web").joinpath(name).read_bytes()
        headers = {"content-type": _FILES[name], "cache-control": "no-cache"}
        return Response(content, headers=headers)

    def conversation(request: Request) -> Response:
        found = keeping.load(reader_of_route(request), request.query_params.get("id", ""))
        if found is None:
            return Response(status_code=404)
        texts = texts_for(request.headers.get("accept-language"))
        found = Withholding(assistant).exported(found, request, texts)
        return _download(found, request.query_params.get("format", "md"), texts)

    def no_upload(_: Request) -> Response:
        return Response("this server takes no files", status_code=403)

    def no_link(_: Request) -> Response:
        return Response("this server makes no links to what a page shows", status_code=403)

    return [
        Route("/article", _told_plainly(article)),
        Route("/conversation", _told_plainly(conversation)),
        Route("/web/{name}", file),
        Route("/gradio_api/deep_link", no_link),
        Route("/gradio_api/upload", uploads.take if uploads else no_upload, methods=["POST"]),
    ]


def _told_plainly(endpoint: Endpoint) -> Endpoint:
    """The endpoint; where the index or the store is away it says so, and is no failure of ours."""

    @wraps(endpoint)
    def told(request: Request) -> Response:
        try:
            return endpoint(request)
        except AssistantError as error:
            _log.warning("%s", error)
            return PlainTextResponse(str(error), status_code=503)

    return told


def _download(conversation: KeptConversation, kind: str, texts: Texts) -> Response:
    """A conversation as a file to save; Markdown where nothing else is known."""
    if kind == "json":
        content, media = conversation_json(conversation), "application/json"
    else:
        kind, media = "md", "text/markdown; charset=utf-8"
        content = conversation_markdown(conversation, texts)
    name = file_name(conversation, kind)
    headers = {
        "content-disposition": f'attachment; filename="{name}"',
        "content-type": media,
        "cache-control": "no-store",
    }
    return Response(content, headers=headers)


def _page(html: str, status: int = 200) -> HTMLResponse:
    headers = {POLICY_NAME: _ARTICLE_POLICY, "vary": "accept-language, cookie"}
    return HTMLResponse(html, status_code=status, headers=headers)


def _quote(request: Request) -> Stretch | None:
    try:
        return Stretch(int(request.query_params["start"]), int(request.query_params["end"]))
    except (KeyError, ValueError):
        return None
