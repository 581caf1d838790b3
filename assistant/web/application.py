"""The web chat as an ASGI application, for whichever server serves it."""

from dataclasses import dataclass
from pathlib import Path
from typing import cast

import gradio as gr
from fastapi import FastAPI
from gradio.routes import App
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import Mount, Route

from assistant.conversation_store import ConversationStore
from assistant.feedback import FeedbackLog
from assistant.library import Library
from assistant.web.bounded_events import bound_events
from assistant.web.content_policy import ContentPolicy
from assistant.web.keeping import Keeping
from assistant.web.mcp_tools import PATH, McpTools
from assistant.web.own_pages import OwnPages
from assistant.web.page import build_app, page_words
from assistant.web.readers import ReaderCookie, logged_in_as
from assistant.web.routes import routes
from assistant.web.services import Services
from assistant.web.theme import theme
from assistant.web.translation import translation_route
from assistant.web.unknown_events import tell_unknown_events
from assistant.web.uploads import Uploads

_HERE = Path(__file__).parent
_STYLES = (
    "style.css",
    "page.css",
    "sidebar.css",
    "conversation.css",
    "quote_card.css",
    "article.css",
    "library.css",
)
# A finger's first tap is quote_card.js's to stop.
_SCRIPTS = ("quote_card.js", "page.js", "library.js")
# What is too large is told file by file; only what is far too large is not even taken.
_FAR_TOO_LARGE = 4


@dataclass(frozen=True)
class PageApplication:
    """The chat's page, its endpoints and its articles."""

    app: FastAPI
    uploads: Uploads | None = None

    @property
    def gradio_app(self) -> App:
        """Gradio's own application, which is mounted in ours."""
        (mounted,) = (route.app for route in self.app.routes if isinstance(route, Mount))
        return cast(App, mounted)

    def let_go(self) -> None:
        """End the connections that open pages hold, which would keep a server from ending.

        Uploads that nobody has added go as well.
        """
        self.gradio_app.stop_event.set()
        if self.uploads is not None:
            self.uploads.close()


def page_application(
    found: Services,
    *,
    feedback: FeedbackLog | None,
    conversations: ConversationStore | None,
    library: Library | None,
    guarded: bool,
) -> PageApplication:
    """The application over an assistant.

    Args:
        found: what answers and searches.
        feedback: where readers' ratings are kept; None offers none.
        conversations: where readers' conversations are kept; None keeps none.
        library: adds and removes articles; None lets nobody do so.
        guarded: whether `assistant.access.guard` stands before it, and says who is logged in.

    Raises:
        AssistantError: the settings want tools for MCP clients, whose package is not installed.
    """
    keeping = Keeping(conversations)
    uploads = Uploads(library.most_bytes * _FAR_TOO_LARGE) if library else None
    tools = McpTools(found) if found.settings.mcp else None
    page = build_app(found, keeping, feedback, library, uploads)
    # FastAPI's own documentation pages load their scripts from elsewhere.
    app = FastAPI(
        docs_url=None, redoc_url=None, openapi_url=None, lifespan=tools.run if tools else None
    )
    app.add_middleware(ContentPolicy)
    # It lets no other site's page read anything. Without it, Gradio lets each read everything that
    # is asked by another name than localhost, with the cookies of whoever has that page open.
    app.add_middleware(CORSMiddleware, allow_origins=())
    own_routes = [
        *routes(found.assistant, keeping, uploads),
        translation_route(
            found.assistant, found.answers, most_seconds=found.settings.request_seconds
        ),
    ]
    if tools is not None:
        own_routes = [*own_routes, Route(PATH, tools)]
    _mount(page, app, own_routes, uploads, guarded=guarded)
    if keeping.offered:
        app.add_middleware(ReaderCookie)
    if guarded:
        app.add_middleware(OwnPages)
    application = PageApplication(app, uploads)
    tell_unknown_events(page, application.gradio_app)
    return application


def _mount(
    page: gr.Blocks,
    app: FastAPI,
    own_routes: list[Route],
    uploads: Uploads | None,
    *,
    guarded: bool,
) -> None:
    page.queue()
    bound_events(page)
    gr.mount_gradio_app(
        app,
        page,
        path="/",
        app_kwargs={"routes": own_routes, "openapi_url": None},
        auth_dependency=logged_in_as if guarded else None,
        theme=theme(),
        head=_head(),
        favicon_path=str(_HERE / "icon.png"),
        max_file_size=uploads.most_bytes if uploads else None,  # for the page to know
        i18n=page_words(),
        footer_links=[],
        show_error=True,
        run_history=False,  # it would keep questions in the browser and offer to send them away
        enable_monitoring=False,
        mcp_server=False,  # see mcp_tools.py
        ssr_mode=False,
        pwa=False,
    )


def _head() -> str:
    """Our styles and scripts. Handed over as `css`, Gradio would confine it to its container."""
    style = "\n".join((_HERE / name).read_text(encoding="utf-8") for name in _STYLES)
    scripts = "".join(f'<script src="web/{name}" defer></script>' for name in _SCRIPTS)
    return f"<style>{style}</style>{scripts}"
