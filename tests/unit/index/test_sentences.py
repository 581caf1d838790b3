import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sentences import split_sentences


def _split(text: str, language: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text, language)]


ENGLISH = [
    ["Mr. Darwin met Dr. Hooker at 5 p.m. on Friday.", "They talked for an hour."],
    ["The U.S. economy grew 3.5% in Q1.", "Analysts had expected 2.1%."],
    ["He moved to the U.S.", "His wife stayed."],
    ["J. K. Rowling wrote it.", "It sold well."],
    ['"I am tired," she said.', '"Go home."'],
    ['"Are you sure?" he asked.', "She nodded."],
    ['He said: "It works. Really."', "Nobody believed him."],
    ["“We will win,” he said.", "“No doubt.”"],
    ["Costs rose, e.g. rent, food, etc., by 4 percent.", "Wages did not."],
    ["They bought apples, pears, etc.", "Then they left."],
    ["See Fig. 3 and Sec. 4.2 for details.", "The rest is in App. B."],
    ["Wait... what?", "I never said that!"],
    ["He paused …", "Then he spoke."],
    ["Apple Inc. sued Samsung Electronics Co. Ltd. in 2011.", "The case was settled."],
    ["Visit example.com or www.example.org/a.b?c=d.", "It is free."],
    ["It costs $5.99.", "That is cheap."],
    ["The meeting is on Jan. 5 at 10 a.m. in Room No. 7.", "Bring a pen."],
    ["He works at Yahoo! in California.", "She works at Google."],
    ["This is one (really. It is).", "Two."],
    ["Is it true?", "Yes!", "No."],
    ["It happened in 1999.", "2000 was calm."],
    ["It was found later.[12]", "Others agree.[3][4]", "Some do not."],
    ["Great news 😀!", "We won. 🎉"],
]
GERMAN = [
    ["Am 22. März 2024 kam Dr. Schweitzer.", "Er blieb bis zum 3. Mai."],
    ["Das gilt z. B. für Autos, d. h. für alle.", "Fahrräder sind ausgenommen."],
    ["Das gilt z.B. für Autos usw.", "Fahrräder sind ausgenommen."],
    ["Der 1. FC Köln verlor gegen den 2. der Tabelle.", "Das war bitter."],
    ["Es kostet ca. 3,5 Mio. Euro.", "Das ist viel."],
    ["„Ich komme“, sagte er.", "„Warte auf mich!“"],
    ["„Kommst du?“, fragte sie.", "Er nickte."],
    ["Sie sagt: »Nein. Niemals.«", "Dann geht sie."],
    ["Nr. 5 liegt in der Hauptstr. 12 in St. Gallen.", "Dort wohnt niemand."],
    ["Im 19. Jahrhundert war das anders.", "Heute nicht mehr."],
    ["Das regeln Abs. 3 und Art. 5 GG.", "§ 7 Abs. 2 Nr. 1 gilt auch."],
    ["Er kam 1999.", "2001 ging er wieder."],
    ["Das Treffen endet um 18.30 Uhr.", "Danach gibt es Bier."],
    ["Wer ist das?!", "Keine Ahnung...", "Vielleicht niemand."],
    ["Ludwig XIV. regierte lange.", "Er starb 1715."],
    ["Die Fa. Bosch GmbH & Co. KG klagte.", "Sie verlor."],
    ["Der Streik begann am 14. 7. 2023 in L.A. und dauerte Monate.", "Er endete im Herbst."],
    ["S. 12 ff. zeigt das Gegenteil.", "Vgl. auch Abb. 3."],
    ["Es waren 204.000 Arbeitsplätze.", "21 % fallen weg."],
    ['"Warum ansehen, wenn du ihn selbst erstellen kannst?", fragt Kutcher.', "Er lacht."],
]
FRENCH = [
    ["M. Pasteur et Mme Curie sont arrivés à 10 h. 30.", "Ils sont repartis."],
    ["M. Pasteur a parlé.", "MM. Lumière ont écouté."],
    ["Voir p. ex. la page 5, c.-à-d. la fin.", "C’est clair."],
    ["Il a dit : « Je viens. Demain. »", "Elle a souri."],
    ["« Vous venez ? » demanda-t-il.", "Elle hocha la tête."],
    ["« C’est fini. »", "Il est parti."],
    ["L’art. 5 du Code civil et l’al. 2 s’appliquent.", "Cf. aussi l’annexe."],
    ["Le taux est de 3,5 % env. depuis janv. 2024.", "Il était de 2 %."],
    ["Il aime les pommes, les poires, etc.", "Elle préfère le raisin."],
    ["J.-L. Godard a tourné.", "La salle a applaudi."],
    ["La S.N.C.F. a annoncé une grève.", "Elle dure 3 jours."],
    ["Quoi… vous partez ?", "Restez !"],
    ["Le n° 5 (cf. fig. 2) est prêt.", "Le vol. 3 suit."],
    ["St. Tropez est loin.", "Ste. Maxime aussi."],
]
OTHERS = [
    ("es", ["El Sr. Cervantes vive en EE. UU. desde 1999.", "¿Por qué?", "¡Nadie lo sabe!"]),
    ("it", ["Il sig. Rossini è arrivato.", "Costa 3,5 mln. di euro."]),
    ("nl", ["Dhr. Rembrandt kwam o.a. om te praten.", "Hij ging weer weg."]),
    ("ru", ["Это первое предложение.", "А это второе!"]),
    ("el", ["Τι είναι αυτό;", "Δεν ξέρω."]),
    ("hi", ["यह एक वाक्य है।", "यह दूसरा है।"]),
    ("ar", ["ما هذا؟", "لا أعرف."]),
    ("und", ["Lorem ipsum dolor sit.", "Amet consetetur."]),
]


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        *(("en", case) for case in ENGLISH),
        *(("de", case) for case in GERMAN),
        *(("fr", case) for case in FRENCH),
        *OTHERS,
    ],
)
def test_sentences_end_where_a_reader_would_end_them(language: str, sentences: list[str]) -> None:
    assert _split(" ".join(sentences), language) == sentences


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("ja", ["これは文です。", "「はい。」と言った。", "終わり。"]),
        ("zh", ["他来了。", "他说：“我来了。”", "你好吗？", "我很好！"]),
    ],
)
def test_languages_without_spaces_are_split(language: str, sentences: list[str]) -> None:
    assert _split("".join(sentences), language) == sentences


def test_headings_items_and_rows_are_units_of_their_own() -> None:
    text = (
        "# Was ist Sora? Ein Modell\n\nEin Modell. Es macht Filme.\n"
        "- Punkt eins\n- Punkt zwei. Gut!\n| a. B | c |"
    )
    assert _split(text, "de") == [
        "# Was ist Sora? Ein Modell",
        "Ein Modell.",
        "Es macht Filme.",
        "- Punkt eins",
        "- Punkt zwei.",
        "Gut!",
        "| a. B | c |",
    ]


def test_numbered_lines_keep_their_number() -> None:
    assert _split("1. First of all.\n2. Then this.", "en") == ["1. First of all.", "2. Then this."]


def test_a_long_quotation_is_split_at_its_own_sentences() -> None:
    first = (
        "„Wir verfolgen eine bewusste Strategie der Zusammenarbeit mit der Filmindustrie"
        + " hier" * 20
    )
    text = f"{first}. Wir freuen uns auf den Dialog mit Künstlern und Kreativen.“"
    assert len(_split(text, "de")) == 2


def test_text_in_lower_case_is_split_too() -> None:
    assert _split("i saw it. it was good! really?", "en") == [
        "i saw it.",
        "it was good!",
        "really?",
    ]


def test_bullets_inside_a_line_are_parted() -> None:
    assert _split("Es gibt: • Tee • Kaffee", "de") == ["Es gibt:", "• Tee", "• Kaffee"]


@pytest.mark.parametrize(
    "text",
    [". " * 50_000, "." * 100_000 + "a", '"' * 99_999, "(" * 50_000, "„" * 50_000, "a. " * 30_000,
     "A.B" * 30_000, "。" * 50_000, " " * 100_000, "- " * 50_000],
    ids=lambda text: repr(text[:3]),
)  # fmt: skip
def test_odd_text_takes_no_longer_than_its_length(text: str) -> None:
    covered = sum(end - start for start, end in split_sentences(text, "en"))
    assert covered <= len(text)


@given(
    st.text(alphabet='aAbB.!?…。;1 \n-#|„“"«»()’é🙂\u00a0\u0301'),
    st.sampled_from(["en", "de", "fr", "el", "ja", "und"]),
)
def test_spans_are_exact_in_order_and_cover_all_text(text: str, language: str) -> None:
    reached = 0
    for start, end in split_sentences(text, language):
        assert not text[reached:start].strip()
        assert text[start:end] == text[start:end].strip() != ""
        reached = end
    assert not text[reached:].strip()
