"""Facts about reading tables from texts."""

import ast
import json
import random
import sys

import pandas as pd
import pytest
from forensics.retyped import FORMS

from helpers.forensics import TableError, judge, printed_table, read
from helpers.forensics.__main__ import main
from helpers.forensics.benchmarks import EXAMPLES
from helpers.forensics.conventions import legend
from helpers.forensics.coverage import FIXTURES, coverage, coverage_by_format, misread
from helpers.forensics.reading import decoded
from helpers.forensics.reading.held import Triple, decide
from helpers.forensics.reading.labels import bracketed, statistic
from helpers.forensics.reading.numbers import decimal_mark, numbers
from helpers.paths import ROOT

#: Mutated texts tried: a second or two on one core.
MUTATIONS = 60

#: Characters of a text that must be refused at once.
HUGE = 10_000_000

TYPED = json.loads(EXAMPLES.read_text(encoding="utf-8"))
TEXTS = sorted(p for p in FIXTURES.iterdir() if p.with_name(f"{p.name}.truth.json").is_file())

STARGAZER = r"""
\begin{table} \caption{Output}
\begin{tabular}{lcc}
 & \multicolumn{2}{c}{\textit{Dependent variable:}} \\
 & (1) & (2) \\ \hline
 x & 4.339$^{***}$ & $-$5.100 \\
   & (0.526) & (7.200) \\
 Year effects & Yes & No \\
 Observations & 15 & 15 \\
 R$^{2}$ & 0.997 & .2 \\
 F Statistic & 1,751.165$^{***}$ (df = 2; 12) & \\
 \textit{Note:} & \multicolumn{2}{r}{$^{*}$p$<$0.1; $^{**}$p$<$0.05; $^{***}$p$<$0.01} \\
\end{tabular} \end{table}
"""


@pytest.fixture(scope="module")
def lines():
    return coverage()


@pytest.mark.parametrize(
    ("cell", "texts"),
    [
        ("-.123*** (0.045)", ["-.123", "0.045"]),
        ("(−)2,765,352", ["-2,765,352"]),
        ("350.", ["350."]),
        ("< 2e-16 ***", ["<2e-16"]),
        ("1.16 × 10⁻⁴⁰", ["1.16e-40"]),
        ("[-0.1,0.2]", ["-0.1", "0.2"]),
        (".997a", [".997"]),
        ("***0.12", ["0.12"]),
    ],
)
def test_numbers_keep_their_digits(cell, texts):
    assert [n.text for n in numbers(cell)] == texts


@pytest.mark.parametrize("cell", ["0,052", "-,0,280", "1.2.3", "0.12 (0.03", "1 (reference)"])
def test_what_is_no_number_is_none(cell):
    assert numbers(cell) is None


def test_a_star_before_ten_is_no_power_of_ten():
    assert [n.text for n in numbers("155.777*** 107.656***")] == ["155.777", "107.656"]


def test_the_decimal_mark_is_that_of_most_cells():
    assert decimal_mark(["1.234,5", "0,052", "0.113"]) == ","
    assert decimal_mark(["1,234", "0.5", "0,052", "0.7"]) == "."


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("Nombre d'observations", "n"),
        ("Số quan sát", "n"),
        ("样本量", "n"),
        ("R² ajustado", "adj_r2"),
        ("Korrigiertes R²", "adj_r2"),
        ("R quadro", "r2"),
        ("F hitung", "f"),
        ("Within R2", None),
        ("income", None),
    ],
)
def test_statistics_are_known_in_several_languages(label, field):
    assert statistic(label) == field


def test_notes_say_what_brackets_hold():
    assert bracketed("Robust standard errors in parentheses; p-values in square brackets") == {
        "(": "se",
        "[": "p",
    }
    assert bracketed("括号内为t值") == {"(": "t"}
    assert bracketed("Std. Errors reported in parentheses") == {"(": "se"}


def test_the_legend_of_r_is_one_that_the_audit_understands():
    (table,) = read((FIXTURES / "r-lm.txt").read_text(encoding="utf-8"))
    assert legend(table.note) == {3: 0.001, 2: 0.01, 1: 0.05}
    assert table.stars == {0: 3, 1: 3, 2: 3}


def test_without_a_note_the_numbers_decide_or_nobody_does():
    assert decide([Triple("4.3", "0.5", 3), Triple("6.6", "0.7", 3)], "*** p<0.01") == "se"
    assert decide([Triple("4.3", "8.2", 3), Triple("6.6", "0.7", 0)], "*** p<0.01") == "t"
    assert decide([Triple("-4.3", "-8.2", 0), Triple("6.6", "0.7", 0)], "") == "t"
    assert decide([Triple("4.3", "2.5", 0), Triple("6.6", "3.1", 0)], "") is None


def test_a_model_a_column_with_its_words():
    one, two = read(STARGAZER)
    assert (one.cells[0, "b"], one.cells[0, "se"]) == ("4.339", "0.526")
    assert two.cells[0, "b"] == "-5.100" and (-1, "f") not in two.cells
    assert one.stars == {0: 3} and not two.stars
    assert one.cells[-1, "f"] == "1,751.165" and one.others["df of F"] == "2; 12"
    assert "Year effects: Yes" in one.note and one.k is None and two.k == 1
    assert not one.unread and not two.unread


def test_brackets_that_nobody_explains_are_marked_and_not_guessed():
    (table,) = read("x & 4.3 \\\\ & (2.5) \\\\ z & 6.6 \\\\ & (3.1) \\\\ N & 40 \\\\")
    assert {kind for row, kind in table.cells if row >= 0} == {"b"}
    assert len(table.unread) == 2 and "cannot tell" in table.unread[0]


def test_an_odd_cell_does_not_stop_the_rest():
    text = json.dumps(
        {"rows": [{"name": "x", "b": "0,052", "se": "1.5"}], "stats": {"r2": "0.97", "n": "many"}}
    )
    (table,) = read(text)
    assert table.cells == {(0, "se"): "1.5", (-1, "r2"): "0.97"}
    assert table.unread == ("x / b: '0,052'", "n: 'many'")


def test_models_as_rows_are_turned():
    text = r"""Model & Const & X & $R^2$ & F \\ (1) & 1.2 & 0.4 & 0.9 & 12 \\ & (2.5) & (3.5) & & \\
    (2) & 1.3 & 0.5 & 0.8 & 11 \\ & (2.6) & (3.4) & & \\ t statistics in parentheses"""
    one, two = read(r"\begin{tabular}{lcccc}" + text.rpartition(r"\\")[0] + r"\\\end{tabular}"
                    + text.rpartition(r"\\")[2])  # fmt: skip
    assert one.names == ("Const", "X") and one.cells[1, "t"] == "3.5"
    assert two.cells[-1, "r2"] == "0.8"


def test_no_recorded_cell_is_read_wrongly(lines):
    assert lines.loc[lines.wrong > 0, ["fixture", "misread"]].empty
    assert (lines.models == lines.found).all()


def test_every_recorded_cell_is_read(lines):
    assert lines.loc[lines["read"] < lines.cells, ["fixture", "missing"]].empty
    by = coverage_by_format(lines)
    assert (by.share == 1).all() and by.cells.sum() == lines.cells.sum()


def test_a_wrong_cell_would_be_seen():
    path = FIXTURES / "statsmodels-ols.txt"
    model = json.loads(path.with_name(f"{path.name}.truth.json").read_text(encoding="utf-8"))[0]
    (table,) = read(path.read_text(encoding="utf-8"))
    assert misread(table, model) == []
    assert len(misread(table.with_cell((1, "b"), "4.3395"), model)) == 1


@pytest.mark.parametrize("form", FORMS)
def test_typed_tables_written_out_get_the_verdict_of_their_json(form):
    for entry in TYPED:
        typed = printed_table(entry)
        (table,) = read(FORMS[form](entry), entry["id"])
        assert table.stars == typed.stars and not table.unread, entry["id"]
        assert judge(table)[0] == judge(typed)[0], entry["id"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n",
        "a & b \\\\\n" * 9,
        "\x00\x01\x02" * 50,
        "It was the best of times in 1775, and the worst; 12 of them said so.\n" * 40,
        "\\begin{tabular}{l}" + "{" * 3000 + "1 & 2 \\\\",
        "\\textbf{" * 3000 + "1 & 2 \\\\\n" * 5,
        "<table>" * 2000 + "<td>1</td>" * 2000,
        "<tr><td colspan=99999999>1</td>" * 50,
        "[" * 50_000 + "1",
        "1" * HUGE,
    ],
    ids=range(11),
)
def test_hostile_texts_give_one_sentence(text):
    with pytest.raises(TableError) as error:
        read(text, "a.txt")
    assert str(error.value).startswith("a.txt: ") and "\n" not in str(error.value)


def test_binary_files_and_old_encodings():
    with pytest.raises(TableError):
        decoded(b"\x89PNG\r\n\x00\x00", "a.png")
    assert decoded("变量\t模型".encode("gb18030")) == "变量\t模型"


def test_mutated_texts_are_read_or_refused():
    """Any other exception fails; some texts must survive, or nothing was tried."""
    rng = random.Random(18)
    bits = ["{", "}", "\\", "&", "|", "(", "]", "\\\\", "<td>", "\\multicolumn{99999}{c}{", "1e999"]
    texts = [path.read_text(encoding="utf-8") for path in TEXTS]
    survived = 0
    for _ in range(MUTATIONS):
        letters = list(rng.choice(texts))
        for _ in range(rng.choice((1, 5, 20))):
            place = rng.randrange(len(letters))
            letters[place : place + rng.randrange(3)] = rng.choice(bits)
        try:
            survived += bool(read("".join(letters)))
        except TableError:
            continue
    assert 0 < survived < MUTATIONS


def test_reading_needs_the_standard_library_alone():
    known = sys.stdlib_module_names
    for path in (ROOT / "helpers" / "forensics" / "reading").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                assert all(a.name.split(".")[0] in known for a in node.names), path.name
            if isinstance(node, ast.ImportFrom) and not node.level:
                assert str(node.module).split(".")[0] in known, path.name


def test_the_command_takes_several_files_folders_and_writes_a_summary(tmp_path, capsys):
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "a.tex").write_text(STARGAZER, encoding="utf-8")
    (folder / "b.txt").write_text((FIXTURES / "r-lm.txt").read_text(encoding="utf-8"))
    summary = tmp_path / "summary.csv"
    assert main([str(folder), "--json", "--summary", str(summary)]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert [one["table"] for one in shown] == ["a.tex #1", "a.tex #2", "b.txt"]
    assert shown[0]["reading"]["rows"][0] == {
        "name": "x", "b": "4.339", "se": "0.526", "stars": "***",
    }  # fmt: skip
    assert shown[0]["unread"] == [] and {"kind", "verdict", "findings"} <= set(shown[0])
    assert len(pd.read_csv(summary)) == 3


def test_one_bad_file_is_named_and_the_others_are_read(tmp_path, capsys):
    (tmp_path / "a.tex").write_text(STARGAZER, encoding="utf-8")
    (tmp_path / "b.txt").write_text("no table", encoding="utf-8")
    assert main([str(tmp_path), "--brief"]) == 2
    captured = capsys.readouterr()
    assert "table a.tex #1" in captured.out
    assert captured.err.count("\n") == 1 and captured.err.startswith("error: b.txt: ")
