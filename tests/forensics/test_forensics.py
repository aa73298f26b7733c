"""Facts about the audit of printed tables."""

import copy
import json
import subprocess
import sys

import numpy as np
import pytest
from forensics.printed import CONVENTIONS, STYLES, typeset

from helpers.forensics import (
    TableError,
    audit,
    audit_all,
    catch_rates,
    judge,
    planted_errors,
    printed_table,
    read_tables,
    score,
    text,
    verdict,
)
from helpers.forensics.__main__ import main
from helpers.forensics.benchmarks import EXAMPLES
from helpers.forensics.corrections import edits
from helpers.forensics.intervals import Interval
from helpers.forensics.relations import evaluate, one_sided_or_two
from helpers.paths import PAPER, ROOT

#: Honest tables tried in the soundness test: enough for every style, size and pattern of missing
#: cells.
HONEST = 160

#: The same for each other convention; each table costs some twenty evaluations.
OTHERWISE = 12

#: Share of gross planted errors (a factor of ten in a cell of a complete, seven-digit table) that
#: must be caught; what remains is explained by a named convention (a smaller sample, p as a bound).
GROSS_SHARE = 0.9

PAPER_TABLES = {
    "2": {
        "rows": [
            ("C", "117538.7", "13139.99", "8.9451", "0"),
            ("X1", "0.4843", "0.3822", "1.2670", "0.2339"),
            ("X2", "-6.3374", "9.5330", "-0.6648", "0.5212"),
            ("X3", "5.3907", "0.9816", "5.4916", "0.0003"),
            ("X4", "3.2552", "2.7207", "1.1965", "0.2591"),
        ],
        "stats": {"r2": "0.9971", "adj_r2": "0.9959", "f": "849.9305"},
    },
    "3": {
        "rows": [
            ("C", "118163.3", "12769.57", "9.2535", "0"),
            ("X1", "0.3211", "0.2855", "1.1247", "0.2846"),
            ("X3", "5.0670", "0.8305", "6.1015", "0.0001"),
            ("X4", "4.0946", "2.3480", "1.7438", "0.1090"),
        ],
        "stats": {
            "r2": "0.9969",
            "adj_r2": "0.9961",
            "f": "1193.650",
            "nested_in": "2",
            "dropped": "X2",
        },
    },
    "4": {
        "rows": [
            ("C", "125157.7", "11275.3", "11.0999", "0"),
            ("X3", "4.3394", "0.5264", "8.2435", "0"),
            ("X4", "6.6277", "0.6712", "9.8743", "0"),
        ],
        "stats": {
            "r2": "0.9966",
            "adj_r2": "0.9960",
            "f": "1751.165",
            "nested_in": "3",
            "dropped": "X1",
        },
    },
}


def paper(number: str, **extra) -> dict:
    entry = PAPER_TABLES[number]
    rows = [dict(zip(("name", "b", "se", "t", "p"), row, strict=True)) for row in entry["rows"]]
    return {"id": number, "rows": rows, "stats": dict(entry["stats"]), **extra}


# -- the paper -----------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [None, "15"])
def test_the_only_misprint_of_the_paper_is_the_standard_error_of_table_4s_constant(n):
    results = audit_all([printed_table(paper(number, n=n)) for number in PAPER_TABLES])
    assert [r.verdict for r in results] == ["consistent", "consistent", "misprint"]
    accused = [f for r in results for f in r.findings if f.verdict == "misprint"]
    assert [f.cell for f in accused] == ["se of C"]
    low, high = accused[0].implied
    assert 11275.5 < low < 11275.53 < high < 11275.65
    assert accused[0].correction == "11275.53"


def test_each_table_of_the_paper_alone_gives_fifteen_observations():
    assert [audit(printed_table(paper(number))).df for number in PAPER_TABLES] == [
        ((10.0, 10.0),),
        ((11.0, 11.0),),
        ((12.0, 12.0),),
    ]
    assert verdict(printed_table(paper("2", n="14"))) == "misprint"


def test_the_typed_tables_are_those_of_the_data_folder():
    for number, entry in PAPER_TABLES.items():
        file = (PAPER / f"table{number}.csv").read_text(encoding="utf-8")
        for string in [s for row in entry["rows"] for s in row[1:] if s != "0"]:
            assert string in file


# -- the key -------------------------------------------------------------------------------------


def test_no_false_accusation_and_no_missed_misprint_in_the_printed_tables():
    comparison, summary = score()
    assert summary["tables"] == 37
    assert summary["false_accusations"] == 0 and summary["missed"] == 0
    assert comparison.agrees.all()


def test_the_tool_never_reads_the_answer_key(tmp_path):
    entries = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    turned = copy.deepcopy(entries)
    for entry in turned:
        entry.update(
            verdict="certain misprint" if entry["verdict"] == "consistent" else "consistent",
            findings=[{"verdict": "certain", "cell": "R2"}],
            df_inferred="3",
        )
    (tmp_path / "turned.json").write_text(json.dumps(turned), encoding="utf-8")
    for entry in turned:
        for field in ("verdict", "findings", "df_inferred"):
            del entry[field]
    (tmp_path / "bare.json").write_text(json.dumps(turned), encoding="utf-8")
    assert (
        read_tables(tmp_path / "turned.json")
        == read_tables(tmp_path / "bare.json")
        == read_tables(EXAMPLES)
    )


@pytest.mark.slow
def test_degrees_of_freedom_that_the_key_infers_are_found():
    for entry, result in zip(
        json.loads(EXAMPLES.read_text(encoding="utf-8")),
        audit_all(read_tables(EXAMPLES)),
        strict=True,
    ):
        if entry["df_inferred"]:
            low, _, high = entry["df_inferred"].partition("..")
            assert result.df == ((float(low), float(high or low)),), entry["id"]


@pytest.mark.slow
def test_named_culprits_and_corrections():
    found = {
        r.table: {f.cell: f.correction for f in r.findings if f.verdict == "misprint"}
        for r in audit_all(read_tables(EXAMPLES))
    }
    assert found["ty-gd1"] == {"slope of GDPS": "0.080296"}
    assert found["ty-ph-cons"] == {"t of X": "28.0367"}
    assert found["ty-wage526"] == {"se of exper": "0.041"}
    assert found["ty-fdi1"] == {"sample size": "10"}
    assert found["ty-fdi7"] == {"sample size": "9"}
    assert {
        "sample size",
        "se of Intercept",
        "se of Urban Population",
        "se of Imports",
        "se of Tax Revenue lagged",
    } == set(found["ty-fdi2"])


# -- soundness and power -------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("style", STYLES)
def test_an_honest_table_is_never_called_a_misprint(style):
    for seed in range(HONEST // len(STYLES)):
        entry, _ = typeset(1000 + seed, style)
        said = verdict(printed_table(entry))
        assert said != "misprint", entry
        if style not in ("cut", "robust"):
            assert said in ("consistent", "not checkable"), entry


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("convention", CONVENTIONS)
def test_an_honest_table_printed_by_another_convention_is_never_called_a_misprint(convention):
    verdicts = [
        verdict(
            printed_table(
                typeset(7000 + seed, ("eviews", "typed", "spss", "comma")[seed % 4], convention)[0]
            )
        )
        for seed in range(OTHERWISE)
    ]
    assert "misprint" not in verdicts
    # Where the cells that differ are printed, the difference is seen.
    assert "ambiguous" in verdicts


def _tables(style: str, count: int, complete: bool = True) -> list[dict]:
    found, seed = [], 5000
    while len(found) < count:
        entry, _ = typeset(seed, style)
        seed += 1
        if not complete or (
            entry["n"]
            and all(row[f] for row in entry["rows"] for f in ("b", "se", "t", "p"))
            and all(entry["stats"].get(f) for f in ("r2", "adj_r2", "f", "ssr"))
        ):
            found.append(entry)
    return found


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_a_factor_of_ten_in_a_cell_is_found_and_placed():
    rng = np.random.default_rng(4)
    caught = placed = planted = 0
    for entry in _tables("eviews", 12):
        for field in ("b", "se", "t"):
            wrong = copy.deepcopy(entry)
            row = wrong["rows"][int(rng.integers(len(wrong["rows"])))]
            if abs(float(row[field])) < 0.1:
                continue
            row[field] = f"{float(row[field]) / 10:.7g}"
            result = audit(printed_table(wrong))
            planted += 1
            caught += result.verdict == "misprint"
            placed += any(
                c.row == row["name"] and c.field == field and c.verdict in ("misprint", "ambiguous")
                for c in result.findings + result.cells
            )
        wrong = copy.deepcopy(entry)
        wrong["stats"]["f"] = f"{float(entry['stats']['f']) / 10:.7g}"
        planted += 1
        caught += verdict(printed_table(wrong)) == "misprint"
        placed += 1
    assert caught >= GROSS_SHARE * planted
    assert placed >= GROSS_SHARE * planted


@pytest.mark.slow
def test_planted_digits_are_caught_at_the_reported_rate():
    tables = [t for t in read_tables(EXAMPLES) if t.id in ("ty-urdan", "ty-gd2", "sm-y")]
    planted = planted_errors(tables, steps=(5,))
    rates = catch_rates(planted)
    assert set(planted.outcome) <= {"caught", "explained", "slack", "alone"}
    leading = planted[(planted.digit == 0) & planted.cell.isin(["b", "se", "t", "f"])]
    assert (leading.outcome == "caught").mean() > 0.8
    assert rates.planted.sum() == len(planted)
    assert np.allclose(rates[["caught", "explained", "slack", "alone"]].sum(axis=1), 1)
    # Nobody can catch a Durbin-Watson digit from the other cells unless it leaves 0 to 4.
    assert rates.loc["dw", "caught"] < 0.5


# -- conventions ---------------------------------------------------------------------------------

HONEST_TABLE = {
    "id": "honest",
    "n": "26",
    "decimal_mark": ".",
    "k_slopes": 1,
    "has_constant": True,
    "rows_complete": True,
    "rows": [
        {"name": "C", "b": "245.3522", "se": "153.9605", "t": "1.593605", "p": "0.1241"},
        {"name": "X", "b": "0.551514", "se": "0.009135", "t": "60.37623", "p": "0.0000"},
    ],
    "stats": {
        "r2": "0.993459",
        "adj_r2": "0.993187",
        "f": "3645.290",
        "ser": "427.3742",
        "ssr": "4383569.",
        "mean_dep": "8042.748",
        "sd_dep": "5177.609",
        "loglik": "-193.3510",
        "aic": "15.02700",
        "sc": "15.12378",
    },
}


def changed(rows: dict | None = None, stats: dict | None = None, **extra) -> dict:
    entry = copy.deepcopy(HONEST_TABLE) | extra
    for (i, f), value in (rows or {}).items():
        entry["rows"][i][f] = value
    entry["stats"].update(stats or {})
    return entry


@pytest.mark.parametrize(
    ("entry", "name"),
    [
        (changed({(0, "p"): "0.0621"}), "one-sided p"),
        (changed({(0, "p"): "0.1110"}), "normal distribution instead of t"),
        (changed({(0, "b"): "-245.3522"}, {"mean_dep": None}), "t printed without its sign"),
        (changed(stats={"r2": "99.3459", "adj_r2": "99.3187"}), "R2 printed in per cent"),
        (
            changed(stats={"aic": "12.18912", "sc": "12.28590"}),
            "older formula of the information criteria",
        ),
        (changed(stats={"sd_dep": "5077.061"}), "sd with divisor n"),
        (changed(stats={"ser": "410.6077"}), "standard error of regression with divisor n"),
        (changed(n="28"), "fewer rows used than the printed n"),
        (
            changed(
                {
                    (0, "se"): "1.593605",
                    (0, "t"): "153.9605",
                    (1, "se"): "60.37623",
                    (1, "t"): "0.009135",
                }
            ),
            "t and standard error in each other's column",
        ),
        (changed({(0, "t"): "1.59", (0, "se"): "153.9"}), "digits cut off instead of rounded"),
    ],
)
def test_a_named_convention_is_ambiguous_not_a_misprint(entry, name):
    result = audit(printed_table(entry))
    assert result.verdict == "ambiguous", text(result)
    assert any(name in c for c in result.conventions), result.conventions


def test_robust_errors_that_the_note_names_need_no_excuse():
    entry = changed(
        {(1, "se"): "0.012000", (1, "t"): "45.95950"},
        note="White heteroskedasticity-consistent standard errors",
    )
    result = audit(printed_table(entry))
    assert (result.verdict, result.kind) == ("consistent", "robust errors"), text(result)
    entry.pop("note")
    assert audit(printed_table(entry)).verdict == "ambiguous"


def test_the_honest_table_itself_is_consistent_under_todays_conventions():
    assert audit(printed_table(HONEST_TABLE)).verdict == "consistent"
    totals = changed(stats={"aic": "390.7020", "sc": "393.2182"})
    assert audit(printed_table(totals)).verdict == "consistent"


@pytest.mark.parametrize(
    ("entry", "cell", "correction"),
    [
        (changed({(1, "t"): "60.73623"}), "t of X", "60.37623"),
        (changed({(0, "se"): "53.9605"}), "se of C", "153.9605"),
        (
            changed(
                {(0, "b"): "-245.3522", (0, "t"): "-1.593605", (1, "b"): "-0.551514"},
                {"mean_dep": None},
            ),
            "slope of X",
            "0.551514",
        ),
        (changed(stats={"f": "364.5290"}), "F", "3645.290"),
        (changed(stats={"r2": "0.993549"}), "R2", "0.993459"),
        (changed(stats={"adj_r2": "0.993817"}), "adj R2", "0.993187"),
        (changed(stats={"ssr": "438356.9"}), "SSR", "4383569."),
        (changed(stats={"loglik": "-139.3510"}), "log likelihood", "-193.3510"),
        (changed(n="24"), "sample size", "26"),
    ],
)
def test_a_slip_is_named_with_its_correction(entry, cell, correction):
    result = audit(printed_table(entry))
    assert result.verdict == "misprint"
    first = result.findings[0]
    assert first.cell == cell, text(result)
    assert float(first.correction) == pytest.approx(float(correction), rel=1e-4)


def test_without_a_sample_size_only_an_r2_that_looks_like_per_cent_is_read_as_such():
    fdi = next(t for t in read_tables(EXAMPLES) if t.id == "ty-fdi6")
    r2 = (-1, "r2")
    assert fdi.cells[r2] == "0.8246" and not {(-1, "n"), (-1, "df")} & set(fdi.cells)
    # 0.8256 % of some 2,800 rows would satisfy every relation; but a study of that size says so.
    assert verdict(fdi.with_cell(r2, "0.8256")) == "misprint"
    per_cent = fdi.with_cell(r2, "82.46").with_cell((-1, "adj_r2"), "71.93")
    assert judge(per_cent) == ("ambiguous", ("R2 printed in per cent",))
    # An R2 of 0.048 % in a sample of some fifty rows, its size not printed, is honest.
    small, _ = typeset(50182, "spss", "per cent")
    assert small["stats"]["r2"] == ".048" and small["n"] is None
    assert judge(printed_table(small)) == ("ambiguous", ("R2 printed in per cent",))


def test_a_table_without_relations_is_not_checkable():
    result = audit(printed_table({"id": "bare", "rows": [{"name": "X", "b": "1.5"}]}))
    assert result.verdict == "not checkable"
    assert [c.verdict for c in result.cells] == ["not checkable"]


def test_p_values_agree_with_published_quantiles():
    # Upper 2.5 % points of Student's t: 2.228 at 10 degrees of freedom, 1.960 at infinitely many.
    assert one_sided_or_two(Interval(2.2275, 2.2285), Interval(10.0, 10.0)).contains(0.05)
    assert one_sided_or_two(Interval(1.9595, 1.9605), None).contains(0.05)
    assert one_sided_or_two(Interval(1.8115, 1.8125), Interval(10.0, 10.0), tails=1).contains(0.05)


def test_edits_contain_the_common_slips():
    wrong = {e[0]: e[1] for e in edits("28.3067")}
    assert (
        wrong["28.0367"] == "digits changed places"
        and wrong["283.067"] == "decimal point in the wrong place"
    )
    assert (
        wrong["-28.3067"] == "wrong sign"
        and wrong["28.4067"] == "one digit wrong"
        and wrong["28.43067"] == "digit lost"
    )


# -- input and output ----------------------------------------------------------------------------


def test_csv_and_json_give_the_same_tables(tmp_path):
    lines = [
        "table;name;b;se;t;p",
        "1;C;1,50;0,50;3,0;0,004",
        "1;X;2,0;1,0;2,0;0,051",
        "1;@decimal_mark;,",
        "1;@df;40",
        "1;@r2;0,091",
    ]
    (tmp_path / "t.csv").write_text("\n".join(lines), encoding="utf-8")
    rows = [
        {"name": "C", "b": "1,50", "se": "0,50", "t": "3,0", "p": "0,004"},
        {"name": "X", "b": "2,0", "se": "1,0", "t": "2,0", "p": "0,051"},
    ]
    (tmp_path / "t.json").write_text(
        json.dumps({"id": "1", "rows": rows, "df": 40, "stats": {"r2": "0,091"}}), encoding="utf-8"
    )
    first, second = read_tables(tmp_path / "t.csv")[0], read_tables(tmp_path / "t.json")[0]
    assert first.cells == second.cells and first.decimal_mark == second.decimal_mark == ","
    assert audit(first).verdict == "consistent"


def test_a_bare_json_number_keeps_its_trailing_zero(tmp_path):
    (tmp_path / "t.json").write_text(
        '{"rows": [{"name": "X", "b": 1.50, "se": 0.50, "t": 3.0}]}', encoding="utf-8"
    )
    assert read_tables(tmp_path / "t.json")[0].cells[0, "b"] == "1.50"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        (
            "a.json",
            '[{"id": "7", "rows": [{"name": "X1", "se": "o.5"}]}]',
            ("a.json", "'7'", "'X1'", "'se'", "o.5"),
        ),
        ("a.json", '[{"id": "7", "rows": [], "stats": {"r2": "0,9x"}}]', ("a.json", "'7'", "'r2'")),
        (
            "a.json",
            '[{"id": "7", "rows": [{"name": "X"}], "n": "many"}]',
            ("a.json", "'7'", "'n'", "many"),
        ),
        ("a.json", '{"id": "7", "rows": 5}', ("a.json", "'7'", "rows")),
        ("a.json", "[{]", ("a.json", "line 1")),
        ("a.json", "[]", ("a.json", "no tables")),
        ("a.json", "[3]", ("a.json", "table 1")),
        ("a.csv", "name,b\nX,1\n", ("a.csv", "line 1", "header")),
        ("a.csv", "table,name,b\n1,X,1,2\n", ("a.csv", "line 2")),
        ("a.csv", "table,name,b\n1,X,1.2.3\n", ("a.csv", "'1'", "'X'", "'b'")),
        ("a.csv", "", ("a.csv", "line 1")),
    ],
)
def test_malformed_input_gives_one_clear_line_and_exit_code_two(
    tmp_path, capsys, name, content, words
):
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    with pytest.raises(TableError):
        read_tables(path)
    assert main([str(path)]) == 2
    captured = capsys.readouterr()
    assert captured.out == "" and captured.err.count("\n") == 1
    assert all(word in captured.err for word in words), captured.err


@pytest.mark.slow
def test_the_command_reports_in_text_and_json(tmp_path, capsys):
    path = tmp_path / "paper.json"
    path.write_text(json.dumps([paper(number) for number in PAPER_TABLES]), encoding="utf-8")
    assert main([str(path)]) == 0
    assert "misprint: se of C, printed 11275.3" in capsys.readouterr().out
    assert main([str(path), "--json"]) == 0
    assert [r["verdict"] for r in json.loads(capsys.readouterr().out)] == [
        "consistent",
        "consistent",
        "misprint",
    ]
    assert main([str(path), "--strict", "--brief"]) == 1
    assert main([str(tmp_path / "missing.json")]) == 2


@pytest.mark.slow
def test_the_module_runs_as_a_command(tmp_path):
    path = tmp_path / "one.csv"
    path.write_text("table,name,b,se,t\n1,X,1.50,0.50,3.0\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "helpers.forensics", str(path)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0 and done.stdout.startswith("table 1: consistent")


@pytest.mark.slow
def test_every_check_shows_the_interval_it_computed():
    for result in audit_all(read_tables(EXAMPLES)):
        assert json.dumps(result.as_dict())
        for check in result.checks:
            assert check.verdict in ("consistent", "ambiguous", "misprint")
            assert check.computed[0] <= check.computed[1] and check.printed[0] <= check.printed[1]


def test_evaluating_twice_gives_the_same_answer():
    first = printed_table(HONEST_TABLE)
    assert [c.relation for c in evaluate(first).checks] == [
        c.relation for c in evaluate(first).checks
    ]
