"""What the long run of the server calls flat, and what it calls lost."""

from __future__ import annotations

import pytest

from benchmarks.soak import Seen, figures, memory_growth


@pytest.mark.parametrize(
    ("sizes", "growth"),
    [
        ([], 0),
        ([300, 310], 0),
        # Filling up, then level; one generation more at single moments.
        ([250, 300, 320, 330, 375, 331, 330, 376, 331], 0),
        # A generation kept at every switch.
        ([250, 290, 330, 370, 410, 450, 490, 530, 570], 120),
    ],
)
def test_growth_is_that_of_the_last_third_over_the_second(sizes: list[int], growth: int) -> None:
    assert memory_growth(sizes) == growth


def test_the_figures_name_what_was_lost_and_whether_memory_is_flat() -> None:
    seen = Seen(seconds=[0.1] * 98 + [1.0, 2.0], failures=["503 b''"], generations={"a", "b"})
    told = figures(seen, [300] * 30, 10.0, 32, 20)
    assert (told["answers"], told["failures"], told["per_second"]) == (100, 1, 10.0)
    assert (told["p50_ms"], told["p95_ms"], told["p99_ms"]) == (100.0, 100.0, 2000.0)
    assert told["memory_is_flat"]
    assert not figures(seen, [300] * 10 + [400] * 10 + [500] * 10, 10.0, 32, 20)["memory_is_flat"]
