"""One parser reads every page: what is prose, where it stands, and what a role stands for."""

import pytest

from helpers import paths
from tools.build import myst
from tools.keep import lint

NESTED = """# Head 1.5

````{note} A title 2.5
:class: x-3.5

Inside 4.5.

```{warning}
Deeper 5.5.
```
````

| a | b |
|---|---|
| 6.5 | `7.5` and {eval}`8.5` |

A foot[^1].

[^1]: Foot 9.5.

```python
x = 10.5
```

:::{table} Caption 11.5
| 12.5 |
|---|
:::

- item
  ```{code-block} python
  y = 13.5
  ```

(target-14)=
% comment 15.5
<!-- 16.5 -->
<i title="17.5">shown 18.5</i>
"""


def test_typed_numbers_are_found_where_a_reader_sees_them_and_nowhere_else():
    assert [(line, number) for line, number in sorted(lint.numbers(NESTED))] == [
        (1, "1.5"),
        (3, "2.5"),
        (6, "4.5"),
        (9, "5.5"),
        (15, "6.5"),
        (15, "7.5"),  # code that holds a number alone is a number in disguise
        (19, "9.5"),
        (25, "11.5"),
        (26, "12.5"),
        (38, "18.5"),
    ]


def test_a_role_is_replaced_where_it_stands():
    def change(source, token):
        return f"<{token.meta['name']}:{token.content}>" if token.type == "myst_role" else None

    quoted = "> A {eval}`x` and `{eval}` stays\n> on {claim}`y\n> z` end."
    assert myst.replaced(quoted, change) == "> A <eval:x> and `{eval}` stays\n> on <claim:y z> end."
    row = "| {eval}`x` | {eval}`x` |\n|-|-|"
    assert myst.replaced(row, change) == "| <eval:x> | <eval:x> |\n|-|-|"


@pytest.mark.parametrize("path", sorted(paths.BOOK.glob("*.md")), ids=lambda path: path.stem)
def test_blocks_and_what_is_left_out_are_the_whole_page(path):
    text = path.read_text(encoding="utf-8")
    lines = text.split("\n")
    for block in myst.blocks(text):
        assert block.closed
        assert tuple(lines[block.first : block.first + len(block.lines)]) == block.lines


def test_a_fence_that_does_not_end_is_noticed():
    [_, block, _] = myst.blocks("One.\n\n```{note}\nTwo.")
    assert block.kind == "directive" and not block.closed
