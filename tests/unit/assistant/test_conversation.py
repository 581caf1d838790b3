import pytest

from assistant.conversation import Turn, depends_on_history, standalone_question
from assistant.llm.writer import LlamaIndexWriter
from tests.scripted_llm import Reply, ScriptedLLM

PERRY = Turn(
    "Why did Tyler Perry pause his studio?", "Because of the videos that Sora made in 2024 [1]."
)


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("And when?", "en"),
        ("And how much would that have cost?", "en"),
        ("Why?", "en"),
        ("What did he say about jobs in the film industry?", "en"),
        ("How many stages did that studio have?", "en"),
        ("Und wann?", "de"),
        ("Warum nicht?", "de"),
        ("Was hat er über die Arbeitsplätze der Filmbranche gesagt?", "de"),
        ("Was ist das?", "de"),
        ("Et pourquoi ?", "fr"),
        ("Quand a-t-il fermé les portes du studio de cinéma ?", "fr"),
        ("Que pense son frère de l'intelligence artificielle ?", "fr"),
        ("Qu'en pense Tyler Perry ?", "fr"),
        ("And what does Kutcher think of her?", "en"),
        ("When did Perry meet them?", "en"),
        ("What does Perry think of that?", "en"),
        ("And in music and sound recording?", "en"),
        ("Und was hält Perry von ihm?", "de"),
        ("und was macht dabei probleme?", "de"),
        ("Que pense-t-il de lui ?", "fr"),
        ("Comment s'appelle son patron ?", "fr"),
    ],
)
def test_follow_up_is_recognised(question: str, language: str) -> None:
    assert depends_on_history(question, language)


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Why did Tyler Perry pause the expansion of the studio?", "en"),
        ("Who is Mira Murati?", "en"),
        ("Warum hat Tyler Perry das Studio nicht ausgebaut?", "de"),
        ("Welche Folgen hat Sora laut Ashton Kutcher für Hollywood?", "de"),
        ("Pourquoi Tyler Perry a-t-il suspendu les travaux à Atlanta ?", "fr"),
        ("Est-ce que Tyler Perry a suspendu les travaux en 2024 ?", "fr"),
        ("Und welche Algorithmen nutzt generative KI als Grundlage?", "de"),
        ("aber wie viele stellen stehen in der musikbranche auf der kippe?", "de"),
        ("Wann hat Heather-Ashley Boyer ihren Tweet geschrieben?", "de"),
        ("so how long are the clips that Sora is known for?", "en"),
        ("What did Anna Holm say of her library?", "en"),
        ("Et que veut dire le sigle GAN ?", "fr"),
        ("Pourquoi Perry a-t-il suspendu son projet ?", "fr"),
    ],
)
def test_question_that_stands_alone_costs_no_rewriting(question: str, language: str) -> None:
    assert not depends_on_history(question, language)


def rewritten(question: str, language: str, reply: Reply, *history: Turn) -> str:
    writer = LlamaIndexWriter(ScriptedLLM.saying(reply))
    return standalone_question(question, language, history or (PERRY,), writer)[0]


def test_follow_up_is_searched_with_what_it_refers_to() -> None:
    assert rewritten("And when?", "en", "When did Tyler Perry pause his studio?") == (
        "When did Tyler Perry pause his studio?"
    )


def test_rewriting_is_one_line_without_markers() -> None:
    reply = "  When did Tyler Perry pause his studio [1]?\nIn 2024."
    assert rewritten("And when?", "en", reply) == "When did Tyler Perry pause his studio?"


@pytest.mark.parametrize(
    "untrusted",
    [
        "",
        " \n ",
        "When did Steven Spielberg pause his studio?",
        "When in 2019 did Tyler Perry pause his studio?",
        "Wann hat Tyler Perry den Ausbau seines Studios gestoppt?",
        PERRY.question,
        "When?",
    ],
)
def test_rewriting_that_is_not_trusted_gives_way_to_both_questions(untrusted: str) -> None:
    assert rewritten("And when?", "en", untrusted) == f"{PERRY.question} And when?"


def test_follow_up_that_the_model_leaves_as_it_is_gets_the_last_question() -> None:
    assert rewritten("Dans quel but ?", "fr", "Dans quel but ?") == (
        f"{PERRY.question} Dans quel but ?"
    )
    question = "And what does Mira Murati say to that?"
    assert rewritten(question, "en", question) == question


def test_first_question_and_one_that_stands_alone_are_left_as_they_are() -> None:
    llm = ScriptedLLM.saying()
    writer = LlamaIndexWriter(llm)
    assert standalone_question("And when?", "en", (), writer) == ("And when?", None)
    question = "Who is Mira Murati?"
    assert standalone_question(question, "en", (PERRY,), writer) == (question, None)
    assert not llm.asked


def test_endless_history_does_not_crowd_out_the_question() -> None:
    llm = ScriptedLLM.saying("")
    turns = [Turn("Why? " * 10_000, "Because. " * 10_000)] * 50
    question, _ = standalone_question("And when?", "en", turns, LlamaIndexWriter(llm))
    assert len(llm.last_question(0)) < 3_000
    assert len(question) < 1_000
    assert question.endswith("And when?")


@pytest.mark.parametrize(
    ("question", "language", "label"),
    [
        ("Und wann war das?", "de", "Frage: Why did"),
        ("Et quand ?", "fr", "Question : Why did"),
        ("And when?", "en", "Question: Why did"),
        ("E quando?", "it", "Question: Why did"),
    ],
)
def test_conversation_is_told_as_in_the_examples_of_that_language(
    question: str, language: str, label: str
) -> None:
    llm = ScriptedLLM.saying("")
    standalone_question(question, language, [PERRY], LlamaIndexWriter(llm))
    assert llm.last_question(0).startswith(label)
    examples = [message.content or "" for message in llm.asked[0] if message.role == "user"]
    assert all(example.startswith(label.removesuffix("Why did")) for example in examples)
