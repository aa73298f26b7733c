"""The golden list says what the book publishes; what moves is named and stored only on purpose."""

import csv

import nbformat
import pytest

from helpers import paths
from tools.build import book
from tools.keep import accept, golden
from tools.keep.notebooks import normalise


@pytest.fixture(scope="module")
def stored():
    return golden.of_notebooks(golden.stored_notebooks())


@pytest.mark.parametrize("file", golden.FROM_NOTEBOOKS)
def test_the_list_is_what_the_stored_notebooks_hold(stored, file):
    moved = golden.moved(file, stored[file])
    assert not moved, f'{accept.report(moved)}; if that is meant: make accept REASON="…"'


@pytest.mark.parametrize("file", ["cells", "claims", "estimates"])
def test_the_list_is_what_the_code_computes(file):
    moved = golden.moved(file, golden.of_helper(file))
    assert not moved, f'{accept.report(moved)}; if that is meant: make accept REASON="…"'


@pytest.mark.slow  # needs the nulls of every page
def test_the_conclusions_are_what_the_code_computes():
    assert not golden.moved("conclusions", golden.of_helper("conclusions"))


def test_the_build_executed_what_is_stored(site):
    """Stored outputs equal re-executed ones: the build has just executed every notebook afresh."""
    results = {path.stem: path for path in book.RESULTS.glob("*.ipynb")}
    stored = golden.stored_notebooks()
    assert set(results) == set(stored)
    for page, path in results.items():
        fresh = normalise(nbformat.read(path, as_version=4))
        for old, new in zip(stored[page].cells, fresh.cells, strict=True):
            assert old.get("outputs") == new.get("outputs"), f"{page}, cell {old.id} is stale"


def test_every_visible_kind_of_value_is_listed():
    lists = {file: golden.read(file) for file in (*golden.FROM_HELPERS, *golden.FROM_NOTEBOOKS)}
    assert all(lists.values())
    assert lists["claims"]["c4-1-02"] == "misprint"
    assert len(lists["cells"]) == 67
    described = [key for key in lists["exhibits"] if key.endswith("/description")]
    assert len(described) >= 40, "alternative texts of figures hold values and are listed"


def notebook(html, glued="'0.95'"):
    """A notebook with one exhibit and one number for a sentence."""
    number = nbformat.v4.new_output(
        "display_data", {golden.GLUED: glued}, metadata={"scrapbook": {"name": "r"}}
    )
    table = nbformat.v4.new_output("execute_result", {"text/html": html, "text/plain": "Table"})
    cell = nbformat.v4.new_code_cell("table", outputs=[number, table])
    return normalise(nbformat.v4.new_notebook(cells=[cell]))


TABLE = (
    '<div class="exhibit" id="tab-a"><table class="exhibit-table"><caption>A table</caption>'
    '<thead><tr><td></td><th scope="col">t</th></tr></thead>'
    '<tbody><tr><th scope="row">users</th><td>8.24</td></tr></tbody></table></div>'
)


def test_a_changed_cell_of_a_table_is_named_with_both_values(tmp_path):
    before = golden.of_notebook("page", notebook(TABLE))
    for file, values in before.items():
        golden.write(file, values, tmp_path)
    after = golden.of_notebook("page", notebook(TABLE.replace("8.24", "8.25"), "'0.96'"))
    moves = [str(one) for file in after for one in golden.moved(file, after[file], tmp_path)]
    assert moves[:2] == [
        "values page/r: 0.95 -> 0.96",
        "exhibits page/tab-a/users/t: 8.24 -> 8.25",
    ]
    assert moves[2].startswith("outputs page/") and len(moves) == 3


def test_what_appears_and_what_goes_is_listed(tmp_path):
    golden.write("claims", {"a": "supported", "b": "misprint"}, tmp_path)
    moves = golden.moved("claims", {"a": "supported", "c": "misleading"}, tmp_path)
    assert {(one.key, one.old, one.new) for one in moves} == {
        ("b", "misprint", None),
        ("c", None, "misleading"),
    }


def test_last_digits_of_another_machine_move_nothing_and_a_printed_digit_does(tmp_path):
    golden.write("cells", {"t4.users.t": "8.242345678901234"}, tmp_path)
    assert not golden.moved("cells", {"t4.users.t": "8.242345678901299"}, tmp_path)
    assert golden.moved("cells", {"t4.users.t": "8.242345778901234"}, tmp_path)


def test_a_move_without_a_reason_writes_nothing(monkeypatch, tmp_path, capsys):
    move = golden.Move("claims", "c3-08", "supported", "contradicted")
    monkeypatch.setattr(accept.data, "check_all", lambda: None)
    monkeypatch.setattr(accept, "executed", lambda names: {})
    monkeypatch.setattr(accept, "differences", lambda notebooks, alone: ({}, [move]))
    monkeypatch.setattr(accept, "store", lambda *arguments: pytest.fail("something was written"))
    assert accept.main([""]) == 1
    assert "say why" in capsys.readouterr().err
    assert accept.main(["--dry-run"]) == 1
    assert "c3-08: supported -> contradicted" in capsys.readouterr().out


def test_accepting_writes_the_list_the_ledger_and_what_moved(monkeypatch, tmp_path):
    ledger = tmp_path / "ledger.csv"
    ledger.write_text("id,verdict\nc3-08,supported\nc3-09,misprint\n", encoding="utf-8")
    for name, value in {"LEDGER": ledger, "MOVED": tmp_path / "moved.csv"}.items():
        monkeypatch.setattr(accept, name, value)
    monkeypatch.setattr(golden, "FOLDER", tmp_path)
    now = {"c3-08": "contradicted", "c3-09": "misprint"}
    move = golden.Move("claims", "c3-08", "supported", "contradicted")
    accept.store({"claims": now}, [move], "growth of 10.1% is no decline")
    assert golden.read("claims", tmp_path) == now
    assert ledger.read_text(encoding="utf-8").splitlines()[1] == "c3-08,contradicted"
    with (tmp_path / "moved.csv").open(encoding="utf-8", newline="") as lines:
        assert list(csv.DictReader(lines)) == [
            {
                "file": "claims",
                "key": "c3-08",
                "old": "supported",
                "new": "contradicted",
                "reason": "growth of 10.1% is no decline",
            }
        ]


def test_the_last_list_of_moves_ends_where_the_golden_list_stands():
    """Whoever edits the golden list by hand leaves a list of moves that does not fit it."""
    if not accept.MOVED.exists():
        pytest.skip("nothing has moved since the list began")
    with accept.MOVED.open(encoding="utf-8", newline="") as lines:
        moves = list(csv.DictReader(lines))
    lists = {file: golden.read(file) for file in {move["file"] for move in moves}}
    for move in moves:
        assert move["reason"].strip()
        assert lists[move["file"]].get(move["key"], "") == move["new"], move


def test_notebooks_folder_and_contents_agree():
    assert set(book.notebook_files()) == set(paths.NOTEBOOKS.glob("*.ipynb"))


def test_a_renamed_expression_moves_nothing_but_a_changed_value_does(tmp_path):
    golden.write("values", {"data/tables.n": "15", "data/k": "4", "panel/n": "31"}, tmp_path)
    renamed = {"data/words.n": "15", "data/k": "4", "panel/n": "31"}
    assert golden.moved("values", renamed, tmp_path) == []
    changed = golden.moved("values", renamed | {"data/words.n": "16"}, tmp_path)
    assert {move.key for move in changed} == {"data/tables.n", "data/words.n"}
    elsewhere = {"panel/words.n": "15", "data/k": "4", "panel/n": "31"}
    assert len(golden.moved("values", elsewhere, tmp_path)) == 2
