# Everything here runs from a fresh clone with Python 3.11 to 3.13 and make. `make help` lists the targets.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
# So many tests run side by side.
JOBS ?= 2
VENV := .venv
BIN := $(VENV)/bin
# The stamps lie inside the environments, so that removing one removes its stamp.
READY := $(VENV)/.ready
PEERS := $(VENV)/.peers
UV := .venv-lock
SAIL := .venv-sail

.PHONY: help setup demo test warm sail check fresh readme study bench dist lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' Makefile

setup: $(READY) ## make .venv with the locked dependencies and this package (done by the others when needed)

demo: $(READY) ## rate 30,000 people, start to finish, and write the report
	@$(BIN)/bonitas demo

# What pytest makes of the tests is kept for the next time, also where PYTHONDONTWRITEBYTECODE is set: else each worker makes it anew.
test: warm ## run the tests
	@env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m pytest -n $(JOBS) --dist load --no-loadscope-reorder

warm: $(READY)
	@$(BIN)/python tests/house/warm.py

sail: $(SAIL)/.ready warm ## run the tests that Spark shares with Sail on Sail
	@$(SAIL)/bin/python -m pytest -q tests/sail

check: $(READY) ## lint, format, types, direction of imports, generated files
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	@$(BIN)/python -m pytest -q tests/house/test_imports.py tests/house/test_sources.py tests/house/test_generated.py

fresh: $(READY) ## write the generated files anew: the schema, docs/problems.md, docs/pilots.md
	@$(BIN)/python tests/house/generate.py

readme: $(READY) ## run the README's commands and put what they say into it
	@$(BIN)/python tests/house/generate.py readme

study: $(READY) ## make the study of docs/unification anew
	@$(BIN)/python examples/unification/study.py

bench: $(PEERS) ## the benchmark beside its peers, at full size; writes docs/performance.md
	@$(BIN)/python -m benchmarks.run --write

dist: $(READY) ## build the wheel and the source archive in dist/
	@rm -rf dist
	@$(BIN)/python -m build --no-isolation --outdir dist .

lock: $(UV)/.ready ## bring requirements*.lock up to date with pyproject.toml
	$(UV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links \
		--group dev pyproject.toml -o requirements.lock
	$(UV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links \
		--group bench --constraint requirements.lock pyproject.toml -o requirements-bench.lock
	$(UV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links \
		--no-deps --group sail -o requirements-sail.lock

clean: ## remove the environments and everything that was built
	rm -rf $(VENV) $(UV) $(SAIL) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find src tests benchmarks examples -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(None if (3, 11) <= sys.version_info[:2] <= (3, 13) else \
		"Python 3.11, 3.12 or 3.13 is needed, not " + sys.version.split()[0] + ". Say which with PYTHON=…")'
	@$(PYTHON) -c 'import venv, ensurepip' || { echo "Python lacks venv: install your system's package for it (python3-venv)." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(READY): requirements.lock pyproject.toml | $(BIN)/python
	@echo "Setting up $(VENV) …" >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q src # also where PYTHONDONTWRITEBYTECODE is set: commands start faster
	@touch $@

$(PEERS): $(READY) requirements-bench.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bench.lock
	@touch $@

# Sail asks for another PySpark than the tests of Apache Spark use. Its environment holds these two and looks into the other for the rest.
$(SAIL)/.ready: requirements-sail.lock $(READY)
	@$(BIN)/python -m venv --clear --without-pip $(SAIL)
	@$(BIN)/python -m pip --python $(SAIL)/bin/python install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-sail.lock
	@$(BIN)/python -c 'from sysconfig import get_path; print("import site; site.addsitedir(%r)" % get_path("purelib"))' \
		> "$$($(SAIL)/bin/python -c 'from sysconfig import get_path; print(get_path("purelib"))')/beside.pth"
	@touch $@

$(UV)/.ready:
	@$(PYTHON) -m venv $(UV)
	@$(UV)/bin/python -m pip install --quiet --disable-pip-version-check 'uv>=0.9'
	@touch $@
