from index.failures import brief_reason


def test_reason_is_one_short_line() -> None:
    assert brief_reason(ValueError("one\n  two")) == "one two"
    assert len(brief_reason(ValueError("long " * 1000))) == 200
    assert brief_reason(TimeoutError()) == "TimeoutError"
