"""Which event of the page does what in the library."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.web.library import LibraryEvents, LibraryView
from assistant.web.library_changes import LibraryChanges
from assistant.web.library_parts import ChangeParts, LibraryParts, ScopeParts

_CHANGES_AT_ONCE = 8  # that pages follow; more of them wait, and are made all the same
QUIET: dict[str, Any] = {
    "queue": False,
    "show_progress": "hidden",
    "api_visibility": "private",
}
"""How an event is told of that only changes what the page shows."""


@dataclass(frozen=True)
class Wiring:
    """The library's events and components, with the state of the page that they change."""

    events: LibraryEvents
    parts: LibraryParts
    scope: ScopeParts
    button: gr.Button
    session: gr.State

    def wire(self, app: gr.Blocks, changes: LibraryChanges | None) -> "AfterChat":
        """Wire all events; `changes` is None where the library can only be read."""
        view = gr.State(LibraryView())
        self._wire_switch(view)
        self._wire_list(view)
        if changes is not None and self.parts.changes is not None:
            _wire_changes(app, changes, self.parts.changes, self.parts.act, view)
        return AfterChat(self, view)

    def _wire_switch(self, view: gr.State) -> None:
        events, both = self.events, [view, self.session]
        told = [self.parts.act, *both]
        self.button.click(events.toggle, both, events.switched, **QUIET)
        self.parts.act.change(  # `input` would need a key to be pressed
            events.act, told, events.switched, trigger_mode="always_last", **QUIET
        )
        self.parts.ask.click(events.ask_chosen, told, events.switched, **QUIET)
        shown = [self.scope.row, self.scope.said, self.button]
        self.scope.ask_all.click(events.ask_all, both, shown, **QUIET)

    def _wire_list(self, view: gr.State) -> None:
        events, parts = self.events, self.parts
        for trigger, happens, inputs in (
            (parts.search.change, events.search, [parts.search, view]),
            (parts.order.input, events.sort, [parts.order, view]),
            (parts.language.input, events.only, [parts.language, view]),
            (parts.previous.click, events.turn_back, [parts.act, view]),
            (parts.next.click, events.turn_on, [parts.act, view]),
            (parts.none.click, events.choose_none, [view]),
            (parts.clock.tick, events.look, [view]),
        ):
            trigger(happens, inputs, events.listed, trigger_mode="always_last", **QUIET)


@dataclass(frozen=True)
class AfterChat:
    """What follows events of the chat: the library gives way, and the scope is shown anew."""

    wiring: Wiring
    view: gr.State

    def arrival(self, event: Any) -> None:  # noqa: ANN401 - Gradio's events have no common type
        """After a page was opened."""
        self._then(event, self.wiring.events.arrive, self._said())

    def turn(self, event: Any) -> None:  # noqa: ANN401 - the same
        """After another conversation was turned to: the reader wants to see it."""
        self._then(event, self.wiring.events.back, self.wiring.events.switched)

    def answer(self, event: Any) -> None:  # noqa: ANN401 - the same
        """After a question was answered, for which articles may have been dropped."""
        self._then(event, self.wiring.events.refresh, self._said())

    def _said(self) -> Sequence[Any]:
        scope = self.wiring.scope
        return [scope.row, scope.said, self.wiring.button]

    def _then(self, event: Any, happens: Any, outputs: Sequence[Any]) -> None:  # noqa: ANN401 - the same
        event.then(happens, [self.view, self.wiring.session], list(outputs), **QUIET)


def _wire_changes(
    app: gr.Blocks, changes: LibraryChanges, parts: ChangeParts, act: gr.Textbox, view: gr.State
) -> None:
    followed: dict[str, Any] = {
        "show_progress": "hidden",
        "trigger_mode": "multiple",
        "concurrency_limit": _CHANGES_AT_ONCE,
        "concurrency_id": "changes",
        "api_visibility": "private",
    }
    app.load(changes.hint, None, [parts.hint, parts.drop, parts.remove], **QUIET)
    parts.drop.upload(changes.add, [parts.drop, view], changes.changed, **followed)
    parts.remove.click(changes.remove, [act, view], changes.changed, **followed)
    parts.undo.click(changes.undo, [view], changes.changed, **followed)
