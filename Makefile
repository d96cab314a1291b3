# make demo              clean the two dumps in seeds/, show what went and why
# make test              ruff, mypy and pytest; tests of extras that are missing skip and say so
# make test EXTRAS=all   the same with the optional packages installed
# make clean             remove .venv and what the tools left
#
# PYTHON=python3.12 picks the interpreter for .venv; PYTEST_ARGS goes to pytest.

PYTHON ?= python3
EXTRAS ?=
PYTEST_ARGS ?=

BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
comma := ,
# One stamp a set of extras, so that a second call installs nothing.
TEST_STAMP := .venv/.installed-test$(if $(EXTRAS),-$(subst $(comma),-,$(EXTRAS)))

.PHONY: demo test clean

demo: .venv/.installed
	$(BIN)/cleaner clean seeds -o build/demo --force
	$(BIN)/cleaner explain --removed seeds

test: $(TEST_STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest --numprocesses auto $(PYTEST_ARGS)

clean:
	rm -rf .venv build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis

# Before 23.3, pip stumbles over one extra (of lxml) that two packages spell differently.
.venv/bin/python:
	$(PYTHON) -m venv .venv
	$(PIP) --upgrade 'pip>=23.3'

.venv/.installed: pyproject.toml | .venv/bin/python
	$(PIP) --editable .
	touch $@

$(TEST_STAMP): pyproject.toml | .venv/bin/python
	$(PIP) --editable '.[test$(if $(EXTRAS),$(comma)$(EXTRAS))]'
	touch $@
