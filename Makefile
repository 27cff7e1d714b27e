# Each target makes the virtual environment that it needs: two commands from a clone to an answer.
#   make demo          the first answer and its report, with the core packages only
#   make test          the suite, in a few minutes
#   make test-slow     what takes longer: notebooks, reports, larger areas, many random cases
#   make lint          style, spelling and types
#   make docs          the pages, in docs/_build/html
#   make bench         times, written to docs/benchmarks.md
#   make test-lowest   the suite on the oldest supported versions (Python 3.11)
#   make test-wheel    the quick part of the suite on the built wheel, as a user installs it
#   make lock          the pinned versions made anew (make lock UPGRADE=--upgrade for newer ones)
#   make clean         everything that these made
# Another Python:  make test PYTHON=python3.13 VENV=.venv-3.13

PYTHON ?= python3
VENV ?= .venv
VENV_LOWEST ?= .venv-lowest
VENV_WHEEL ?= .venv-wheel
VENV_LOCK ?= .venv-lock
PYTEST_FLAGS ?= --numprocesses=auto
UPGRADE ?=

RUN = $(VENV)/bin/python
PIP = -m pip --disable-pip-version-check install -qq
# No isolated build: the build tools are among the pinned packages, so nothing unpinned is fetched.
PACKAGE = --no-deps --no-build-isolation
COMPILE = $(VENV_LOCK)/bin/uv pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate

.DELETE_ON_ERROR:
.PHONY: help demo test test-slow lint docs bench clean lock test-lowest test-lowest-slow test-wheel python-is-new-enough

help:
	@sed -n 's/^# \{0,1\}//p' Makefile | head -12

# Whoever has an older Python is told so at once, and not by an error of pip's a minute later.
define new_enough
@$(1) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	echo "sufficiency needs Python 3.11 or newer, and '$(1)' is: $$($(1) --version 2>&1 || true)" >&2; \
	echo "Install a newer one, or name it: make $(MAKECMDGOALS) PYTHON=python3.11" >&2; exit 1; }
endef

$(VENV)/core: constraints-core.txt pyproject.toml
	$(call new_enough,$(PYTHON))
	@echo "Making $(VENV) with the core packages; the first time takes about a minute ..."
	@test -x $(RUN) || $(PYTHON) -m venv $(VENV)
	@$(RUN) $(PIP) --require-hashes -r constraints-core.txt
	@$(RUN) $(PIP) $(PACKAGE) -e .
	@touch $@

$(VENV)/everything: constraints.txt pyproject.toml
	$(call new_enough,$(PYTHON))
	@echo "Making $(VENV) with everything; the first time takes one to two minutes ..."
	@test -x $(RUN) || $(PYTHON) -m venv $(VENV)
	@$(RUN) $(PIP) --require-hashes -r constraints.txt
	@$(RUN) $(PIP) $(PACKAGE) -e .
	@touch $@

$(VENV_LOWEST)/everything: constraints-lowest.txt pyproject.toml
	$(call new_enough,$(PYTHON))
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { \
		echo "The oldest versions are those of Python 3.11: make test-lowest PYTHON=python3.11" >&2; \
		exit 1; }
	@test -x $(VENV_LOWEST)/bin/python || $(PYTHON) -m venv $(VENV_LOWEST)
	@$(VENV_LOWEST)/bin/python $(PIP) --require-hashes -r constraints-lowest.txt
	@$(VENV_LOWEST)/bin/python $(PIP) $(PACKAGE) -e .
	@touch $@

$(VENV_WHEEL)/everything: constraints.txt pyproject.toml
	$(call new_enough,$(PYTHON))
	@test -x $(VENV_WHEEL)/bin/python || $(PYTHON) -m venv $(VENV_WHEEL)
	@$(VENV_WHEEL)/bin/python $(PIP) --require-hashes -r constraints.txt
	@touch $@

demo: $(VENV)/core
	@$(RUN) -m sufficiency demo

test: $(VENV)/everything
	$(RUN) -m pytest $(PYTEST_FLAGS) -m "not slow"

test-slow: $(VENV)/everything
	$(RUN) -m pytest $(PYTEST_FLAGS) -m slow

lint: $(VENV)/everything
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m codespell_lib
	$(RUN) -m mypy --strict

docs: $(VENV)/everything
	$(RUN) -m sphinx -W --keep-going -q -b html docs docs/_build/html
	@echo "The pages: docs/_build/html/index.html"

bench: $(VENV)/everything
	$(RUN) benchmarks/run.py

test-lowest: $(VENV_LOWEST)/everything
	$(VENV_LOWEST)/bin/python -m pytest $(PYTEST_FLAGS) -m "not slow"

test-lowest-slow: $(VENV_LOWEST)/everything
	$(VENV_LOWEST)/bin/python -m pytest $(PYTEST_FLAGS) -m slow

# `pytest` and not `python -m pytest`: the latter would import the package from this folder.
test-wheel: $(VENV_WHEEL)/everything
	@$(VENV_WHEEL)/bin/python $(PIP) $(PACKAGE) --force-reinstall .
	$(VENV_WHEEL)/bin/pytest $(PYTEST_FLAGS) -m "not slow"

$(VENV_LOCK)/bin/uv:
	$(call new_enough,$(PYTHON))
	@$(PYTHON) -m venv $(VENV_LOCK)
	@$(VENV_LOCK)/bin/python $(PIP) uv

# constraints.txt: everything, newest, for Python 3.11 on and all three systems.
# constraints-core.txt: the same versions, core packages and build tools only.
# constraints-lowest.txt: the oldest versions that pyproject.toml allows, with today's test tools.
lock: $(VENV_LOCK)/bin/uv
	$(COMPILE) $(UPGRADE) --all-extras pyproject.toml -o constraints.txt > /dev/null
	printf 'hatchling\neditables\n' | \
		$(COMPILE) --upgrade pyproject.toml - -c constraints.txt -o constraints-core.txt > /dev/null
	$(COMPILE) --no-deps --resolution lowest-direct pyproject.toml -o $(VENV_LOCK)/lowest.txt > /dev/null
	printf 'hatchling\neditables\n' | $(COMPILE) $(UPGRADE) --extra test pyproject.toml - \
		-c $(VENV_LOCK)/lowest.txt -o constraints-lowest.txt > /dev/null
	@if grep -n '://' constraints*.txt; then echo "An address got into the pins." >&2; exit 1; fi

clean:
	rm -rf $(VENV) $(VENV)-* $(VENV_LOWEST) $(VENV_WHEEL) $(VENV_LOCK)
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist
	rm -rf docs/_build docs/reference/generated
