"""A model server that answers at once, for measuring everything but the model.

    python -m benchmarks.quick_model --port 8099 [--seconds 0.2]

It speaks as much of OpenAI's API as `llm = "http://127.0.0.1:8099/v1#quick"` needs. What it says is
a rule, not a model: the first sentence of the evidence that it is shown, with its number; the last
question unchanged where a follow-up is to stand alone; "yes" to whatever else.
"""

import argparse
import asyncio
import json
import re
from collections.abc import AsyncIterator
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

_MODEL = "quick"
_EVIDENCE = re.compile(r"^\[1\] (.+)$", re.MULTILINE)
_FOLLOW_UP = re.compile(r"^Last question: (.+)$", re.MULTILINE)


def said(messages: list[dict[str, Any]]) -> str:
    """What the rule says next in a conversation.

    Example:
        >>> said([{"role": "user", "content": "[1] It closed in May."}])
        '[1] It closed in May.'
    """
    last = str(messages[-1]["content"])
    if follow_up := _FOLLOW_UP.search(last):
        return follow_up.group(1)
    if evidence := _EVIDENCE.search(last):
        return f"[1] {evidence.group(1)}"
    return "yes"


def application(seconds: float) -> Starlette:
    """The server's application; it waits so long before each reply."""

    async def completions(request: Request) -> Response:
        asked = await request.json()
        text = said(asked["messages"])
        await asyncio.sleep(seconds)
        if asked.get("stream"):
            return StreamingResponse(_chunks(text), media_type="text/event-stream")
        message = {"role": "assistant", "content": text}
        return JSONResponse(_envelope("chat.completion", {"message": message}, "stop"))

    async def models(_: Request) -> Response:
        return JSONResponse({"object": "list", "data": [{"id": _MODEL, "object": "model"}]})

    return Starlette(
        routes=[
            Route("/v1/chat/completions", completions, methods=["POST"]),
            Route("/v1/models", models),
        ]
    )


async def _chunks(text: str) -> AsyncIterator[str]:
    kind = "chat.completion.chunk"
    for piece in re.findall(r"\S+\s*", text):
        yield _event(_envelope(kind, {"delta": {"role": "assistant", "content": piece}}, None))
    yield _event(_envelope(kind, {"delta": {}}, "stop"))
    yield "data: [DONE]\n\n"


def _envelope(kind: str, content: dict[str, Any], reason: str | None) -> dict[str, Any]:
    choice = {"index": 0, "finish_reason": reason, **content}
    return {"id": "quick-1", "object": kind, "created": 0, "model": _MODEL, "choices": [choice]}


def _event(content: dict[str, Any]) -> str:
    return f"data: {json.dumps(content)}\n\n"


def main() -> None:
    """Serve on loopback until ended."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--seconds", type=float, default=0.0, help="before each reply")
    options = parser.parse_args()
    uvicorn.run(
        application(options.seconds), host="127.0.0.1", port=options.port, log_level="warning"
    )


if __name__ == "__main__":
    main()
