# make demo              clean the two dumps in seeds/, show what went and why
# make check             `make lint` and the quick tests of what judges: the inner loop
# make lint              ruff, import-linter, mypy
# make test              `make lint` and all tests; those of extras that are missing skip and say so
# make test EXTRAS=all   the same with the optional packages installed
# make test CLEANER_PURE=1   the same in pure Python, where the compiled path is built
# make coverage          `make test`, and which lines the tests run
# make slow              the tests that take longer than a second or two
# make bench             speed beside the other extractors, by stage, and as pages grow; CORPORA=FOLDER
#                        measures it on real pages, for docs/figures/bench.json
# make docs              the documentation as a site in build/site, strictly
# make matrix            `make test` with each Python of PYTHONS, each in a .venv of its own
# make clean             remove .venv and what the tools left
#
# PYTHON=python3.12 picks the interpreter for .venv; PYTEST_ARGS goes to pytest. Where a C compiler
# is, cleaner is compiled: CLEANER_COMPILE=1 makes it an error if it cannot be, 0 leaves it out.

PYTHON ?= python3
PYTHONS ?= 3.11 3.12 3.13
EXTRAS ?=
PYTEST_ARGS ?=
CORPORA ?=

VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# Whoever is done takes tests from whoever is not.
PYTEST := $(BIN)/python -m pytest --numprocesses auto --dist worksteal
comma := ,
# What an installation is made of: it is made anew when these change.
BUILT_FROM := pyproject.toml $(wildcard cleaner/compiled/*.pyx cleaner/compiled/*.pxd) \
    cleaner/compiled/build.py
# One stamp a set of extras, so that a second call installs nothing.
TEST_STAMP := $(VENV)/.installed-test$(if $(EXTRAS),-$(subst $(comma),-,$(EXTRAS)))

.PHONY: demo check test slow coverage lint bench docs matrix clean

demo: $(VENV)/.installed
	$(BIN)/cleaner clean seeds -o build/demo --force
	$(BIN)/cleaner explain --removed seeds

check: lint
	$(PYTEST) -m "not slow" --quiet $(PYTEST_ARGS) tests/segment tests/rules tests/judge tests/compiled \
	    tests/render tests/model tests/sites tests/test_*.py

test: lint
	$(BIN)/cleaner --version
	$(PYTEST) $(PYTEST_ARGS)

slow: $(TEST_STAMP)
	$(PYTEST) -m slow $(PYTEST_ARGS)

coverage: lint
	$(PYTEST) --cov $(PYTEST_ARGS)

lint: $(TEST_STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-logo --no-cache
	$(BIN)/mypy

bench: $(TEST_STAMP)
	$(BIN)/python -m tests.bench $(CORPORA)

docs: $(VENV)/.installed-docs
	$(BIN)/mkdocs build --strict

matrix:
	for version in $(PYTHONS); do \
	    $(MAKE) test PYTHON=python$$version VENV=.venv-$$version || exit 1; done

clean:
	rm -rf .venv .venv-* build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage

# Before 23.3, pip stumbles over one extra (of lxml) that two packages spell differently.
$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)
	$(PIP) --upgrade 'pip>=23.3'

$(VENV)/.installed: $(BUILT_FROM) | $(VENV)/bin/python
	$(PIP) --editable .
	touch $@

$(VENV)/.installed-docs: $(BUILT_FROM) | $(VENV)/bin/python
	$(PIP) --editable '.[docs]'
	touch $@

$(TEST_STAMP): $(BUILT_FROM) | $(VENV)/bin/python
	$(PIP) --editable '.[test$(if $(EXTRAS),$(comma)$(EXTRAS))]'
	touch $@
