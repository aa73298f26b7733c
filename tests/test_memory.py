"""What is remembered follows the data, and nobody can spoil it."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from helpers import memory, paths


@pytest.fixture
def counted(data_copy, monkeypatch):
    """A remembered function of a copied data folder that counts how often it computes."""
    monkeypatch.setattr(paths, "DATA", data_copy)
    calls = []

    @memory.remembered
    def lines(name, times=1):
        calls.append(name)
        return times * len((data_copy / name).read_text(encoding="utf-8").splitlines())

    return lines, calls, data_copy


def test_it_computes_once_and_again_after_an_edit(counted):
    lines, calls, folder = counted
    first = lines("paper_dataset.csv")
    assert lines("paper_dataset.csv") == first and len(calls) == 1
    with (folder / "paper_dataset.csv").open("a", encoding="utf-8") as file:
        file.write("one more\n")
    assert lines("paper_dataset.csv") == first + 1 and len(calls) == 2


def test_a_new_file_and_a_lost_one_count_as_edits(counted):
    lines, calls, folder = counted
    lines("series.csv")
    (folder / "new.csv").write_text("1\n", encoding="utf-8")
    lines("series.csv")
    (folder / "new.csv").unlink()
    lines("series.csv")
    assert len(calls) == 3


def test_one_question_however_it_is_put(counted):
    lines, calls, _ = counted
    assert (
        lines("series.csv", 2) == lines("series.csv", times=2) == lines(times=2, name="series.csv")
    )
    lines("series.csv")
    lines("series.csv", times=1)
    assert len(calls) == 2


@dataclasses.dataclass(frozen=True)
class Result:
    """What some functions return."""

    frame: pd.DataFrame


SPOILERS = {
    "frame": (lambda: pd.DataFrame({"a": [1.0]}), lambda value: value.__setitem__("a", 2.0)),
    "series": (lambda: pd.Series([1.0]), lambda value: value.__setitem__(0, 2.0)),
    "dict": (lambda: {"a": [1]}, lambda value: value["a"].append(2)),
    "list": (lambda: [[1]], lambda value: value[0].append(2)),
    "tuple": (lambda: ({"a": 1},), lambda value: value[0].clear()),
    "object": (
        lambda: Result(pd.DataFrame({"a": [1.0]})),
        lambda value: value.frame.__setitem__("a", 2.0),
    ),
}


@pytest.mark.parametrize("kind", SPOILERS)
def test_whoever_changes_a_result_changes_only_his_own(kind):
    make, spoil = SPOILERS[kind]
    remembered = memory.remembered(lambda: make())
    spoil(remembered())
    assert repr(remembered()) == repr(make())


@pytest.mark.parametrize("make", [lambda: np.zeros(2), lambda: (1, np.zeros(2))])
def test_arrays_come_out_read_only(make):
    value = memory.remembered(make)()
    array = value[1] if isinstance(value, tuple) else value
    with pytest.raises(ValueError, match="read-only"):
        array[0] = 1.0


def test_it_forgets_the_oldest():
    calls = []

    @memory.remembered
    def same(number):
        calls.append(number)
        return number

    for number in range(memory.LIMIT + 1):
        same(number)
    same(memory.LIMIT)
    same(0)
    assert calls[-1] == 0 and len(calls) == memory.LIMIT + 2


def test_an_error_is_not_remembered():
    tries = []

    @memory.remembered
    def fails():
        tries.append(1)
        raise ValueError("no")

    for _ in range(2):
        with pytest.raises(ValueError, match="no"):
            fails()
    assert len(tries) == 2
