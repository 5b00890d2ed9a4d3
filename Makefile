SHELL       := /bin/bash
.SHELLFLAGS := -euo pipefail -c
PYTHON      ?= python3
UV          := .uv/bin/uv
VENV        ?= .venv
PORT        ?= 8000
SPARK       := .venv-spark
CLIENT      := .venv-client
READERS     := tests/certificates/node
BIN         := $(VENV)/bin
# The packages in which a line or a branch without a test is a wrong answer in waiting.
WELL_TESTED := conditions cases policy decisions
INSTALL      = $(UV) pip install --quiet --python $(BIN)/python

export UV_PYTHON_DOWNLOADS := never
# Trust what the machine trusts: an office network often has a certificate authority of its own.
ifneq ($(wildcard /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt),)
export UV_SYSTEM_CERTS ?= 1
endif
ifdef PIP_INDEX_URL
export UV_DEFAULT_INDEX := $(PIP_INDEX_URL)
endif

.DEFAULT_GOAL := run
.DELETE_ON_ERROR:
.PHONY: run test test-spark lint format bench mutation lock clean

run: export GUANTONG_PORT := $(PORT)
run: $(VENV)/run.stamp
	$(BIN)/guantong portal prepare
	exec $(BIN)/guantong portal serve --port $(PORT)

test: $(VENV)/dev.stamp $(CLIENT)/client.stamp
	scripts/system.sh
	$(MAKE) --no-print-directory $(READERS)/node_modules/readers.stamp
	$(BIN)/coverage erase
	$(BIN)/guantong manage translations --compile
	$(BIN)/coverage run -m pytest -n 2 --dist worksteal
	$(BIN)/python -m tests.on_postgres $(BIN)/coverage run -m pytest -n 2 --dist worksteal tests/portal
	$(BIN)/coverage combine --quiet
	@rm -f .coverage.*  # what a process left half written that a test killed
	$(BIN)/coverage report
	@for part in $(WELL_TESTED); do \
	    printf 'coverage of %s, at least 95 is asked: ' $$part; \
	    $(BIN)/coverage report --include="src/guantong/$$part/*" --format=total --fail-under=95; \
	done

# A short run ends before thorough compilation of what it runs has paid for itself.
test-spark: export JDK_JAVA_OPTIONS := -XX:TieredStopAtLevel=1
test-spark: $(SPARK)/spark.stamp
	scripts/system.sh spark
	$(SPARK)/bin/python -m pytest tests/spark
	GUANTONG_TEST_ENGINE=spark $(SPARK)/bin/python -m pytest --hypothesis-profile few \
	    tests/conditions/sql/test_days.py tests/conditions/sql/test_dialect.py tests/conditions/sql/test_years.py

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/djlint --quiet --check --lint src/guantong/portal
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive src
	$(BIN)/guantong manage translations
	$(BIN)/guantong manage makemigrations --check --dry-run --verbosity 0

format: $(VENV)/dev.stamp
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .
	$(BIN)/djlint --quiet --reformat src/guantong/portal || true

bench: $(VENV)/bench.stamp
	$(BIN)/python -m benchmarks
	$(BIN)/python -m benchmarks.bulk $(BULK)

mutation: $(VENV)/dev.stamp
	$(BIN)/mutmut run
	$(BIN)/mutmut results

lock: $(UV)
	scripts/lock.sh

clean:
	rm -rf $(READERS)/node_modules .uv .venv .venv-* var .coverage .coverage.* .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache mutants build dist

$(UV): requirements/bootstrap.txt
	$(PYTHON) -m venv --clear .uv
	.uv/bin/python -m pip install --quiet --require-hashes -r $<
	touch $@

$(VENV)/run.stamp: requirements/run.txt pyproject.toml | $(UV)
	[ -x $(BIN)/python ] || $(UV) venv --quiet --python $(PYTHON) $(VENV)
	$(INSTALL) --require-hashes -r $<
	$(INSTALL) --no-deps --offline -e .
	touch $@

$(VENV)/dev.stamp: requirements/dev.txt $(VENV)/run.stamp
	$(INSTALL) --require-hashes -r $<
	touch $@

$(VENV)/bench.stamp: requirements/bench.txt $(VENV)/run.stamp
	$(INSTALL) --require-hashes -r $<
	touch $@

# Spark is half a gigabyte, so that only who tests or uses it has it.
$(SPARK)/spark.stamp: requirements/spark.txt pyproject.toml | $(UV)
	[ -x $(SPARK)/bin/python ] || $(UV) venv --quiet --python $(PYTHON) $(SPARK)
	$(UV) pip install --quiet --python $(SPARK)/bin/python --require-hashes -r $<
	$(UV) pip install --quiet --python $(SPARK)/bin/python --no-deps --offline -e .
	touch $@

# What writes a client of the API from its description wants other versions than ours.
$(CLIENT)/client.stamp: requirements/client.txt | $(UV)
	[ -x $(CLIENT)/bin/python ] || $(UV) venv --quiet --python $(PYTHON) $(CLIENT)
	$(UV) pip install --quiet --python $(CLIENT)/bin/python --require-hashes -r $<
	touch $@

# Readers of other makers, which have to accept what we issue. System packages bring node, so this comes after them.
$(READERS)/node_modules/readers.stamp: $(READERS)/package-lock.json
	cd $(READERS) && npm ci --silent --ignore-scripts --no-audit --no-fund
	touch $@
