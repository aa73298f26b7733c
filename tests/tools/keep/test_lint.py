"""The lint for typed numbers: planted numbers are caught, names of things are not."""

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import paths
from tools.keep import lint

PLANTED = [
    ("Turnover was 4.8 trillion yuan.", "4.8 trillion"),
    ("It grew by 33.5%.", "33.5%"),
    ("The t of users is 8.24.", "8.24"),
    ("p = 0.013", "0.013"),
    ("p<0.05", "0.05"),
    ("It rose by 5% in a year.", "5%"),
    ("Growth was 15%.", "15%"),
    ("about 25% of them", "25%"),
    ("With 15 points", "15"),
    ("n = 14", "14"),
    ("2010 yuan each", "2010"),
    ("1850 was early", "1850"),
    ("It fell to −0.93.", "−0.93"),
    ("1,234,567 names", "1,234,567"),
    ("| users | 4.3394 |", "4.3394"),
    ("**43,394** yuan", "43,394"),
    ("*7*", "7"),
    ("a list of 4 items", "4"),
    ("The value is `0.945`.", "0.945"),
    ("The value is $0.945$.", "0.945"),
    ("$r = 0.945$ here", "0.945"),
    ("[4.8 trillion](page.md)", "4.8 trillion"),
    ("<b>36.8</b>", "36.8"),
    ("```{note}\nIt is 36.8 trillion.\n```", "36.8 trillion"),
    ("```{admonition} Only 3 left\n:class: tip\nNothing.\n```", "3"),
    (":::{tip}\nIt is 77.\n:::", "77"),
    ("# The 67 cells", "67"),
    ("```\ncode 1\n```\nand 99 more", "99"),
    ("$$\nx = 1\n$$\nand 99 more", "99"),
    ("$$ x = 1 $$\nand 99 more", "99"),
    ("- 12 apples", "12"),
    ("Table 4 prints 11275.3.", "11275.3"),
    ("In 2018 there were 829", "829"),
]
NAMES = [
    "From 2004 to 2018, 2004–2018, the 1990s, 2017-18.",
    "On 8 January 2005 and February 19, 2019.",
    "Table 4, Tables 2 to 4, Tables 1, 2 and 4.",
    "See section 4.3, sections 4.1 and 4.2, and chapter 2.",
    "1. First\n2. Second",
    "**1.** First",
    "## 4.3 Results\n\n### 2. Method",
    "- **Time** 20 minutes",
    "**Time** 20 to 30 minutes",
    "the 4th census and the 57th report",
    "with n = 15 observations",
    "at the 5% level, a 95% interval, below 5%",
    "at the 10% level and the 90% quantile",
    "an AR(1), an I(1) series, ARDL(1, 1)",
    "R² and X1 to X4, b3, HC3, B2B",
    "100 million yuan and 10,000 persons",
    "{glue:text}`rate50`",
    "{quoted}`c3-02` {claim}`c3-04`",
    "{cite:t}`fan2018`",
    "`x = 4.8` and ``y = `3` ``",
    "$Y_t = \\alpha + 2 X_{1t}$ and $\\rho = 1$",
    "$$\n-3.43 - 6.0 / T\n$$",
    "[page](page15.md#a-3)",
    "<https://example.org/15/>",
    "https://example.org/15",
    "[ref]: page.md 'c'",
    '<span style="top: 3px">word</span>',
    "```python\nx = 4.8\n```",
    "```{math}\n:label: eq-3\nx = 4.8\n```",
    "```{exercise}\n:label: data-1\nIn which year?\n```",
    "```{glue} figure1\n:doc: a3.ipynb\n```",
    "````{note}\n```\n4.8\n```\nwords\n````",
    "<!-- 4.8 -->",
    "% 4.8",
    "(tab-4)=\n",
    "word{.a3}",
    "[word](a.md){#b-3}",
    "---\nversion: 4.8\n---\nwords",
    "::::{grid} 1 3 3 3\n:gutter: 2\n\nwords\n::::",
    "You need Python 3.11 to 3.13.",
    "two-stage least squares, 2SLS, and 100EC",
    "a share between 0 and 1",
    "Set alpha = 0.30 instead of 0.05.",
]


@pytest.mark.parametrize(("text", "number"), PLANTED)
def test_a_typed_number_is_caught(text, number):
    assert [found for _, found in lint.numbers(text)] == [number]


@pytest.mark.parametrize("text", NAMES)
def test_a_number_that_names_something_passes(text):
    assert lint.numbers(text) == []


@given(
    st.decimals(min_value="0.0001", max_value="99999", places=4, allow_nan=False),
    st.sampled_from(["", "-", "−"]),
    st.integers(0, 20),
)
def test_any_decimal_number_is_caught_on_its_line(value, sign, lines):
    text = "words\n" * lines + f"The result is {sign}{value} after all."
    assert lint.numbers(text) == [(lines + 1, f"{sign}{value}")]


@given(st.integers(0, 1899) | st.integers(2101, 10**9))
def test_any_whole_number_that_is_no_year_is_caught(value):
    assert lint.numbers(f"There are {value:,} of them and {value} again.") == [
        (1, f"{value:,}"),
        (1, str(value)),
    ]


@given(st.integers(1900, 2100), st.integers(1900, 2100))
def test_years_and_spans_of_years_pass(first, last):
    assert lint.numbers(f"In {first}, from {first} to {last}, {first}–{last}.") == []


@given(st.text(alphabet=st.characters(exclude_categories=["Nd"]), max_size=200))
def test_text_without_digits_has_no_numbers(text):
    assert lint.numbers(text) == []


@given(st.text(alphabet="ab `$~:{}|()[]<>\n#-*", max_size=60))
def test_markup_before_a_paragraph_never_raises(text):
    lint.numbers(text)


@pytest.mark.parametrize("name", [name for name, _, _ in lint.ALLOWED])
def test_every_allowance_is_needed(name, monkeypatch):
    monkeypatch.setattr(lint, "ALLOWED", tuple(row for row in lint.ALLOWED if row[0] != name))
    assert any(lint.numbers(text) for text in NAMES)


def test_every_allowance_gives_its_reason_once():
    names = [name for name, _, _ in lint.ALLOWED]
    assert len(set(names)) == len(names)
    assert all(reason.strip() for _, _, reason in lint.ALLOWED)


@pytest.mark.parametrize(
    ("code", "numbers"),
    [
        ("prose.publish(a='33.5%')", ["33.5%"]),
        ("prose.publish(a=prose.fixed(0.335, 1))", ["0.335"]),
        ("publish(a=f'{x} of 67')", ["67"]),
        ("prose.publish(a=prose.fixed(-3.5, 1))", ["3.5"]),
        ("prose.publish(a=f'{prose.fixed(7, 0)}')", ["7"]),
        ("prose.publish(a=prose.fixed(x, 1), b='2018', c=frame.loc[2018])", []),
        ("prose.publish(**values)", []),
        ("x = 4.8", []),
        ("prose.publish(a=", []),
        ("%load_ext x\nprose.publish(a='7 of them')", ["7"]),
    ],
)
def test_a_literal_cannot_be_published(code, numbers):
    assert [number for _, number in lint.published(code)] == numbers


@pytest.fixture
def folder(tmp_path):
    """A small book: one page, one notebook, both clean."""
    for part in ("book/chapters", "notebooks"):
        (tmp_path / part).mkdir(parents=True)
    (tmp_path / "book/chapters/a.md").write_text("# Title\n\nIn 2018.\n", encoding="utf-8")
    cells = [
        nbformat.v4.new_markdown_cell("# Title"),
        nbformat.v4.new_code_cell("x = 4.8"),
        nbformat.v4.new_markdown_cell("First\nsecond"),
    ]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "notebooks/b.ipynb")
    return tmp_path


def test_a_number_is_reported_with_file_cell_and_line(folder):
    assert lint.typed(folder) == []
    (folder / "book/chapters/a.md").write_text(
        "# Title\n\nIn 2018 it was 36.8 trillion.\n", encoding="utf-8"
    )
    notebook = nbformat.read(folder / "notebooks/b.ipynb", as_version=4)
    notebook.cells[2].source = "First\nsecond 13.1%"
    nbformat.write(notebook, folder / "notebooks/b.ipynb")
    what_to_do = "is typed; use {eval}, or quote it from the ledger"
    assert [str(one) for one in lint.typed(folder)] == [
        f"book/chapters/a.md, line 3: 36.8 trillion {what_to_do}",
        f"notebooks/b.ipynb, cell 3, line 2: 13.1% {what_to_do}",
    ]


def test_the_command_fails_on_a_typed_number(monkeypatch, capsys):
    monkeypatch.setattr(lint, "typed", lambda: [lint.Typed("book/a.md", 3, "4.8")])
    assert lint.main() == 1
    assert (
        capsys.readouterr().err
        == "book/a.md, line 3: 4.8 is typed; use {eval}, or quote it from the ledger\n"
    )
    monkeypatch.setattr(lint, "typed", lambda: [])
    assert lint.main() == 0


@pytest.mark.parametrize("path", lint.pages(), ids=lambda path: path.stem)
def test_no_number_is_typed_in_the_book(path):
    assert [str(one) for one in lint.page(path)] == []


def test_every_page_of_the_table_of_contents_is_searched():
    named = {
        line.split("file: ")[1].strip()
        for line in (paths.ROOT / "_toc.yml").read_text(encoding="utf-8").splitlines()
        if "file: " in line
    }
    assert named <= {
        path.relative_to(paths.ROOT).with_suffix("").as_posix() for path in lint.pages()
    }
