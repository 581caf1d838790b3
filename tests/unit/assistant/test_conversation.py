import json
import time
from pathlib import Path

import pytest

from assistant.conversation import Turn, depends_on_history, standalone_question
from assistant.impersonal import without_impersonal
from assistant.llm.writer import LlamaIndexWriter
from tests.scripted_llm import Reply, ScriptedLLM

_QUICK = 1.0  # seconds of the processor; what is read in one go takes hundredths
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
        ("Was hat das die Firma in Deutschland gekostet?", "de"),
        ("Wer hat das gerne gesehen im ganzen Land?", "de"),
        ("Warum machte er das heute?", "de"),
        ("Wie funktioniert das in der Schule von Lindau?", "de"),
        ("Wer hat das seine größte Sorge genannt?", "de"),
        ("Worum geht es?", "de"),
        ("Warum hat es so lange gedauert?", "de"),
        ("Wie viel hat es die Firma gekostet?", "de"),
        ("Wann ist es in die Kinos gekommen und wer hat mitgespielt?", "de"),
        ("Was hat sie dazu in dem langen Gespräch gesagt?", "de"),
        ("Welche Folgen hat dieses Gesetz für die Branche?", "de"),
        ("Wer leitet diese Firma und seit wann?", "de"),
        ("Wieso war es den Leuten so wichtig?", "de"),
        ("Was hält die Branche davon?", "de"),
        ("Warum gab es das nicht schon früher?", "de"),
        ("Perry sagt, das sei zu teuer, warum?", "de"),
        ("Und was sagt sie zu dem Vorwurf?", "de"),
        ("Stimmt es, dass er das Studio schließt?", "de"),
        ("Und worum genau geht es in dem Film?", "de"),
        ("And how many people does he employ there?", "en"),
        ("How many people work there?", "en"),
        ("How long did it take to build?", "en"),
        ("How long did it take to build the studio?", "en"),
        ("When was Perry there?", "en"),
        ("What did it cost to build it?", "en"),
        ("Why did it move to Berlin last year?", "en"),
        ("How much does it cost to run?", "en"),
        ("What does it mean to the industry?", "en"),
        ("How did this change the film industry in France?", "en"),
        ("What happened to those in the end of the film?", "en"),
        ("Is it going to be shown in cinemas?", "en"),
        ("Which one of them was closed first and why?", "en"),
        ("Who wrote this and when was it published?", "en"),
        ("How many stages are there?", "en"),
        ("What did she say about this year in the industry?", "en"),
        ("And when is it supposed to come out?", "en"),
        ("What kind of algorithms does it rely on, for instance?", "en"),
        ("Why did the company sell it this year to a rival?", "en"),
        ("How many other sound stages are there?", "en"),
        ("Combien y en a-t-il ?", "fr"),
        ("De quoi s'agit-il dans ce film ?", "fr"),
        ("Qu'a-t-il fait cette année-là dans le cinéma ?", "fr"),
        ("Pourquoi faut-il qu'il vende la maison de la famille ?", "fr"),
        ("Quels réalisateurs a-t-il rencontrés là-bas ?", "fr"),
        ("qui pilote ça chez eux ?", "fr"),
        ("Quel rôle joue cette entreprise dans la réforme des retraites ?", "fr"),
        ("Y a-t-il vécu longtemps avec la famille et les enfants ?", "fr"),
        ("Is it possible to cancel early?", "en"),
        ("Y a-t-il un musée ?", "fr"),
        ("Combien y a-t-il d'habitants ?", "fr"),
        ("Faut-il un visa de travail pour y aller ?", "fr"),
        ("Est-il prévu de le fermer pendant les vacances ?", "fr"),
        ("Est-il possible d'y camper pendant les vacances ?", "fr"),
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
        ("Was ist das höchste Gebäude der Welt?", "de"),
        ("was ist das höchste gebäude der welt?", "de"),
        ("Wie heißt das neue Modell von OpenAI?", "de"),
        ("Wie viele Tote gab es bei dem Erdbeben in der Türkei?", "de"),
        ("Wer hat das erste große Tor der Weltmeisterschaft geschossen?", "de"),
        ("Wie teuer ist das weltweit größte Schiff der Reederei?", "de"),
        ("Wann erschien das 2024 erschienene Album von Taylor Swift?", "de"),
        ("Worum geht es bei dem Streit zwischen Epic und Apple?", "de"),
        ("Wie viele Kriege gäbe es ohne Waffenhandel auf der Welt?", "de"),
        ("Hat es in Berlin ein schweres Erdbeben gegeben?", "de"),
        ("Warum kam es 2023 in Frankreich zu großen Streiks?", "de"),
        ("Wie kommt es, dass die Preise für Strom steigen?", "de"),
        ("Ist es verboten, auf der Autobahn rückwärts zu fahren?", "de"),
        ("Wie lange dauert es, ein Haus aus Holz zu bauen?", "de"),
        ("Was passierte dieses Jahr in der Filmbranche?", "de"),
        ("Welche Filme laufen diese Woche in den Kinos?", "de"),
        ("Wie heißt das Gesetz, das der Bundestag gestern beschlossen hat?", "de"),
        ("Was hält Macron davon, dass Trump Zölle erhebt?", "de"),
        ("Was sagt Perry dazu, dass OpenAI Daten gestohlen hat?", "de"),
        ("Können Sie mir sagen, wer der Kanzler von Österreich ist?", "de"),
        ("Was muss geschehen, damit die Preise für Strom sinken?", "de"),
        ("Wann gab es das letzte große Erdbeben in Japan?", "de"),
        ("How many species of whales are there in the ocean?", "en"),
        ("How long does it take to build a bridge?", "en"),
        ("What happened this year in the film industry?", "en"),
        ("Is there a cure for the common cold in sight?", "en"),
        ("How much does it cost to raise a child in Germany?", "en"),
        ("Is it legal to fly drones in the park at night?", "en"),
        ("Is it true that whales can sleep while swimming?", "en"),
        ("Why is it important to vaccinate young children early?", "en"),
        ("Who is one of the richest people in the world?", "en"),
        ("Why does no one live on the island of Surtsey?", "en"),
        ("What does it take to become a pilot?", "en"),
        ("Were there any survivors of the crash on the mountain?", "en"),
        ("Which films are in the cinemas this week?", "en"),
        ("What happens to those who do not pay taxes?", "en"),
        ("What happened in the film industry these days?", "en"),
        ("Is it possible for a robot to write a novel?", "en"),
        ("Combien de morts y a-t-il eu lors du tremblement de terre ?", "fr"),
        ("Que faut-il faire en cas d'incendie ?", "fr"),
        ("Combien d'espèces de baleines y a-t-il dans l'océan ?", "fr"),
        ("Pourquoi y avait-il des grèves dans les écoles ?", "fr"),
        ("Faut-il payer une taxe sur la vente d'une maison ?", "fr"),
        ("Est-il possible de voter par correspondance à l'étranger ?", "fr"),
        ("Que s'est-il passé cette année dans le cinéma français ?", "fr"),
        ("Quels films sortent cette semaine dans les salles parisiennes ?", "fr"),
        ("Existe-t-il une aide pour les jeunes agriculteurs ?", "fr"),
        ("Qu'y a-t-il de nouveau dans la réforme des retraites ?", "fr"),
        ("Est-il interdit de fumer dans les parcs de la ville ?", "fr"),
        ("Il y a combien de planètes dans le système solaire ?", "fr"),
        ("Que se passe-t-il lors d'une éclipse de lune ?", "fr"),
        ("Quelles mesures ont été prises ces dernières années contre la pollution ?", "fr"),
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


def test_follow_up_in_another_language_gets_the_names_of_the_last_answer() -> None:
    last = Turn("Qui s'est indigné dans un tweet ?", "Hier Reid Southen s'est indigné, dit OpenAI.")
    question = "Was wirft er OpenAI vor?"
    assert rewritten(question, "de", "", last) == f"Reid Southen {question}"


def test_follow_up_that_the_model_leaves_as_it_is_gets_the_last_question() -> None:
    assert rewritten("Dans quel but ?", "fr", "Dans quel but ?") == (
        f"{PERRY.question} Dans quel but ?"
    )
    question = "And what does Mira Murati say to that?"
    assert rewritten(question, "en", question) == question


def test_no_gold_question_that_changes_the_topic_leans_on_the_last() -> None:
    folder = Path(__file__).parents[3] / "corpus" / "gold"
    rows = [json.loads(line) for file in folder.glob("*.jsonl") for line in file.open()]
    leaning = {
        kind: [depends_on_history(row["question"], row["language"]) for row in of_kind]
        for kind in ("follow-up", "topic-change")
        if (of_kind := [row for row in rows if row["kind"] == kind])
    }
    assert all(leaning["follow-up"])
    assert not any(leaning["topic-change"])


@pytest.mark.parametrize(
    "text",
    [
        "es " * 7_000,
        "es, " * 5_000,
        "es " + "a" * 20_000,
        "es a b c d, " * 2_000,
        "das " * 5_000,
        "das " + "neue " * 4_000,
        "das " + "a" * 20_000,
        "das" + " " * 20_000,
        "dazu, a zu " * 2_000,
        "it takes " * 2_000,
        "it is possible " * 1_500,
        "it takes to" + " a" * 10_000,
        "there " * 4_000,
        "is there" + "!" * 20_000,
        "y a-t-il " * 2_000,
        "est-il " * 3_000,
        "ce " * 7_000,
        "that!" * 4_000,
        "why" + " " * 20_000 + "x",
        "her " * 5_000,
        "-il" * 7_000,
        "?" * 20_000,
    ],
)
def test_endless_question_is_told_quickly(text: str) -> None:
    begun = time.process_time()
    without_impersonal(text)
    depends_on_history(text, "de")
    assert time.process_time() - begun < _QUICK


def test_impersonal_words_are_blanked_in_their_place() -> None:
    question = "Gibt es dieses Jahr das neue Werk, das es dort gab?"
    left = without_impersonal(question)
    assert len(left) == len(question)
    assert left.split() == ["neue", "Werk", "dort", "gab?"]


def test_first_question_and_one_that_stands_alone_are_left_as_they_are() -> None:
    llm = ScriptedLLM.saying()
    writer = LlamaIndexWriter(llm)
    assert standalone_question("And when?", "en", (), writer) == ("And when?", None)
    question = "Who is Mira Murati?"
    assert standalone_question(question, "en", (PERRY,), writer) == (question, None)
    question = "Was ist das höchste Gebäude der Welt?"
    assert standalone_question(question, "de", (PERRY,), writer) == (question, None)
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
