"""What who may not come in is answered."""

from typing import Any

from starlette.responses import JSONResponse, Response


def refusal(status: int, message: str, headers: dict[str, str] | None = None) -> Response:
    """A problem in the shape that all problems have; see `assistant.serving.problems`."""
    code = {401: "invalid_api_key", 403: "forbidden", 429: "too_often"}.get(status)
    error: dict[str, Any] = {
        "message": message,
        "type": "server_error" if status >= 500 else "invalid_request_error",
        "param": None,
        "code": code,
    }
    return JSONResponse({"error": error}, status, headers)
