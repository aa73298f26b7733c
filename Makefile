# make help lists the targets. PYTHON is any Python from 3.11 to 3.13; everything runs in VENV.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
RUN    := $(BIN)/python

.DEFAULT_GOAL := help
.PHONY: help book draft pdf zip test lab notebooks serve bench recover vendor lock clean

help: ## list the targets
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

$(VENV)/installed: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(0 if (3, 11) <= v <= (3, 13) else f"error: Python 3.11 to 3.13 is needed, {v[0]}.{v[1]} found; try make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(RUN) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

book: $(VENV)/installed ## execute every notebook afresh and build the site into _build/html
	@$(RUN) -m tools.book

draft: $(VENV)/installed ## the same, but execute only what changed: an edit-and-look loop
	@$(RUN) -m tools.book --draft

pdf: $(VENV)/installed ## print the built site as one typeset PDF, checked against it
	@$(RUN) -m tools.pdf

zip: $(VENV)/installed ## pack the built site, the PDF and what re-execution needs into _build/release
	@$(RUN) -m tools.archive

test: $(VENV)/installed ## name any cell that moved, build the book, then check numbers, data, notebooks and site
	@$(RUN) -m pytest -q -n 0 -o addopts= --tb=line tests/test_replication.py::test_no_cell_moved
	@$(RUN) -m tools.browser
	@$(RUN) -m tools.book
	@$(RUN) -m pytest

lab: $(VENV)/installed ## open the notebooks in JupyterLab
	$(BIN)/jupyter lab notebooks

notebooks: $(VENV)/installed ## re-execute the notebooks and store their outputs
	@$(RUN) -m tools.notebooks

serve: $(VENV)/installed ## preview the built site on this machine
	$(RUN) -m http.server --bind 127.0.0.1 --directory _build/html 8000

bench: $(VENV)/installed ## measure build times, sizes and kernels into bench/
	@$(RUN) -m tools.bench

recover: $(VENV)/installed ## run the long searches that recover the data, and store their results
	@$(RUN) -m tools.recover

vendor: $(VENV)/installed ## fetch the files of other projects that the site carries, checked
	@$(RUN) -m tools.vendor

lock: ## renew requirements.txt from requirements.in
	$(PYTHON) -m venv _build/lock
	_build/lock/bin/pip install --quiet --disable-pip-version-check uv
	_build/lock/bin/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --upgrade requirements.in -o requirements.txt

clean: ## remove everything built, keep the environment
	rm -rf _build .pytest_cache .hypothesis
