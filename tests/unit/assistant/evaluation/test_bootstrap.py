import pytest

from assistant.evaluation import bootstrap


def test_the_same_questions_give_the_same_interval() -> None:
    ratio = bootstrap.Ratio([1.0, 0.0, 1.0, 1.0] * 10, [1.0] * 40)

    first = bootstrap.interval(bootstrap.resampled_ratios([ratio], bootstrap.draws(40)))
    second = bootstrap.interval(bootstrap.resampled_ratios([ratio], bootstrap.draws(40)))

    assert first == second
    assert first.low is not None
    assert first.high is not None
    assert 0.55 < first.low < 0.75 < first.high < 0.95


def test_more_questions_narrow_the_interval() -> None:
    def width(times: int) -> float:
        ratio = bootstrap.Ratio([1.0, 0.0] * times, [1.0] * 2 * times)
        samples = bootstrap.resampled_ratios([ratio], bootstrap.draws(2 * times))
        low, high = bootstrap.interval(samples)
        assert low is not None
        assert high is not None
        return high - low

    assert width(100) < width(10) / 2


def test_a_ratio_of_sums_weighs_questions_by_their_size() -> None:
    assert bootstrap.ratio_value([bootstrap.Ratio([3.0, 0.0], [3.0, 1.0])]) == 0.75


def test_a_ratio_of_nothing_does_not_exist() -> None:
    nothing = bootstrap.Ratio([0.0], [0.0])

    assert bootstrap.ratio_value([nothing]) is None
    samples = bootstrap.resampled_ratios([nothing], bootstrap.draws(1))
    assert bootstrap.interval(samples) == (None, None)


def test_quantiles_leave_out_questions_without_a_value() -> None:
    assert bootstrap.quantile_value([1.0, 2.0, 9.0], 0.5) == 2.0
    assert bootstrap.quantile_value([], 0.5) is None
    samples = bootstrap.resampled_quantiles([5.0, None, 5.0], 0.5, bootstrap.draws(3))
    assert bootstrap.interval(samples) == pytest.approx((5.0, 5.0))
