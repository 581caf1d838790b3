"""Offices abbreviated in one text and written out in another."""

import pytest

from assistant.bylines import as_read
from assistant.offices import with_offices_as_asked
from tests.unit.assistant.passages import passage


@pytest.mark.parametrize(
    ("question", "text", "read"),
    [
        ("nom de la directrice technique", "Eva Rot, CTO, geht.", "CTO (directrice technique)"),
        ("Wer ist der CTO?", "Technikchefin Eva Rot geht.", "Technikchefin (CTO) Eva Rot"),
        ("Who is the chief technology officer?", "CTO Rot", "CTO (chief technology officer) Rot"),
        ("Wer ist Finanzchefin?", "Eva Rot, directrice financière", "financière (Finanzchefin)"),
        ("Who is the CEO of it?", "C’est le PDG, Jo Hill.", "PDG (CEO), Jo Hill"),
        ("Qui est le PDG ?", "Jo Hill, CEO von Nord", "CEO (PDG) von"),
        ("Who is the CTO?", "In October technology chief Rot left.", "technology chief (CTO) Rot"),
        ("Who is the CTO?", "die Meinung des Technikchefs Rot", "Technikchefs (CTO) Rot"),
        ("Who is the CEO?", "le président-\ndirecteur général Hill", "général (CEO) Hill"),
        ("Who is the COO?", "operativer Geschäftsführer Hill", "Geschäftsführer (COO) Hill"),
    ],
)
def test_an_office_is_read_as_the_question_calls_it(question: str, text: str, read: str) -> None:
    assert read in with_offices_as_asked(question, text)
    assert read in as_read(question, passage(text))


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Who is the CTO?", "Jo Hill, CEO of Nord, and Finanzchefin Rot."),
        ("Who is the CTO?", "The CTO left."),
        ("Who left?", "The CTO left."),
        ("Who is the CTO?", "Deputy technology chief Eva Rot left."),
        ("Qui est le CTO ?", "Jo Hill, directeur technique national du football, part."),
        ("Who is the chief technology officer?", "The Chief Technology Officer, or CTO, left."),
        ("What does CTOs stand for?", "The CTO left."),
    ],
)
def test_other_offices_and_those_called_the_same_stay_as_they_are(question: str, text: str) -> None:
    assert with_offices_as_asked(question, text) == text
