from pathlib import Path

from assistant.evaluation.metrics import METRICS

PAGE = Path(__file__).parents[4] / "docs" / "evaluation.md"


def test_every_metric_is_documented_with_its_meaning() -> None:
    page = PAGE.read_text(encoding="utf-8")

    for metric in METRICS.values():
        mark = "" if metric.higher_is_better else " ↓"
        assert f"| `{metric.name}`{mark} | {metric.group} | {metric.meaning} |" in page
