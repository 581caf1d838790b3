"""The questions to begin with."""

from assistant.resources import resource_dir
from assistant.web.examples import example_questions
from index.article import Article


def article(number: int, language: str, title: str = "Tides") -> Article:
    return Article(id=f"{number}.txt", title=f"{title} {number}", language=language, text="text")


def test_bundled_articles_have_questions_in_three_languages() -> None:
    bundled = [
        Article(id=path.name, title="title", language="de", text="text")
        for path in sorted((resource_dir("corpus") / "articles").glob("*.md"))
    ]
    questions = example_questions(bundled)
    assert "Why did Tyler Perry pause his studio?" in questions
    assert any(question.startswith("Was ") for question in questions)
    assert any(question.startswith("Qui ") for question in questions)


def test_own_articles_are_asked_about_by_title_in_their_language() -> None:
    questions = example_questions([article(1, "fr"), article(2, "sw")])
    assert questions == (
        "De quoi parle l’article « Tides 1 » ?",
        "What is the article “Tides 2” about?",
    )


def test_languages_take_turns() -> None:
    many = [article(number, "de") for number in range(9)] + [article(9, "en"), article(10, "fr")]
    questions = example_questions(many)
    assert len(questions) == 6
    assert any("about?" in question for question in questions)
    assert any("De quoi parle" in question for question in questions)


def test_no_articles_make_no_questions() -> None:
    assert example_questions([]) == ()


def test_article_without_a_title_is_not_asked_about() -> None:
    assert example_questions([Article(id="a", title=" ", language="en", text="")]) == ()
