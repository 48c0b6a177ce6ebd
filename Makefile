# Kept: `make run` for a working CRM, `make test` for the proof. Everything else is optional.
# PORT= and KEPT_DATA= choose the port and the data folder, so that several run side by side.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run test slow proofs clock queries check lint format types imports migrations templates browser bench drill setup assets stop clean

PYTHON := .venv/bin/python
PYTEST := $(PYTHON) -m pytest
WORKERS := --timeout 300 --timeout-method thread -n  # a test that hangs ends its worker, and is named
SETUP := bin/setup

help: ## Show this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 18

run: ## Start Kept with its database, a worker and a demo world; Ctrl-C ends it
	@$(SETUP) run
	@exec bin/kept run --demo

test: ## Run the tests
	@$(SETUP) dev
	$(PYTEST) $(WORKERS) 2 -m "not slow"

slow: ## Servers that fall and come back, certificates renewed, backups restored
	@$(SETUP) dev
	$(PYTEST) $(WORKERS) 2 -m slow --dist loadfile tests/backup tests/server

check: ## Lint, types, import rules, missing migrations, templates, then the tests
	@$(SETUP) dev
	@$(MAKE) --no-print-directory --keep-going lint types imports migrations templates
	@$(MAKE) --no-print-directory test

lint:
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .

format: ## Bring the code into form
	$(PYTHON) -m ruff check --fix .
	$(PYTHON) -m ruff format .

types:
	$(PYTHON) -m mypy
	$(PYTHON) -m mypy --config-file tests/types.ini

imports:
	.venv/bin/lint-imports

migrations:
	bin/kept manage makemigrations --check --dry-run

templates:
	$(PYTHON) -m djlint kept --lint --quiet

proofs: ## The same hard questions, many more of them: two instances at random, nonsense at every door (an hour and more)
	@$(SETUP) dev
	KEPT_PROOFS=20 $(PYTEST) -n 2 tests/doors tests/erasure/test_everybody.py tests/tracking

clock: ## Thirteen years under a moved clock, application and database: each term ends to the day
	@$(SETUP) clock
	$(PYTHON) -m tests.clock

queries: ## Write down how many queries each page takes now; none may rise but with KEPT_MAY_RISE=1
	@$(SETUP) dev
	KEPT_QUERIES=1 $(PYTEST) tests/shape/test_queries.py

browser: ## Walk through the product in a real browser; a test that fails or hangs is tried once more, and named
	@$(SETUP) browser
	$(PYTEST) tests/browser $(WORKERS) 1 --reruns 1 -rR

bench: ## Measure what the README claims
	@$(SETUP) dev
	$(PYTHON) -m bench --all
	$(PYTHON) -m bench.noting
	$(PYTHON) -m bench.files
	$(PYTHON) -m bench.encrypting
	$(PYTHON) -m bench.retention 200000

drill: ## Backups taken, spoiled, aged, restored; killed, reloaded, cut off from disk, database and mail; upgraded under load; the operator's paper done (an hour and more)
	@$(SETUP) drill
	$(PYTHON) -m bench.drill

setup: ## Install everything that developing needs
	@$(SETUP) browser

assets: ## Build scripts, styles and icons
	@$(SETUP) assets

stop: ## Stop Kept and its database
	@bin/kept stop

clean: ## Stop, and remove what was built; the data folder stays
	@if [ -x $(PYTHON) ]; then bin/kept stop; fi
	rm -rf .venv node_modules build kept/web/static/built .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
