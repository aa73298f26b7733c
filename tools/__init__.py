"""Commands behind the Makefile: build, print, ship and keep the book in order."""

import sys

# jsonschema, which nbformat and Jupyter Book import, would compile a grammar of web addresses each
# time a process starts, seconds long, for a check that no notebook needs; without it, it does not.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type] # how to forbid an import
