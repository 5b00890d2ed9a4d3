SHELL       := /bin/bash
.SHELLFLAGS := -euo pipefail -c
PYTHON      ?= python3
UV          := .uv/bin/uv
BIN         := .venv/bin
INSTALL      = $(UV) pip install --quiet --python $(BIN)/python

export UV_PYTHON_DOWNLOADS := never
ifdef PIP_INDEX_URL
export UV_DEFAULT_INDEX := $(PIP_INDEX_URL)
endif

.DEFAULT_GOAL := run
.DELETE_ON_ERROR:
.PHONY: run test lint format bench mutation lock clean

run: .venv/run.stamp
	shopt -s nullglob; for case in examples/*.yaml; do echo "== $$case"; $(BIN)/guantong check "$$case"; done

test: .venv/dev.stamp
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -n 2
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

lint: .venv/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .venv/dev.stamp
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

bench: .venv/bench.stamp
	$(BIN)/python -m benchmarks

mutation: .venv/dev.stamp
	$(BIN)/mutmut run
	$(BIN)/mutmut results

lock: $(UV)
	scripts/lock.sh

clean:
	rm -rf .venv .uv .coverage .coverage.* .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache mutants build dist

$(UV): requirements/bootstrap.txt
	$(PYTHON) -m venv --clear .uv
	.uv/bin/python -m pip install --quiet --require-hashes -r $<
	touch $@

.venv/run.stamp: requirements/run.txt pyproject.toml | $(UV)
	[ -x $(BIN)/python ] || $(UV) venv --quiet --python $(PYTHON) .venv
	$(INSTALL) --require-hashes -r $<
	$(INSTALL) --no-deps --offline -e .
	touch $@

.venv/dev.stamp: requirements/dev.txt .venv/run.stamp
	$(INSTALL) --require-hashes -r $<
	touch $@

.venv/bench.stamp: requirements/bench.txt .venv/run.stamp
	$(INSTALL) --require-hashes -r $<
	touch $@
