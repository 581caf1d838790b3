import time

import pytest

from assistant.asked_for import asks_generally, asks_why, holds_kind, kind_asked_for


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("When did Altman go to Los Angeles?", "time"),
        ("and when?", "time"),
        ("Sora doit sortir quand ?", "time"),
        ("Quand Sora sortira-t-il ?", "time"),
        ("Wann kommt Sora heraus?", "time"),
        ("In which year was it founded?", "year"),
        ("in welchem jahr wurde es gegründet und von wem", "year"),
        ("En quelle année l'a-t-on fondé ?", "year"),
        ("What are the sticking points when Sora is used?", None),
        ("Que dit-il quand on lui parle de Sora ?", None),
        ("How many jobs are at risk?", "count"),
        ("How many years did it take?", "number"),
        ("Wie viele Menschen arbeiten dort?", "count"),
        ("Wie viele Prozent der Stellen sind bedroht?", "number"),
        ("Combien de postes sont menacés ?", "count"),
        ("Combien de temps dure un clip ?", "number"),
        ("Combien de jours dure la grève ?", "number"),
        ("Wie lang sind die Clips?", "number"),
        ("How much of the film is generated?", "number"),
        ("Combien coûte le studio ?", "money"),
        ("Quel est le budget annuel ?", "money"),
        ("Quel budget annuel Sony consacre-t-il à l’IA ?", "money"),
        ("What does a month of Sora cost?", "money"),
        ("How much did he pay?", "money"),
        ("Was kostet ein Abo?", "money"),
        ("Wie viel Geld hat er bezahlt?", "money"),
        ("What price did the strikers pay?", "money"),
        ("Who leads OpenAI?", "name"),
        ("Wer leitet OpenAI?", "name"),
        ("Qui dirige OpenAI ?", "name"),
        ("Why did Perry stop?", None),
    ],
)
def test_kind_that_a_question_asks_for(question: str, kind: str | None) -> None:
    assert kind_asked_for(question) == kind


@pytest.mark.parametrize(
    ("question", "text", "language"),
    [
        ("When did he go there?", "Ende Februar war Lightcap dort.", "de"),
        ("When will it come out?", "Es soll noch im laufenden Jahr erscheinen.", "de"),
        ("In which year was it founded?", "Gegründet wurde es 1987.", "de"),
        ("En quelle année sortira-t-il ?", "Es soll noch in diesem Jahr, nächstes Jahr", "de"),
        ("How many jobs will go?", "204.000 Stellen fallen weg.", "de"),
        ("How many jobs will go?", "Until 2026, 21% of the jobs will go.", "en"),
        ("How many work there?", "2,400 people have worked there since 2019.", "en"),
        ("How many strikes were there?", "Es gab zwei Streiks.", "de"),
        ("What does it cost?", "Für 100 US-Dollar statt für Tausende.", "de"),
        ("What does it cost?", "L'outil est gratuit.", "fr"),
        ("How long are the clips?", "Sora erzeugt Videos von einer Minute Länge.", "de"),
        ("How long are the clips?", "Sora fait des vidéos d’une minute.", "fr"),
        ("Who accused OpenAI?", "Das habe OpenAI gestohlen, schreibt Southen.", "de"),
        ("Who leads it?", "It is led by Tony Vinciquerra.", "en"),
        ("Why did Perry stop?", "He had seen it.", "en"),
    ],
)
def test_text_that_holds_the_kind(question: str, text: str, language: str) -> None:
    assert holds_kind(question, text, language)


@pytest.mark.parametrize(
    ("question", "text", "language"),
    [
        ("When did he go there?", "Lightcap war in Hollywood.", "de"),
        ("In which year was it founded?", "Vor Kurzem gründete er es im Mai.", "de"),
        ("Which year came before 2024?", "In 2024 it closed.", "en"),
        ("How many jobs will go?", "Viele Stellen fallen weg.", "de"),
        ("How many of the 300 jobs will go?", "Of the 300 jobs many will go.", "en"),
        ("How many work there?", "Den 800 Millionen Dollar teuren Ausbau hielt er an.", "de"),
        ("How many work there?", "Le studio a coûté 800 millions de dollars.", "fr"),
        ("How many work there?", "He paid $800m on 23 February after two weeks.", "en"),
        ("How many work there?", "It opened in 2015.", "en"),
        ("What does it cost?", "204.000 Stellen fallen weg.", "de"),
        ("Who leads it?", "It is led by an engineer.", "en"),
        ("Who leads OpenAI?", "OpenAI is led by an engineer.", "en"),
    ],
)
def test_text_that_lacks_it(question: str, text: str, language: str) -> None:
    assert not holds_kind(question, text, language)


@pytest.mark.parametrize(
    "question",
    [
        "Why did Perry stop?",
        "What reason does OpenAI give?",
        "What reasons does OpenAI give?",
        "How come he stopped?",
        "What for?",
        "Aus welchen Gründen?",
        "Was ist der Grund?",
        "Quelle est la raison de l'arrêt ?",
        "Aus welchem Grund hielt er an?",
        "Wie kommt es, dass er anhielt?",
        "Pour quelle raison s'est-il arrêté ?",
        "Dans quel but ?",
    ],
)
def test_reason_is_asked_for(question: str) -> None:
    assert asks_why(question)


@pytest.mark.parametrize(
    "question", ["Whyte stopped when?", "What did Perry stop?", "What for example does he say?"]
)
def test_no_reason_is_asked_for(question: str) -> None:
    assert not asks_why(question)


@pytest.mark.parametrize(
    "question",
    [
        "What is septicemia?",
        "What does 'plastid' mean?",
        "How do I renew my passport?",
        "Can one work after retiring?",
        "Was ist eine Vorsorgevollmacht?",
        "Darf man im Hof grillen?",
        "Wozu dient ein Grundbuch?",
        "Qu'est-ce qu'un CDD sans terme précis ?",
        "Qu'est-ce que l'intelligence artificielle générative ?",
        "Peut-on changer le nom d'un enfant mineur ?",
        "A-t-on droit plusieurs fois au prêt à taux zéro ?",
        "Comment obtenir une carte grise ?",
        "Comment s'inscrire à l'école ?",
        "Comment se faire rembourser ?",
        "Refus d'inscription : que faire ?",
        "Adoption simple et plénière : quelles différences ?",
    ],
)
def test_question_is_general(question: str) -> None:
    assert asks_generally(question)


@pytest.mark.parametrize(
    "question",
    [
        "What is the name of the alphabet that is used most?",
        "What did Perry do?",
        "Was sagt Kutcher zu Sora?",
        "Pourquoi Tyler Perry a-t-il gelé son chantier ?",
        "Qu'est-ce qui préoccupe Tyler Perry ?",
        "Comment Roger a-t-il réagi ?",
        "Qu'est-ce que les studios ont annoncé ?",
        "Qu'est-ce que Leonardo DiCaprio a dit ?",
        "Pourquoi a-t-on arrêté les travaux ?",
        "Quand a-t-on découvert la grotte ?",
        "Did Kutcher comment after the demo?",
        "Quand ouvre le studio ?",
        "Was tun die Studios dagegen?",
        "What is Perry doing?",
        "Was ist mit Perry los?",
        "Can one of the studios sue OpenAI?",
        "How much is Aon worth?",
    ],
)
def test_question_is_about_what_happened(question: str) -> None:
    assert not asks_generally(question)


@pytest.mark.parametrize(
    "pumped",
    [
        "Qu'est-ce que l'" + "a" * 20_000 + " 1, b?",
        "Qu'est-ce que la " + "part d'" * 2_500 + ", et pourquoi ?",
        "What is " + "'" * 20_000 + " x y?",
        "what does " * 2_000,
        "How many " + "1," * 10_000 + " or more?",
        "How much " + "how much " * 2_000,
        "Combien " + "combien " * 2_500,
        "Wann " + "1 " * 10_000,
        "When " + "a " * 10_000 + ", who?",
    ],
)
def test_long_question_takes_no_long_time(pumped: str) -> None:
    began = time.process_time()
    asks_generally(pumped)
    asks_why(pumped)
    for question in (pumped, "How many work there?", "When?", "How much is it?"):
        holds_kind(question, pumped, "en")
    assert time.process_time() - began < 10  # what grows with the square takes minutes
