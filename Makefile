# Two commands: `make demo` shows the program at work, `make test` proves it. Both set up .venv first, once.
# Needs Python 3.11+, make and a package index; uses uv where it is present. `make PYTHON=python3.12 …` picks another Python.
SHELL := /bin/sh
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python3.14; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
BENCH := $(VENV)/.bench
LOCK := --universal --python-version 3.11 --no-emit-index-url --generate-hashes --no-header
THRESHER := $(BIN)/thresher
INSTALL = if command -v uv >/dev/null 2>&1; then uv pip install --quiet --python $(BIN)/python $(1); \
	else $(BIN)/python -m pip install --quiet --disable-pip-version-check $(1); fi

.DEFAULT_GOAL := help
.PHONY: help demo browse test journeys lint types imports check bench torture lock clean

help: ## Say what can be made
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /make \1|/' | awk -F'|' '{printf "  %-14s %s\n", $$1, $$2}'

demo: $(READY) ## Crawl the built-in newsroom into demo-corpus/ and show what came out
	@$(THRESHER) demo -C demo-corpus

browse: $(READY) ## Open the demo corpus in the browser (after make demo)
	@$(THRESHER) browse -C demo-corpus

test: $(READY) ## Run the whole test suite
	@echo "Running the tests (about ten minutes on two cores)"
	@$(BIN)/python -m pytest -q -n 2 --dist loadfile $(PYTEST_ARGS)

journeys: $(READY) ## Walk the pages in a real browser; screenshots in build/screenshots (needs apt-get install chromium chromium-driver)
	@$(BIN)/python -c "from tests.browser import CHROMIUM, DRIVER, MISSING; import sys; CHROMIUM and DRIVER or sys.exit(MISSING)"
	@THRESHER_JOURNEYS=1 $(BIN)/python -m pytest -q tests/test_browse_journeys.py tests/test_browse_access.py tests/test_browse_hostile.py
	@$(BIN)/python -m tests.screenshots

lint: $(READY) ## Check style
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: $(READY) ## Check types
	@$(BIN)/mypy

imports: $(READY) ## Check that imports run one way
	@$(BIN)/lint-imports

check: lint types imports ## Style, types and imports

bench: $(BENCH) ## Measure quality beside other extractors, speed, crawls, copies and the rules; most of it on THRESHER_BENCH_CORPUS
	@$(BIN)/python benchmarks/quality.py
	@$(BIN)/python benchmarks/metadata.py
	@$(BIN)/python benchmarks/speed.py
	@$(BIN)/python benchmarks/crawl.py
	@$(BIN)/python benchmarks/throughput.py
	@$(BIN)/python benchmarks/copies.py --articles 0
	@$(BIN)/python benchmarks/phrases.py
	@$(BIN)/python benchmarks/steady.py

torture: $(BENCH) ## Hostile pages and hosts, mutated pages, kills, a full disk, memory, and whether every page adds up (an hour or two)
	@$(BIN)/python benchmarks/audit.py --check
	@$(BIN)/python benchmarks/patterns.py --check
	@$(BIN)/python benchmarks/hostile.py --check
	@$(BIN)/python benchmarks/scale.py --check
	@$(BIN)/python benchmarks/fuzz.py
	@$(BIN)/python benchmarks/kill.py
	@$(BIN)/python benchmarks/kill_takedown.py --check
	@$(BIN)/python benchmarks/kill_release.py --check
	@$(BIN)/python benchmarks/kill_corpus.py --check
	@$(BIN)/python benchmarks/manners.py
	@$(BIN)/python benchmarks/learn.py --check
	@$(BIN)/python benchmarks/restless.py --check
	@$(BIN)/python benchmarks/endurance.py --check

lock: ## Pin the whole tree again (needs uv)
	uv pip compile pyproject.toml --extra dev $(LOCK) -o requirements.lock
	uv pip compile pyproject.toml --extra dev --extra bench -c requirements.lock $(LOCK) -o requirements-bench.lock

clean: ## Remove the environment and the demo corpus
	rm -rf $(VENV) demo-corpus

$(READY): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "thresher: needs Python 3.11 or newer; none found (python3 is `python3 --version 2>&1`)" >&2; exit 1; }
	@echo "Setting up $(VENV) with `$(PYTHON) --version` (once; a minute or so)"
	@rm -f $@
	@test -x $(BIN)/python || if command -v uv >/dev/null 2>&1; then uv venv --quiet --python $(PYTHON) $(VENV); else $(PYTHON) -m venv $(VENV); fi
	@$(call INSTALL,--require-hashes -r requirements.lock)
	@$(call INSTALL,--no-deps -e .)
	@touch $@

$(BENCH): requirements-bench.lock $(READY)
	@echo "Adding the benchmarks' peers and the trainer to $(VENV)"
	@$(call INSTALL,--require-hashes -r requirements-bench.lock)
	@touch $@
