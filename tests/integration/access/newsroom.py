"""A served newsroom: some articles are closed to some readers; the model repeats what it reads."""

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from llama_index.core.base.llms.types import ChatMessage, ChatResponseGen
from pydantic import PrivateAttr

from assistant.access.account import Role
from assistant.access.account_store import AccountStore
from assistant.access.gate import Gate
from assistant.assistant import Assistant
from assistant.conversation_store import ConversationStore, open_conversations
from assistant.feedback import FeedbackLog
from assistant.library import Library, fixed_place
from assistant.serving.server import AnswerServer
from assistant.settings import Settings
from assistant.web.opening import with_access_list
from index.article_index import ArticleIndex
from tests.scripted_llm import ScriptedLLM

PASSWORD = "correct horse"
QUESTION = "Who paid for the harbour of Lund?"
SECRET_ID = "secret/dossier-77.md"
WORDS = ("zorblax", "dossier-77", "lettre-88", "plan-99")
"""Of them at least one stands in each text, title and id that is secret, and in no other."""
OPEN = {
    "open/harbour.md": "# The harbour\n\nThe harbour of Lund was opened in 1901. Three piers were "
    "paid for by the town of Lund. A ferry leaves the harbour every hour.\n",
    "open/library.md": "# The library\n\nThe library of Lund owns 62,000 books and 400 maps.\n",
    "open/markt.md": "# Der Markt\n\nDer Markt von Lund findet am Samstag auf dem Platz statt.\n",
}
SECRET = {
    SECRET_ID: "# The Zorblax papers\n\nThe harbour of Lund was paid for by Zorblax Holdings. The "
    "owners of Zorblax sent four million crowns for the harbour of Lund in 1999.\n",
    "secret/lettre-88.md": "---\nlanguage: fr\n---\n# Lettre de Zorblax\n\nLe port de Lund a été "
    "payé par la société Zorblax, et personne ne devait le savoir.\n",
    "plan-99.md": "# The Zorblax plan\n\nThe plan of Zorblax for the harbour of Lund is secret.\n",
}
ACCESS = """
[groups]
desk = ["ann"]

[collections.investigations]
articles = ["secret/**", "/plan-99.md"]
readers = ["@desk"]
"""


class EchoingLLM(ScriptedLLM):
    """Answers with the first sentence that it is shown; to whatever else it says yes."""

    _prompts: list[str] = PrivateAttr(default_factory=list)

    @property
    def prompts(self) -> list[str]:
        """The last message of each conversation that it was sent, and all before it."""
        return self._prompts

    def stream_chat(
        self,
        messages: Sequence[ChatMessage],
        **kwargs: Any,  # noqa: ANN401 - LlamaIndex's signature
    ) -> ChatResponseGen:
        self._prompts.append("\n".join(str(message.content) for message in messages))
        shown = re.search(r"^\[1\] (.+)$", str(messages[-1].content), re.MULTILINE)
        self._replies = [f"[1] {shown.group(1)}" if shown else "yes"]
        return super().stream_chat(messages, **kwargs)


@dataclass(frozen=True)
class Newsroom:
    """What is served, and what it is made of."""

    server: AnswerServer
    index: ArticleIndex
    library: Library
    conversations: ConversationStore
    accounts: AccountStore
    llm: EchoingLLM
    access: Path
    articles: Path
    feedback: Path

    @contextmanager
    def visitor(self, name: str, **named: Any) -> Iterator[httpx.Client]:  # noqa: ANN401 - httpx's
        """Somebody's client, logged in."""
        with httpx.Client(base_url=self.server.url, trust_env=False, timeout=60, **named) as http:
            done = http.post("login", data={"username": name, "password": PASSWORD})
            assert done.status_code == 200
            yield http

    def allow(self, readers: str, second: int) -> None:
        """Change who is in the group, as if that had been done long ago."""
        write_access(self.access, ACCESS.replace('"ann"', readers), second)
        # The next request reads it; here, that is now.
        assert self.server._services.assistant.sight.denied  # type: ignore[attr-defined]  # restricted


def write_access(path: Path, text: str, second: int = 1) -> None:
    """Write an access list with a time of its own, so that it counts at once."""
    path.write_text(text, encoding="utf-8")
    os.utime(path, (second, second))


def tells(text: str) -> list[str]:
    """Which of the secret words stand in a text."""
    return [word for word in WORDS if word in text.lower()]


@contextmanager
def opened_newsroom(place: Path) -> Iterator[Newsroom]:
    """Serve it: ann may read all, bob and the editor eve only what is open."""
    articles, access = place / "articles", place / "collections.toml"
    for article_id, text in (OPEN | SECRET).items():
        (articles / article_id).parent.mkdir(parents=True, exist_ok=True)
        (articles / article_id).write_text(text, encoding="utf-8")
    write_access(access, ACCESS)
    settings = Settings.load(
        port=0, mcp=True, cache=place / "cache", answer_threshold=0.0, collections=access,
        questions_per_minute=1000,
    )  # fmt: skip
    llm = EchoingLLM()
    with ExitStack() as stack:
        patched = stack.enter_context(pytest.MonkeyPatch.context())
        patched.setattr("assistant.llm.resolve.resolve_llm", lambda *_: llm)
        index = stack.enter_context(ArticleIndex.open(place / "index", cache=place / "vectors"))
        index.sync(articles)
        store = stack.enter_context(closing(AccountStore.open(settings)))
        for name, role in (("ann", Role.READER), ("bob", Role.READER), ("eve", Role.EDITOR)):
            store.add(name, PASSWORD, role)
        conversations = open_conversations(settings, "articles")
        assert conversations is not None
        stack.enter_context(closing(conversations))
        library = stack.enter_context(closing(Library(index, fixed_place(articles))))
        assistant = Assistant.open(index, settings=settings)
        feedback = place / "feedback.jsonl"
        server = AnswerServer(
            with_access_list(assistant, settings, guarded=True),
            settings,
            conversations=conversations,
            library=library,
            feedback=FeedbackLog(feedback, {}),
            gate=Gate(store),
        )
        with server:
            yield Newsroom(
                server, index, library, conversations, store, llm, access, articles, feedback
            )
