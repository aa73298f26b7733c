"""Where things are: one constant per folder, whatever the working directory."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
PAPER = DATA / "paper"
BOOK = ROOT / "book"
NOTEBOOKS = ROOT / "notebooks"
BUILD = ROOT / "_build"
SITE = BUILD / "html"
BRANCH = "launch"  # of the repository, with the notebooks that run alone
