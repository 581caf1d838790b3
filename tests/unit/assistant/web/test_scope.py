"""What a conversation is limited to, when articles come and go."""

import re

import gradio as gr
import pytest

from assistant.errors import AssistantError
from assistant.web.exchanges import Conversation
from assistant.web.scope import drop_removed, scope_markup
from assistant.web.texts import TEXTS
from index.article import ArticleSummary

EN, DE = TEXTS["en"], TEXTS["de"]


def article(article_id: str, title: str) -> ArticleSummary:
    return ArticleSummary(article_id, title, "en", None, None, None, 1)


def said(*ids: str, gone: tuple[str, ...] = ()) -> str:
    found = {each: article(each, f"Title {each}") for each in ids if each not in gone}
    return re.sub(r"<[^>]*>", "", str(scope_markup(ids, found, EN)))


def test_articles_are_named_by_their_titles() -> None:
    assert said("a.md", "b.md") == "Asking only: Title a.md · Title b.md"


def test_many_articles_are_counted() -> None:
    names = [f"{number}.md" for number in range(9)]
    assert said(*names) == "Asking only: Title 0.md · Title 1.md · Title 2.md · 6 more"


def test_one_more_is_named_since_that_takes_no_more_room() -> None:
    assert said("a", "b", "c", "d").endswith("Title d")


def test_removed_article_is_named_by_its_file() -> None:
    assert said("a.md", "b.md", gone=("b.md",)) == "Asking only: Title a.md · b.md (removed)"


def test_hostile_title_stays_data() -> None:
    evil = article('"><b>.md', "<script>x</script>")
    markup = str(scope_markup([evil.id, "<i>"], {evil.id: evil}, EN))
    assert "<script" not in markup
    assert "<i>" not in markup


def test_scope_that_is_all_there_stays_as_it_is() -> None:
    conversation = Conversation(articles=("a.md", "b.md"))
    drop_removed(conversation, {"a.md", "b.md", "c.md"}, EN)
    assert conversation.articles == ("a.md", "b.md")


def test_removed_articles_are_dropped_and_the_reader_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[str] = []
    monkeypatch.setattr(gr, "Warning", told.append)
    conversation = Conversation(articles=("a.md", "b.md", "c.md"))
    drop_removed(conversation, {"b.md"}, EN)
    assert conversation.articles == ("b.md",)
    assert told == ["Removed meanwhile, and asked no more: a.md and c.md."]


def test_question_meant_for_removed_articles_is_not_asked_of_others() -> None:
    conversation = Conversation(articles=("a.md",))
    with pytest.raises(AssistantError, match=r"wurde entfernt: a\.md"):
        drop_removed(conversation, {"b.md"}, DE)
    assert conversation.articles == ()
    drop_removed(conversation, {"b.md"}, DE)  # the next question is asked of all
