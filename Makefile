# Every target does its own set-up in .venv and needs only Python 3.11, pip and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(PYTHON) -m pip --python $(BIN)/python --disable-pip-version-check --quiet
RUNTIME := $(VENV)/.runtime
DEV := $(VENV)/.dev

.DEFAULT_GOAL := help
.PHONY: help demo site test check check-rest lint types imports wheel bench docs lock clean

help: ## Show these targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1	/' | expand -t 12

# --without-pip: Debian keeps ensurepip in a package of its own, which a bare machine lacks.
$(BIN)/python:
	$(PYTHON) -m venv --without-pip $(VENV)

$(RUNTIME): requirements.txt pyproject.toml | $(BIN)/python
	$(PIP) install --require-hashes -r requirements.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): requirements-dev.txt $(RUNTIME)
	$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@

demo: $(RUNTIME) ## Fill a sample workspace and write its documents into out/
	$(BIN)/accord demo

site: $(RUNTIME) ## Fill the sample workspace and open it as a site, until Ctrl-C
	$(BIN)/accord demo --serve

test: $(DEV) ## Run all tests
	$(BIN)/pytest -n auto

check: test check-rest ## Everything CI runs: tests, lint, types, import rules, wheel

check-rest: lint types imports wheel

lint: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(DEV)
	$(BIN)/mypy

imports: $(DEV)
	$(BIN)/lint-imports

wheel: $(DEV) ## Build the wheel and run accord demo from it, in an empty environment elsewhere
	$(BIN)/python tests/wheel_check.py

bench: $(DEV) ## Measure time and memory; prints the table of docs/quality.md
	$(BIN)/python -m benchmarks

lock: $(DEV) ## Pin and hash the requirements anew
	$(PIP) install pip-tools
	$(BIN)/pip-compile --quiet --strip-extras --generate-hashes --allow-unsafe --no-emit-index-url \
	  --no-emit-find-links --no-emit-trusted-host --no-header --extra scripts \
	  --extra build-backend --output-file requirements.txt pyproject.toml
	$(BIN)/pip-compile --quiet --strip-extras --generate-hashes --allow-unsafe --no-emit-index-url \
	  --no-emit-find-links --no-emit-trusted-host --no-header --extra scripts --extra build-backend \
	  --extra postgresql --extra dev --output-file requirements-dev.txt pyproject.toml

docs: $(DEV) ## Write docs/commands.md anew
	$(BIN)/python -m app.cli.reference > docs/commands.md

clean: ## Remove the environment and everything that was made
	rm -rf $(VENV) out dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
