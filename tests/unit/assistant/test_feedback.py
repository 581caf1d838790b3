from pathlib import Path
from threading import Thread

import pytest

from assistant.answer import Answer, Citation, Claim, Status
from assistant.conversation import Turn
from assistant.errors import AssistantError
from assistant.evaluation.feedback_rows import gold_row, main
from assistant.feedback import FeedbackLog, read_feedback, settings_to_keep
from assistant.settings import Settings

ANSWER = Answer(
    question="And how much did it cost?",
    standalone_question="How much did the bridge cost?",
    text="It cost 12 million euros [1].",
    status=Status.ANSWERED,
    language="en",
    claims=(Claim(text="It cost 12 million euros.", citations=(1,), supported=True),),
    citations=(
        Citation(
            number=1,
            article_id="bridge.md",
            title="A bridge",
            path="/somewhere/bridge.md",
            language="de",
            quote="Sie kostete 12 Millionen Euro.",
            start=4,
            end=34,
        ),
    ),
)
REFUSAL = ANSWER.model_copy(
    update={"status": Status.NOT_FOUND, "claims": (), "citations": (), "text": "No."}
)
HISTORY = (Turn("Who built the bridge?", "Kern did."),)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "new" / "feedback.jsonl"


def test_rating_is_kept_with_answer_history_and_settings(path: Path) -> None:
    settings = settings_to_keep(Settings.load(auth="me:secret", answer_threshold=0.3))
    FeedbackLog(path, settings).add(ANSWER, HISTORY, "good")
    (kept,) = read_feedback(path)
    assert kept.answer.citations[0].quote == ANSWER.citations[0].quote
    assert (kept.question, kept.history, kept.rating) == (ANSWER.question, HISTORY, "good")
    assert kept.settings["answer_threshold"] == 0.3
    assert "secret" not in path.read_text()
    assert "/somewhere" not in path.read_text()


def test_later_word_on_a_rating_takes_its_place(path: Path) -> None:
    log = FeedbackLog(path, {})
    first = log.add(ANSWER, (), "bad")
    log.add(REFUSAL, (), "good")
    log.add(ANSWER, (), "bad", "  It was 15 million.\n", first)
    assert [(each.rating, each.comment) for each in read_feedback(path)] == [
        ("bad", "It was 15 million."),
        ("good", ""),
    ]


def test_ratings_given_at_once_do_not_mix(path: Path) -> None:
    log = FeedbackLog(path, {})
    threads = [Thread(target=log.add, args=(ANSWER, HISTORY, "good")) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(read_feedback(path)) == 16


def test_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(AssistantError, match=r"feedback\.jsonl .*setting feedback"):
        FeedbackLog(tmp_path / "file" / "feedback.jsonl", {}).add(ANSWER, (), "good")


def test_full_file_takes_no_more_and_loses_nothing(path: Path) -> None:
    FeedbackLog(path, {}).add(ANSWER, (), "good")
    kept = path.read_bytes()
    full = FeedbackLog(path, {}, most_bytes=len(kept) + 10)
    with pytest.raises(AssistantError, match=r"feedback\.jsonl .*move it to another place"):
        full.add(ANSWER, (), "bad")
    assert path.read_bytes() == kept
    path.rename(path.with_name("before.jsonl"))
    full.add(ANSWER, (), "good")
    assert len(read_feedback(path)) == 1


def test_line_that_is_no_rating_is_named(path: Path) -> None:
    FeedbackLog(path, {}).add(ANSWER, (), "good")
    path.write_text(path.read_text() + "\n{}\n")
    with pytest.raises(AssistantError, match="line 3"):
        read_feedback(path)


def test_ratings_become_drafts_of_gold_rows(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = FeedbackLog(path, {})
    log.add(ANSWER, HISTORY, "good")
    log.add(REFUSAL, (), "good")
    log.add(ANSWER, (), "bad", "It was 15 million.")
    log.add(ANSWER, (), "withdrawn", known_as=log.add(ANSWER, (), "good"))
    answered, refused, wrong, withdrawn = read_feedback(path)

    row = gold_row(answered, "a")
    assert row is not None
    assert row.answers == (("12",),)
    assert (row.kind, row.articles, row.quotes[0].start) == ("follow-up", ("bridge.md",), 4)
    none = gold_row(refused, "b")
    assert none is not None
    assert not none.answerable
    assert gold_row(wrong, "c") is None
    assert gold_row(withdrawn, "d") is None

    assert main([str(path)]) == 0
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == 2
    assert "It was 15 million." in err
    assert main([str(path.parent / "none.jsonl")]) == 2
