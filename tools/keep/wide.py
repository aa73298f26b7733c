"""Write the paper's data in wide form, for readers who want one file: a year a row.

    python -m tools.keep.wide

Writes `data/paper_wide.csv` from `data/paper_dataset.csv`, whole or not at all; `make accept` does
so first. `helpers.data.check_all` says when the two differ.
"""

from __future__ import annotations

import sys
from pathlib import Path

from helpers import data, paths


def write(folder: Path = paths.DATA) -> bool:
    """Bring the wide form up to date with the long one.

    Parameters
    ----------
    folder : Path
        Data folder.

    Returns
    -------
    bool
        True if the file was written, False if it held the same already.

    Raises
    ------
    DataError
        On any fault in the long form; the file then stays as it was.
    """
    target = folder / data.describe("paper_wide", folder)["path"]
    content = "".join(",".join(row) + "\n" for row in data.wide_rows(folder)).encode()
    if target.is_file() and target.read_bytes() == content:
        return False
    new = target.with_name(target.name + ".new")
    try:
        new.write_bytes(content)
        new.replace(target)
    finally:
        new.unlink(missing_ok=True)
    return True


def main() -> int:
    """Run the command.

    Returns
    -------
    int
        Exit code: 1 if the long form has a fault.
    """
    try:
        written = write()
    except data.DataError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print(f"data/paper_wide.csv {'written' if written else 'is up to date'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
