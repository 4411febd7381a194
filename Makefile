# The doors of the house. `make` alone lists them. VENV=… puts the environment elsewhere.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help demo demo-report test test-fast test-spark lint dev proof lock docs catalogues machine
.DELETE_ON_ERROR:

VENV ?= .venv
PYTHON ?= python3
DEMO ?= demo-company

# Tests start many processes, and each would compile every source anew.
unexport PYTHONDONTWRITEBYTECODE

BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --disable-pip-version-check --no-build-isolation
PYTEST := $(BIN)/python -m pytest
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url --no-emit-find-links pyproject.toml

# Not a function: a comma would part its argument.
say = printf '\n\033[1m%s\033[0m\n'

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

demo: $(VENV)/.base ## the CRM, filled with a simulated company
	@$(say) "Starting the CRM of a simulated company; Ctrl-C stops it, make demo goes on"
	$(BIN)/goodwill serve --demo $(DEMO) --home $(DEMO)/crm

demo-report: $(VENV)/.base ## the report on the simulated company's customers
	@$(say) "Simulating a company and valuing its customers"
	$(BIN)/goodwill demo --out $(DEMO) --value --open
	@$(say) "Done. Next:"
	@echo "  look     $(DEMO)/value/report.html is the report; $(DEMO) holds the orders behind it"
	@echo "  yours    $(BIN)/goodwill value YOUR-ORDERS.csv --out out"
	@echo "  ask      what its campaigns brought: docs/how-to/measure-a-campaign.md"
	@echo "  read     docs/tutorial/first-value-report.md"

test: $(VENV)/.test machine lint ## everything: style, types, contracts, all tests, a real Spark
	@$(say) "Running the tests: DuckDB and Spark, PostgreSQL, MariaDB, SFTP, the browser"
	$(PYTEST) -n auto --maxprocesses 8 --dist loadgroup
	@$(say) "Running the tests of the CRM once more, on PostgreSQL"
	GOODWILL_TEST_DATABASE=postgresql $(PYTEST) -n auto --maxprocesses 8 --dist loadgroup \
		-m "not browser and not proof" tests/crm
	@$(say) "All is well. Next:"
	@echo "  make demo        see it work"
	@echo "  make proof       the long proofs and the benchmarks"
	@echo "  CONTRIBUTING.md  send a change"

test-fast: $(VENV)/.test lint ## the quick loop: no Spark, browser or PostgreSQL
	$(PYTEST) -n auto --maxprocesses 8 --dist loadgroup \
		-m "not spark and not browser and not postgresql and not mariadb and not sftp and not proof"
	@$(say) "Good so far. Before you send it: make test"

test-spark: $(VENV)/.test ## only the tests on the Spark cluster
	$(PYTEST) -m "spark and not proof"

lint: $(VENV)/.test ## style, types and import contracts
	@$(say) "Checking style, types and who may import whom"
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mypy tools/*.py
	$(BIN)/lint-imports

proof: $(VENV)/.dev machine ## long proofs, peers and benchmarks; takes hours
	@$(say) "Running the long proofs"
	$(PYTEST) -m proof
	$(PYTEST) -m "not spark and not browser and not proof" --hypothesis-profile=searching
	@for file in benchmarks/*.py; do $(say) "$$file"; $(BIN)/python $$file; done

dev: $(VENV)/.dev machine ## everything a developer needs
	@$(say) "Ready. Next:"
	@echo "  source $(BIN)/activate"
	@echo "  make test-fast   while you work; make test before you send"
	@echo "  STYLE.md         how the code reads; docs/decisions says why"

lock: $(VENV)/.dev ## choose versions anew: all requirements/*.txt
	$(LOCK) --upgrade --group build -o requirements/base.txt
	$(LOCK) --upgrade --extra spark --extra postgresql --extra survival --extra sources --group build --group test \
		-c requirements/base.txt -o requirements/test.txt
	$(LOCK) --upgrade --extra spark --extra postgresql --extra survival --extra sources --group build --group test \
		--group peers --group lock -c requirements/test.txt -o requirements/dev.txt

docs: $(VENV)/.base ## write docs/reference from the code
	$(BIN)/python tools/reference.py

catalogues: $(VENV)/.base ## bring the .po files up to the sentences in the code
	$(BIN)/python tools/catalogues.py

machine: # Debian packages that no Python package can replace
	@tools/machine.sh $(BIN)/python

# One stamp per set of packages; each set contains the one before.

$(VENV)/.dev: requirements/dev.txt $(VENV)/.test
	@$(say) "Installing the peers to compare with"
	$(PIP) --require-hashes -r $<
	@touch $@

$(VENV)/.test: requirements/test.txt $(VENV)/.base
	@$(say) "Installing Spark and the test tools: about 1 GB on disk"
	$(PIP) --require-hashes -r $<
	@touch $@

$(VENV)/.base: requirements/base.txt pyproject.toml $(VENV)/.made
	@$(say) "Installing Goodwill: about 670 MB on disk"
	$(PIP) --require-hashes -r $<
	$(PIP) --no-deps --editable .
	@touch $@

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Goodwill needs Python 3.11 or later; $(PYTHON) is not. Try: make PYTHON=python3.12 …"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "This Python cannot make environments. On Debian or Ubuntu: apt install python3-venv"; exit 1; }
	@$(say) "Making a Python environment in $(VENV)"
	$(PYTHON) -m venv $(VENV)
	@touch $@
