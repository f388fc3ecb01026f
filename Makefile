# crm_mobile: `make run` starts it, `make test` tests it; both work from a clean clone on Debian with Python 3.11+.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export CRM_HOME ?= var

.PHONY: run phone test lint types bench screens chaos clean
.DEFAULT_GOAL := run

# Migrates, loads the demo company the first time, starts web and scheduler. HOST, PORT and CRM_HOME are honoured.
run: $(VENV)/.run
	@exec $(BIN)/crm-mobile run

# The same over https in the local network, for a real phone.
phone: $(VENV)/.run
	@exec $(BIN)/crm-mobile phone

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/lint-imports --no-logo

types: $(VENV)/.test
	$(BIN)/mypy

# A wide screen keeps pytest's last line whole for those who read it by machine.
test: debian lint types
	$(BIN)/pytest -n 2
	$(BIN)/pytest -n 2 --database postgresql -m "not journey or postgres_journey"

# What the tests need from Debian: a browser, fonts for Chinese and emoji, PostgreSQL.
.PHONY: debian
debian:
	@.ci/packages chromium fonts-noto-cjk fonts-noto-color-emoji postgresql

# BENCH="--database postgresql" and the like are passed on.
bench: $(VENV)/.test
	$(BIN)/python -m tests.bench $(BENCH)

# Every screen in every variant: devices, themes, languages.
screens: debian $(VENV)/.test
	$(BIN)/pytest --variants all tests/journeys -k screens

# Kills, power cuts, long property tests and races; make test holds a short form of each.
chaos: debian $(VENV)/.test
	$(BIN)/pytest --long -k "chaos or race or hypothesis" tests

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

# The stamps make a second start skip the installation.
$(VENV)/.run: pyproject.toml $(VENV)/.made
	$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.test: pyproject.toml $(VENV)/.made
	$(BIN)/pip install --quiet --disable-pip-version-check --editable ".[test,check]"
	@touch $@ $(VENV)/.run

$(VENV)/.made:
	@.ci/venv $(PYTHON) $(VENV)
	@touch $@
