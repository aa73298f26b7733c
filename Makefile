# make lists the targets. PYTHON is any Python from 3.11 to 3.13; everything runs in VENV.
PYTHON ?= python3
VENV   ?= .venv
REASON ?=
HOST   ?= 127.0.0.1
BIN    := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
RUN    := $(BIN)/python
READER := $(VENV)/installed
DEV    := $(VENV)/installed-dev

# Compile a module once, not in every process.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help book draft check test proof accept format lab serve pdf zip bench recover vendor lock clean

help: ## list the targets
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

$(READER): requirements.txt pyproject.toml tools/build/install.py
	@$(PYTHON) tools/build/install.py --venv $(VENV) $(if $(wildcard $(DEV)),--dev)
	@touch $@ $(wildcard $(DEV))

$(DEV): requirements.txt requirements-dev.txt pyproject.toml tools/build/install.py
	@$(PYTHON) tools/build/install.py --venv $(VENV) --dev
	@touch $(READER) $@

book: $(READER) ## execute every notebook afresh and build the site into _build/html
	@$(RUN) -m tools.build.book

draft: $(READER) ## the same, but execute only what changed: an edit-and-look loop
	@$(RUN) -m tools.build.book --draft

check: $(DEV) ## while working: format, lint, types, unit tests; about a minute, no site needed
	@$(RUN) -m tools.keep.check

test: check ## before handing over: check, book, and everything that looks at the built site
	@$(RUN) -m tools.keep.browser
	@$(RUN) -m tools.build.book
	@$(RUN) -m pytest -m "not unit and not slow"

NBVAL := -p nbval.plugin --nbval --nbval-sanitize-with tests/sanitize.cfg --nbval-cell-timeout 300
proof: $(DEV) ## now and then: the slow proofs, on a built book
	@$(RUN) -m pytest -m slow
	@$(RUN) -m tools.build.kernel --spec _build/kernel
	@JUPYTER_PATH=_build/kernel $(RUN) -m pytest $(NBVAL) --nbval-kernel-name book notebooks
	@$(RUN) -m pytest $(NBVAL) notebooks  # the same in ordinary kernels
	@$(RUN) -m tools.keep.simulate --check
	@$(RUN) -m tools.keep.mutants

accept: $(READER) ## store what a legitimate change moved, and list it: make accept REASON="…"
	@$(RUN) -m tools.keep.accept "$(REASON)"

format: $(DEV) ## put every file into the form that check wants
	@$(BIN)/ruff check --fix --quiet --exit-zero .
	@$(BIN)/ruff format --quiet .
	@$(BIN)/oxfmt book/_static tools/print

lab: $(READER) ## open the notebooks in JupyterLab, where they read like the pages
	@$(BIN)/jupyter trust notebooks/*.ipynb >/dev/null  # our own figures are shown at once
	@$(BIN)/jupyter lab notebooks

serve: $(READER) ## show the built site on this machine; to a classroom: make serve HOST=0.0.0.0
	$(RUN) -m http.server --bind $(HOST) --directory _build/html 8000

pdf: $(DEV) ## print the built site as one typeset PDF, checked against it, and offer it there
	@$(RUN) -m tools.print.pdf

zip: $(READER) ## pack the public edition and the teacher's into _build/release
	@$(RUN) -m tools.ship.archive

bench: $(DEV) ## measure builds, a page and a simulation into bench/
	@$(RUN) -m tools.keep.bench

recover: $(READER) ## run the long searches that recover the data, and store their results
	@$(RUN) -m tools.keep.recover

vendor: $(READER) ## fetch the files of other projects that the site carries, checked
	@$(RUN) -m tools.keep.vendor

COMPILE := $(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --upgrade
lock: $(READER) ## renew both locks from requirements.in and requirements-dev.in
	$(COMPILE) requirements.in -o requirements.txt
	$(COMPILE) -c requirements.txt requirements-dev.in -o requirements-dev.txt

clean: ## remove everything built, keep the environment
	rm -rf _build .pytest_cache .hypothesis .mypy_cache .ruff_cache
