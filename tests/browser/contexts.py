"""Contexts of a browser, each used again when its last reader has gone."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext


class Contexts:
    """Contexts that keep the page's files, which a new one would fetch and compile again.

    Nothing else of a reader is left to the next one: no page, no cookie, nothing stored, nothing
    allowed.

    Args:
        browser: in which they are.
    """

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self._free: dict[str, list[BrowserContext]] = defaultdict(list)

    @contextmanager
    def lent(self, options: Mapping[str, object], address: str) -> Iterator[BrowserContext]:
        """Lend a context that nobody uses, and have it forget its reader when that one goes.

        Args:
            options: as `Browser.new_context` takes them.
            address: of the server whose pages store something.
        """
        free = self._free[repr(sorted(options.items()))]
        context = free.pop() if free else self.browser.new_context(**options)  # type: ignore[arg-type]
        yield context
        for page in context.pages:
            page.close()
        context.clear_cookies()
        context.clear_permissions()
        _clear_storage(context, address)
        free.append(context)


def _clear_storage(context: BrowserContext, address: str) -> None:
    page = context.new_page()
    page.context.new_cdp_session(page).send(
        "Storage.clearDataForOrigin", {"origin": address, "storageTypes": "local_storage,indexeddb"}
    )
    page.close()
