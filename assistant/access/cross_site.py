"""Requests that another site's page has a browser send, which would act for whoever is logged in.

Browsers say where a request comes from, in Sec-Fetch-Site or else in Origin; programs that are no
browsers say neither, and have no cookie that could be misused. This is what OWASP's cheat sheet on
cross-site request forgery calls Fetch Metadata, with Origin for browsers before 2023.
"""

from urllib.parse import urlsplit

from starlette.requests import Request

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def is_cross_site(request: Request) -> bool:
    """Whether a request that may change something comes from another site's page."""
    if request.method in _SAFE:
        return False
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = request.headers.get("origin")
    if origin is None:
        return False
    try:
        place = urlsplit(origin).netloc
    except ValueError:  # no browser names such a place
        return True
    return place.lower() != request.headers.get("host", "").lower()
