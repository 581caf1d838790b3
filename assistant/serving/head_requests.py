"""HEAD, which monitors send to see whether a GET would be answered."""

from fastapi import APIRouter
from fastapi.routing import APIRoute


def with_head(router: APIRouter) -> APIRouter:
    """Have a router answer HEAD wherever it answers GET; FastAPI does not of itself.

    The answer is that to GET; the server sends no body of it. The description leaves it out, as
    whoever reads of GET knows.
    """
    for route in list(router.routes):
        if isinstance(route, APIRoute) and "GET" in (route.methods or ()):
            router.add_api_route(
                route.path.removeprefix(router.prefix),
                route.endpoint,
                methods=["HEAD"],
                include_in_schema=False,
            )
    return router
