"""Questions that ask several things, split into parts and put together again."""

import pytest

from assistant.answer import TokenUsage
from assistant.answerability import Signals
from assistant.checking.support import Support
from assistant.decomposition import decompose, join
from assistant.drafting import DraftedClaim
from assistant.llm.writer import LlamaIndexWriter
from assistant.work import Work
from tests.scripted_llm import ScriptedLLM
from tests.unit.assistant.passages import passage

BOTH = "Who leads Sony Pictures, and who leads OpenAI?"
SONY, OPENAI = "Who leads Sony Pictures?", "Who leads OpenAI?"


def parts_of(question: str, reply: str, language: str = "en") -> tuple[str, ...]:
    return decompose(question, language, LlamaIndexWriter(ScriptedLLM.saying(reply)))[0]


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Who is Mira Murati?", "en"),
        ("And when did Tyler Perry stop?", "en"),
        ("Und wann war das?", "de"),
        ("Warum hat Tyler Perry das Studio nicht ausgebaut?", "de"),
        ("Et pourquoi Tyler Perry a-t-il suspendu les travaux ?", "fr"),
    ],
)
def test_model_is_not_asked_about_a_plain_question(question: str, language: str) -> None:
    llm = ScriptedLLM.saying()
    assert decompose(question, language, LlamaIndexWriter(llm)) == ((question,), None)
    assert not llm.asked


def test_parts_are_questions_of_their_own() -> None:
    assert parts_of(BOTH, f"{SONY}\n- {OPENAI}\n\n{SONY}") == (SONY, OPENAI)
    german = "Wie stehen jeweils Anna Holm und Paul Meyer zum Stadion?"
    holm, meyer = "Wie steht Anna Holm zum Stadion?", "Wie steht Paul Meyer zum Stadion?"
    assert parts_of(german, f"{holm}\n{meyer}", "de") == (holm, meyer)


@pytest.mark.parametrize(
    "reply",
    [
        "",
        BOTH,
        SONY,  # a part is lost
        f"{SONY}\nWho leads Disney?",  # a name that nobody asked about
        f"{SONY}\n{OPENAI}\nWho led OpenAI in 2019?",  # a number
        f"{SONY}\nOpenAI?",  # no question
        "Wer leitet eigentlich Sony Pictures?\nWer ist der Leiter von OpenAI?",
        f"{SONY}\nWho was the first director of OpenAI?",  # other words
        f"{SONY}\n{OPENAI}\nWhere is Sony Pictures?\nWhere is OpenAI?",  # too many
    ],
)
def test_parts_that_ask_something_else_are_not_trusted(reply: str) -> None:
    assert parts_of(BOTH, reply) == (BOTH,)


def test_how_many_things_are_wanted_need_not_be_said_again() -> None:
    rent, rooms = "What is the rent in Bern?", "How many rooms are there in Bern?"
    assert parts_of(f"I need two figures: {rent} {rooms}", f"{rent}\n{rooms}") == (rent, rooms)
    question = f"I need three figures: {rent} {rooms}"
    assert parts_of(question, f"{rent}\n{rooms}") == (question,)


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "When was the Orbit 2 launched and who designed it?",
            ("When was the Orbit launched?", "Who designed the Orbit?"),
        ),
        (
            "How many people have 2 jobs and how many have 3 jobs?",
            ("How many people have jobs?", "How many people have 3 jobs?"),
        ),
    ],
)
def test_a_figure_that_tells_what_is_asked_about_stays(
    question: str, parts: tuple[str, str]
) -> None:
    assert parts_of(question, "\n".join(parts)) == (question,)


def test_names_are_the_same_without_their_dots() -> None:
    us, japan = "What does the U.S. plan for chips?", "What does Japan plan for chips?"
    asked = "What does the U.S. plan for chips and what does Japan plan?"
    assert parts_of(asked, f"{us}\n{japan}") == (us, japan)


def test_parts_may_have_capitals_that_the_question_has_not() -> None:
    year, by = "In welchem Jahr wurde OpenAI gegründet?", "Von wem wurde OpenAI gegründet?"
    asked = "in welchem jahr wurde openai gegründet und von wem"
    assert parts_of(asked, f"{year}\n{by}", "de") == (year, by)


@pytest.mark.parametrize(
    ("question", "language", "parts"),
    [
        (
            "Quelles fonctions exercent respectivement Anna Holm et Paul Meyer chez Nordfilm ?",
            "fr",
            (
                "Quelles fonctions exercent Anna Holm chez Nordfilm ?",
                "Quelles fonctions exercent Paul Meyer chez Nordfilm ?",
            ),
        ),
        (
            "Wer steht jeweils an der Spitze von OpenAI und von Sony Pictures?",
            "de",
            ("Wer steht an der Spitze von OpenAI?", "Wer steht an der Spitze von Sony Pictures?"),
        ),
        (
            "Wer arbeitet jeweils bei OpenAI und Netflix?",
            "de",
            ("Wer arbeitet bei OpenAI?", "Wer arbeitet bei Netflix?"),
        ),
        (
            "What do Disney and Netflix each say about it?",
            "en",
            ("What do Disney say about it?", "What do Netflix say about it?"),
        ),
    ],
)
def test_what_is_asked_of_each_of_two_names_is_asked_of_either(
    question: str, language: str, parts: tuple[str, str]
) -> None:
    assert parts_of(question, question, language) == parts


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("What do Disney and Netflix say about it?", "en"),  # perhaps together
        ("Wie viele Kinder und Enkel haben beide?", "de"),
        ("What does each of the studios say about actors and writers?", "en"),
        ("What do Disney, Netflix and Sony each say?", "en"),  # three
        ("What do Tom and Jerry and Spike each say?", "en"),
        ("Why did Perry and Kutcher sue each other?", "en"),
        ("How much do Disney and Netflix invest each year?", "en"),
        ("What did each of Perry and Kutcher say?", "en"),
        ("What did Tim Burton and Guillermo del Toro each say?", "en"),  # a name in parts
        ("Que pensent Ursula von der Leyen et Emmanuel Macron respectivement ?", "fr"),
        ("What do OpenAI and Sony each have in common?", "en"),
        ("Qui est respectivement à la tête d'OpenAI et de Sony Pictures ?", "fr"),
    ],
)
def test_question_on_no_two_names_apart_stays_whole(question: str, language: str) -> None:
    assert parts_of(question, question, language) == (question,)


def part_of(work: Work, question: str, evidence: list[str], cited: int, best: float) -> Work:
    part = work.part(question)
    part.evidence = tuple(passage(text, start=100 * len(text)) for text in evidence)
    part.passages = part.evidence
    part.verdicts = dict.fromkeys(range(1, len(evidence) + 1), best)
    claim = DraftedClaim(f"{evidence[cited - 1]}.", (cited,))
    part.checked = [Support(claim, supported=True, cited=(cited,), score=1.0)]
    part.signals = Signals(best=best)
    part.took("read", 0.0)
    part.used("read", TokenUsage(read=10))
    return part


def test_parts_come_together_with_nothing_twice() -> None:
    work = Work(question=BOTH, language="en", standalone=BOTH)
    one = part_of(work, SONY, ["Altman", "Vinciquerra"], cited=2, best=1.0)
    other = part_of(work, OPENAI, ["Vinciquerra", "Lightcap", "Altman"], cited=3, best=2.0)
    join(work, [one, other], [one, other])
    assert [quote.text for quote in work.evidence] == ["Altman", "Vinciquerra", "Lightcap"]
    assert [support.cited for support in work.checked] == [(2,), (1,)]
    assert work.verdicts == {1: 2.0, 2: 2.0, 3: 2.0}
    assert work.unanswered == ()
    assert work.signals == Signals(best=2.0)
    assert [found.text for found in work.passages] == ["Altman", "Vinciquerra", "Lightcap"]
    assert work.usage["read"].read == 20


def test_what_both_parts_tell_is_told_once() -> None:
    work = Work(question=BOTH, language="en", standalone=BOTH)
    one = part_of(work, SONY, ["Both"], cited=1, best=1.0)
    other = part_of(work, OPENAI, ["Both"], cited=1, best=1.0)
    join(work, [one, other], [one, other])
    assert len(work.checked) == 1


def test_part_that_is_not_answered_is_named_and_its_sentences_are_dropped() -> None:
    work = Work(question=BOTH, language="en", standalone=BOTH)
    one = part_of(work, SONY, ["Vinciquerra"], cited=1, best=1.0)
    other = part_of(work, OPENAI, ["Lightcap"], cited=1, best=-4.0)
    join(work, [one, other], [one])
    assert work.unanswered == (OPENAI,)
    assert [support.supported for support in work.checked] == [True, False]
    assert work.checked[1].note


def test_sentence_that_another_part_tells_with_more_is_not_told_twice() -> None:
    work = Work(question=BOTH, language="en", standalone=BOTH)
    one = part_of(work, SONY, ["Sony is big"], cited=1, best=1.0)
    other = part_of(work, OPENAI, ["Sony is big. It films"], cited=1, best=1.0)
    join(work, [one, other], [one, other])
    assert [support.claim.text for support in work.checked] == ["Sony is big. It films."]
    again = Work(question=BOTH, language="en", standalone=BOTH)
    join(again, [one, other], [one])
    assert [s.claim.text for s in again.checked if s.supported] == ["Sony is big."]
