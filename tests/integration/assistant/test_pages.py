from pathlib import Path

from index.article_index import ArticleIndex
from tests.integration.assistant.answering import asked
from tests.unit.index.readers.samples import lines, pdf


def test_a_citation_names_the_page_of_the_pdf_and_none_of_other_files(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    pages = [
        lines("The council met on Monday and spoke about schools."),
        lines("The bridge over the sound is closed because a pier", "was washed out in May."),
    ]
    (folder / "report.pdf").write_bytes(pdf(pages, title="Report"))
    (folder / "owls.txt").write_text("Owls hunt at night because mice are out then.", "utf-8")
    with ArticleIndex.open(tmp_path / "index") as index:
        index.sync(folder)
        bridge = asked(
            index, "Why is the bridge closed?", "[1] Because a pier was washed out.", "yes"
        )
        owls = asked(index, "Why do owls hunt at night?", "[1] Because mice are out then.", "yes")
    assert [(each.article_id, each.page) for each in bridge.citations] == [("report.pdf", 2)]
    assert "pier was washed out" in bridge.citations[0].quote
    assert [(each.article_id, each.page) for each in owls.citations] == [("owls.txt", None)]
    assert '"page":2' in bridge.model_dump_json()
