"""Tables are read as people have them; what cannot be read is marked, and never stops the rest."""

import random
from pathlib import Path

import pytest

from helpers.forensics import TableError, audit, read
from helpers.forensics.__main__ import main
from helpers.forensics.coverage import FIXTURES, coverage, coverage_by_format, misread

TEXTS = sorted(path for path in FIXTURES.iterdir() if Path(f"{path}.truth.json").is_file())
LATEX = r"""
\begin{table} \caption{OLS estimates} \begin{tabular}{lcc} \toprule
 & (1) & (2) \\ \midrule
x & 0.520$^{***}$ & $-$1.10 \\
 & (0.100) & (0.900) \\
Constant & 2.00$^{***}$ & 3.00$^{***}$ \\
 & (0.250) & (0.300) \\ \midrule
Observations & 40 & 40 \\
R$^2$ & 0.416 & 0.038 \\ \bottomrule
\multicolumn{3}{l}{Standard errors in parentheses. * p<0.1, ** p<0.05, *** p<0.01} \\
\end{tabular} \end{table}
"""


@pytest.fixture(scope="module")
def lines():
    return coverage()


def test_every_cell_of_the_recorded_texts_is_read_and_none_wrongly(lines):
    assert len(lines) >= 40 and lines["cells"].sum() > 900
    assert lines["wrong"].sum() == 0, lines[lines["wrong"] > 0]["misread"].to_list()
    assert lines["read"].sum() == lines["cells"].sum()


def test_the_share_is_of_cells_present(lines):
    found = coverage_by_format(lines)
    assert (found["share"] == found["read"] / found["cells"]).all()
    assert found["cells"].sum() == lines["cells"].sum()


def test_a_wrong_truth_is_noticed():
    [table] = read((FIXTURES / "r-lm.txt").read_text(encoding="utf-8"), "r-lm")
    name = table.names[1]
    model = {"rows": [{"name": name, "b": 123.0}], "stats": {"r2": 0.5}}
    assert [said.split(":")[0] for said in misread(table, model)[:2]] == [f"b of {name}", "r2"]


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_what_programs_print_is_not_accused(path):
    for table in read(path.read_text(encoding="utf-8"), path.name):
        assert audit(table).verdict != "misprint", path.name


def test_models_side_by_side_in_latex():
    first, second = read(LATEX)
    assert (first.cells[0, "b"], first.cells[0, "se"], first.stars[0]) == ("0.520", "0.100", 3)
    assert (second.cells[0, "b"], second.cells[-1, "n"]) == ("-1.10", "40")
    assert first.has_constant and first.kind.name == "classical"


def test_what_parentheses_hold_comes_from_the_note():
    [table, _] = read(LATEX.replace("Standard errors in", "t statistics in"))
    assert table.cells[0, "t"] == "0.100" and (0, "se") not in table.cells


def test_a_cell_that_cannot_be_read_is_marked_and_the_rest_is_read():
    first, second = read(LATEX.replace("0.520", "-,0,280"))
    assert len(first.unread) == 1 and (0, "b") not in first.cells
    assert first.cells[0, "se"] == "0.100" and second.cells[0, "b"] == "-1.10"


def test_a_found_text_without_a_word_is_not_taken_for_least_squares():
    first, _ = read(LATEX.replace("OLS estimates", "What explains wages"))
    assert first.kind.name == "unknown" and "tie" in first.kind.silent


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("   \n\n", "empty"),
        ("Call me Ishmael. Some years ago, never mind how long precisely.", "no number"),
        ("It was 1984, and the clocks were striking 13.\n" * 50, "no regression table"),
        ("a\x00b 1", "binary"),
        (r"\begin{tabular}{l" + "{" * 3_000 + "1", "text"),
        ("<table>" * 2_000 + "<tr><td>1", "text"),
    ],
)
def test_bad_input_gives_one_sentence(text, said):
    with pytest.raises(TableError) as error:
        read(text)
    assert said in str(error.value) and "\n" not in str(error.value)


def test_mutated_texts_never_raise_anything_else():
    rng = random.Random(5)
    for path in TEXTS[::3]:
        text = path.read_text(encoding="utf-8")
        for _ in range(6):
            at = rng.randrange(len(text))
            broken = text[:at] + rng.choice(["{", "}", "&", "\\", "<", "é", "\t", "-"]) + text[at:]
            broken = broken[: rng.randrange(len(broken) // 2, len(broken))]
            try:
                tables = read(broken, path.name)
            except TableError:
                continue
            for table in tables:
                audit(table)


def test_the_command_reads_files_of_any_kind_and_folders(tmp_path, capsys):
    (tmp_path / "a.tex").write_text(LATEX, encoding="utf-8")
    (tmp_path / "b.txt").write_text((FIXTURES / "r-lm.txt").read_text(encoding="utf-8"))
    summary = tmp_path / "summary.csv"
    assert main([str(tmp_path), "--summary", str(summary)]) == 0
    shown = capsys.readouterr().out
    assert "a.tex" in shown and "b.txt" in shown
    assert len(summary.read_text(encoding="utf-8").splitlines()) == 4  # a head, three models


def test_the_command_says_what_is_wrong_with_a_file(tmp_path, capsys):
    (tmp_path / "novel.txt").write_text("No number here.")
    assert main([str(tmp_path / "novel.txt")]) == 2
    error = capsys.readouterr().err
    assert "novel.txt" in error and "Traceback" not in error
