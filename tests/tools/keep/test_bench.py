"""The benchmark compares like with like, and stores what it measured."""

import numpy as np
import pandas as pd
import pytest

from helpers.methods import simulation
from tools.build import book
from tools.keep import bench


def test_the_loop_fits_the_same_regression_as_the_batch():
    walks = simulation.random_walks(np.random.default_rng(9), 3, 15, 4)
    batched = simulation.batched_ols(walks[0], walks[1:])
    alone = bench.fit_one(walks[0][:, 2], walks[1:][:, :, 2])
    np.testing.assert_allclose(alone, batched.b[:, 2], rtol=1e-9)


def test_a_batched_fit_is_faster_than_one_in_a_loop():
    assert bench.speed_of_fits(loop=5, times=1) > 5


def test_ratios_are_of_the_same_round_and_their_median_is_stored(tmp_path):
    rounds = [
        bench.Round(50, 100, 10, 20, (30.0, 15.0, 5.0)),
        bench.Round(50, 200, 10, 20, (32.0, 14.0, 4.0)),
        bench.Round(100, 150, 15, 10, (80.0, 16.0, 4.0)),
    ]
    frame = bench.table(rounds, 127.04, 425.5, "2026-11-26").set_index("measure")
    assert frame.loc["plain build / make book", "value"] == "2"
    assert frame.loc["make draft after a prose edit", "note"] == "10.0 to 15.0 in 3 rounds"
    assert frame.loc["make book: executing", "value"] == "32"
    bench.write(frame.reset_index(), "a machine", tmp_path)
    stored = pd.read_csv(tmp_path / "bench.csv").set_index("measure")
    assert stored.loc["plain build / make draft after a notebook edit", "value"] == 10
    assert stored.loc["statsmodels loop / simulation.batched_ols, per fit", "value"] == (
        pytest.approx(425.5, abs=1)  # three digits are stored
    )
    lines = (tmp_path / "bench.md").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 6 + len(stored) and "a machine" in lines[2]


def test_a_failing_command_is_named_with_what_it_said(tmp_path):
    with pytest.raises(RuntimeError, match="failed:\nwhy"):
        bench.timed(["-c", "print('why'); raise SystemExit(1)"], tmp_path)


def test_a_synthetic_book_has_so_many_notebooks_and_nothing_else(tmp_path):
    root = bench.copy_tree(tmp_path)
    bench.synthetic(root, 3)
    assert [path.stem for path in book.notebook_files(root)] == ["page-0", "page-1", "page-2"]
    assert [path.name for path in (root / "book").glob("*.md")] == ["index.md"]
