"""Several readers at once: who is answered when, and what those who wait are told."""

from threading import Event as Gate

import pytest
from playwright.sync_api import expect

from assistant.events import StageStarted
from assistant.settings import Settings
from assistant.web import ChatServer
from tests.browser.conftest import Reader, Visit
from tests.integration.web.scripted_assistant import ScriptedAssistant, answer, script_of


@pytest.fixture
def gates(assistant: ScriptedAssistant) -> dict[str, Gate]:
    """A gate for each of many questions, which its answer waits at."""
    gates = {f"Question {number}": Gate() for number in range(8)}
    for question, gate in gates.items():
        finished = answer(question, f"Answer to {question}.")
        assistant.scripts[question] = [StageStarted(stage="write"), gate, *script_of(finished)]
    return gates


def another_tab(reader: Reader) -> Reader:
    """A second tab of the same browser."""
    page = reader.page.context.new_page()
    page.goto(reader.url)
    return Reader(page, reader.url)


def ask_and_hear(reader: Reader, question: str, told: str) -> None:
    reader.ask(question)
    expect(reader.answers).to_contain_text(told)


def test_waiting_readers_see_how_many_are_before_them_as_it_changes(
    visit: Visit, gates: dict[str, Gate], assistant: ScriptedAssistant
) -> None:
    readers = [visit() for _ in range(5)]
    told = ["Writing…", "Writing…", "you are next…", "1 before you…", "2 before you…"]
    for number, (reader, words) in enumerate(zip(readers, told, strict=True)):
        ask_and_hear(reader, f"Question {number}", words)
    assert [question for question, _ in assistant.asked] == ["Question 0", "Question 1"]
    gates["Question 1"].set()
    expect(readers[2].answers).to_contain_text("Writing…")
    expect(readers[3].answers).to_contain_text("you are next…")
    expect(readers[4].answers).to_contain_text("1 before you…")
    for gate in gates.values():
        gate.set()
    expect(readers[4].answers).to_contain_text("Answer to Question 4.")
    assert assistant.asked[2][0] == "Question 2"


def test_place_is_told_in_the_reader_s_language(visit: Visit, gates: dict[str, Gate]) -> None:
    for number in range(2):
        ask_and_hear(visit(), f"Question {number}", "Writing…")
    german, french, last = visit(locale="de-AT"), visit(locale="fr"), visit(locale="de-AT")
    ask_and_hear(german, "Question 2", "Sie sind als Nächstes an der Reihe")
    ask_and_hear(french, "Question 3", "1 avant vous")
    ask_and_hear(last, "Question 4", "noch 2 vor Ihnen")
    gates["Question 0"].set()
    expect(french.answers).to_contain_text("c’est bientôt votre tour")
    expect(last.answers).to_contain_text("noch 1 vor Ihnen")
    for gate in gates.values():
        gate.set()


def test_tabs_of_one_browser_do_not_hold_up_another_reader(
    visit: Visit, gates: dict[str, Gate], assistant: ScriptedAssistant
) -> None:
    tabs = [visit()]
    ask_and_hear(tabs[0], "Question 0", "Writing…")
    for number, words in ((1, "Writing…"), (2, "you are next…")):
        tabs.append(another_tab(tabs[0]))
        ask_and_hear(tabs[number], f"Question {number}", words)
    other = visit()
    ask_and_hear(other, "Question 7", "you are next…")
    expect(tabs[2].answers).to_contain_text("1 before you…")
    gates["Question 0"].set()
    expect(other.answers).to_contain_text("Writing…")
    assert assistant.asked[-1][0] == "Question 7"
    for gate in gates.values():
        gate.set()
    expect(tabs[2].answers).to_contain_text("Answer to Question 2.")


def test_closing_a_tab_that_waits_takes_it_out_of_the_queue(
    visit: Visit, gates: dict[str, Gate], assistant: ScriptedAssistant
) -> None:
    for number in range(2):
        ask_and_hear(visit(), f"Question {number}", "Writing…")
    leaves, stays = visit(), visit()
    ask_and_hear(leaves, "Question 2", "you are next…")
    ask_and_hear(stays, "Question 3", "1 before you…")
    leaves.page.close()
    expect(stays.answers).to_contain_text("you are next…")
    gates["Question 0"].set()
    expect(stays.answers).to_contain_text("Writing…")
    gates["Question 3"].set()
    expect(stays.answers).to_contain_text("Answer to Question 3.")
    assert "Question 2" not in {question for question, _ in assistant.asked}
    gates["Question 1"].set()


def test_stopping_while_waiting_leaves_the_queue_too(
    visit: Visit, gates: dict[str, Gate], assistant: ScriptedAssistant
) -> None:
    for number in range(2):
        ask_and_hear(visit(), f"Question {number}", "Writing…")
    stops, stays = visit(), visit()
    ask_and_hear(stops, "Question 2", "you are next…")
    ask_and_hear(stays, "Question 3", "1 before you…")
    stops.page.get_by_role("button", name="Stop").click()
    expect(stays.answers).to_contain_text("you are next…")
    stops.ask("Question 4")
    expect(stops.answers.nth(1)).to_contain_text("1 before you…")
    for gate in gates.values():
        gate.set()
    expect(stops.answers.nth(1)).to_contain_text("Answer to Question 4.")
    assert "Question 2" not in {question for question, _ in assistant.asked}


def test_closing_a_tab_gives_its_place_to_the_next_once_its_model_lets_go(
    visit: Visit, gates: dict[str, Gate], assistant: ScriptedAssistant
) -> None:
    at_work = visit()
    ask_and_hear(at_work, "Question 0", "Writing…")
    ask_and_hear(visit(), "Question 1", "Writing…")
    waits = visit()
    ask_and_hear(waits, "Question 2", "you are next…")
    at_work.page.close()
    expect(waits.answers).to_contain_text("you are next…")  # no third model may be at work
    gates["Question 0"].set()
    expect(waits.answers).to_contain_text("Writing…")
    assert assistant.closed == ["Question 0"]
    for gate in gates.values():
        gate.set()


def test_model_that_falls_silent_is_given_up_and_the_chat_lives_on(
    reader: Reader, assistant: ScriptedAssistant, gates: dict[str, Gate]
) -> None:
    with ChatServer(assistant, Settings.load(port=0, answer_seconds=3)) as impatient:
        reader.page.goto(impatient.url)
        reader.ask("Question 0")
        expect(reader.answers).to_contain_text("no sign of life for too long")
        expect(reader.answers).to_contain_text("You can try again")
        gates["Question 1"].set()
        reader.ask("Question 1")
        expect(reader.answers.nth(1)).to_contain_text("Answer to Question 1.")
        gates["Question 0"].set()
        reader.ask("Question 0")
        expect(reader.answers.nth(2)).to_contain_text("Answer to Question 0.")
