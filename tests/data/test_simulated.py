"""Kept results: those that are computed now, of the data as they are now."""

import hashlib
import json
import random

import pytest

from helpers import data, paths
from helpers.data import simulated
from tools.keep import simulate


@pytest.fixture
def stored():
    return data.read_file("simulated").to_dict("records")


def code_seed() -> int:
    """Changes with the code of the helpers: each change is checked on another sample."""
    whole = hashlib.sha256()
    for path in sorted((paths.ROOT / "helpers").rglob("*.py")):
        whole.update(path.read_bytes())
    return int.from_bytes(whole.digest()[:4], "big")


def test_what_is_stored_is_every_call_with_its_present_inputs(stored):
    wanted = {
        (*simulated.call_key(function, *arguments), simulated.digest(function.resources))
        for function, arguments in simulate.CALLS
    }
    assert {(row["function"], row["arguments"], row["inputs"]) for row in stored} == wanted


def test_a_sample_computed_again_gives_the_stored_result(stored):
    function, arguments = random.Random(code_seed()).choice(simulate.CALLS)
    fresh = simulate.row(function, arguments)
    kept = next(
        row
        for row in stored
        if (row["function"], row["arguments"]) == (fresh["function"], fresh["arguments"])
    )
    assert simulate.differing([kept], [fresh]) == [], "python -m tools.keep.simulate is due"


def test_a_call_hands_out_what_is_stored_until_its_inputs_change(monkeypatch):
    @simulated.stored("provinces")
    def sales(key):
        return "computed"

    name, arguments = simulated.call_key(sales, "a")
    row = {(name, arguments): (simulated.digest(("provinces",)), json.dumps("stored"))}
    monkeypatch.setattr(simulated, "_rows", lambda: row)
    assert (sales("a"), sales("b")) == ("stored", "computed")
    monkeypatch.setattr(simulated, "digest", lambda resources: "another")
    assert sales("a") == "computed"


@pytest.mark.parametrize("column, value", [("result", "[0.5, 0.1]"), ("inputs", "0" * 64)])
def test_a_stale_row_is_named(stored, column, value):
    changed = [{**stored[0], column: value}, *stored[1:]]
    assert simulate.differing(changed, stored) == [stored[0]["function"] + stored[0]["arguments"]]
    assert len(simulate.differing(stored[1:], stored)) == 1


@pytest.mark.slow
def test_the_command_writes_what_its_check_accepts(tmp_path, monkeypatch, capsys):
    path = tmp_path / "simulated.csv"
    monkeypatch.setattr(simulate, "CALLS", simulate.CALLS[-2:-1])
    assert simulate.main([], path) == 0 and simulate.main(["--check"], path) == 0
    path.write_text(path.read_text(encoding="utf-8").replace("[0.", "[1."), encoding="utf-8")
    assert simulate.main(["--check"], path) == 1
    assert "random_decimals[100000, 2009] is not" in capsys.readouterr().err
