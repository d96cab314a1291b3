# make demo              clean the two dumps in seeds/, show what went and why
# make check             `make lint` and the quick tests: the inner loop, under a minute
# make lint              ruff, import-linter, mypy
# make test              `make lint` and pytest; tests of extras that are missing skip and say so
# make test EXTRAS=all   the same with the optional packages installed
# make docs              the documentation as a site in build/site, strictly
# make clean             remove .venv and what the tools left
#
# PYTHON=python3.12 picks the interpreter for .venv; PYTEST_ARGS goes to pytest.

PYTHON ?= python3
EXTRAS ?=
PYTEST_ARGS ?=

BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
PYTEST := $(BIN)/python -m pytest --numprocesses auto
comma := ,
# One stamp a set of extras, so that a second call installs nothing.
TEST_STAMP := .venv/.installed-test$(if $(EXTRAS),-$(subst $(comma),-,$(EXTRAS)))

.PHONY: demo check test lint docs clean

demo: .venv/.installed
	$(BIN)/cleaner clean seeds -o build/demo --force
	$(BIN)/cleaner explain --removed seeds

check: lint
	$(PYTEST) -m "not slow" --quiet $(PYTEST_ARGS) tests/segment tests/rules tests/judge \
	    tests/render tests/model tests/sites tests/test_*.py

test: lint
	$(PYTEST) $(PYTEST_ARGS)

lint: $(TEST_STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-logo --no-cache
	$(BIN)/mypy

docs: .venv/.installed-docs
	$(BIN)/mkdocs build --strict

clean:
	rm -rf .venv build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis

# Before 23.3, pip stumbles over one extra (of lxml) that two packages spell differently.
.venv/bin/python:
	$(PYTHON) -m venv .venv
	$(PIP) --upgrade 'pip>=23.3'

.venv/.installed: pyproject.toml | .venv/bin/python
	$(PIP) --editable .
	touch $@

.venv/.installed-docs: pyproject.toml | .venv/bin/python
	$(PIP) --editable '.[docs]'
	touch $@

$(TEST_STAMP): pyproject.toml | .venv/bin/python
	$(PIP) --editable '.[test$(if $(EXTRAS),$(comma)$(EXTRAS))]'
	touch $@
