# Linchpin. `make` alone prints what it can do; GNU make 4 and Python 3.11 or newer are enough.
# Without make: the plain commands are in README.md, "Development".

PORT ?= 8501
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready
WORKERS ?= auto

# Every platform and Python from 3.11 on in one file; whose mirror answered is nobody's business.
LOCK := $(BIN)/uv pip compile --no-config --quiet --universal --python-version 3.11 \
  --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock'

define tested
	@bash scripts/system-pieces
	$(BIN)/python -m tests.with_databases $(BIN)/python -m pytest -m '$(1)' -n $(WORKERS) --maxprocesses 4 --dist loadscope
endef

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run backup restore test test-slow browser lint bench bench-scale validate torture docs shots setup lock audit sbom clean

help: ## print this menu
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: setup ## serve the dashboard on http://127.0.0.1:8501 (other port: make run PORT=8600)
	$(BIN)/streamlit run app.py --server.port $(PORT) --server.address 127.0.0.1

backup: setup ## back up data and policy into one file: make backup TO=file.zip
	@test -n '$(TO)' || { echo 'say where: make backup TO=file.zip' >&2; exit 2; }
	$(BIN)/python -m data.home.backup '$(TO)'

restore: setup ## put a backup in the place of data and policy: make restore FROM=file.zip
	@test -n '$(FROM)' || { echo 'say what: make restore FROM=file.zip' >&2; exit 2; }
	$(BIN)/python -m data.home.restore '$(FROM)'

test: setup ## run the tests, on a database file and on servers too
	$(call tested,not slow and not browser)

test-slow: setup ## run what widens them: drawn companies, the demo's law, published data, axe on every page
	$(call tested,slow)

browser: setup ## run the tests in a real browser
	@bash scripts/system-pieces browser
	$(BIN)/python -m pytest tests/browser -m 'not slow' -n $(WORKERS) --maxprocesses 4 --dist loadscope

lint: setup ## check style, types and the rules of who may import whom
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@stray=$$(ls pages/*.py | grep -v '/__init__\.py$$'); \
	  if [ -n "$$stray" ]; then echo "$$stray: one package a page, no module directly in pages/" >&2; exit 1; fi

bench: setup ## measure speed against plain DuckDB and a bare Streamlit page
	$(BIN)/python -m tests.benchmarks.demo_start
	$(BIN)/python -m tests.benchmarks.warm_rerun
	$(BIN)/python -m tests.benchmarks.many_sessions
	$(BIN)/python -m tests.benchmarks.assess_million
	$(BIN)/python -m tests.benchmarks.columns

bench-scale: setup ## measure a large company: a refresh against a full reading (minutes)
	$(BIN)/python -m tests.benchmarks.refresh

validate: setup ## compare estimates with laws whose truth is known (docs/validation.md; 40 minutes)
	$(BIN)/python -m tests.validation

torture: setup ## kill it, starve it, feed it nonsense: 900 cases of a seed (docs/security.md; minutes)
	$(BIN)/python -m tests.torture

docs: setup ## write what a program writes of the documents (columns of the files, licences, docs/examples)
	$(BIN)/python -m tests.documents

shots: setup ## make the screenshots of the README anew (docs/images)
	@bash scripts/system-pieces browser
	$(BIN)/python -m tests.browser.shots

setup: $(STAMP) ## create the environment and install everything (done by the others, too)

$(STAMP): requirements.lock requirements-dev.lock
	@sh scripts/create-environment $(VENV)
	@echo 'Installing into $(VENV): once, a few minutes'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r requirements.lock -r requirements-dev.lock
	-@$(BIN)/python -m compileall -q -j 0 $(VENV)/lib >/dev/null 2>&1 # two seconds less at every first start
	@touch $@

lock: setup ## choose versions anew for requirements*.txt and write their hashes (requirements*.lock)
	$(LOCK) requirements.txt -o requirements.lock
	$(LOCK) requirements-dev.txt -c requirements.lock -o requirements-dev.lock

audit: setup ## ask an advisory database about every locked package; exit 4 if it knows nothing
	$(BIN)/python -m tests.supply_chain.audit

sbom: setup ## write the bill of materials of what runs, with versions, hashes and licences (CycloneDX)
	$(BIN)/python -m tests.supply_chain.bill_of_materials sbom.cdx.json

clean: ## delete caches and the environment, never your data in .linchpin
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
