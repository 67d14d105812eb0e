# Thin names for the commands of the project; `make` alone prints them.
PY := .venv/bin/python

help: ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 10

setup: ## make .venv and install what development needs
	python3 start.py test --collect-only -q >/dev/null

format: ## write the code in the common format
	$(PY) -m ruff format . && $(PY) -m ruff check --fix .

lint: ## ruff and codespell
	$(PY) -m ruff format --check . && $(PY) -m ruff check . && $(PY) -m codespell_lib

types: ## mypy, strict
	$(PY) -m mypy

graphs: ## parse every .ttl and .rq and apply shapes/meta.ttl
	$(PY) -m pytest -q tests/ontology tests/queries tests/shapes

test: ## the whole test suite
	python3 start.py test

check: lint types test ## all of the checks; CI runs just that

soak: ## load, abuse and bad input on a server for half an hour (MINUTES=30); 1,000 kills, 200 power losses
	$(PY) -m tests.reliability --minutes $(or $(MINUTES),30)
	KG_ROUNDS=1000 KG_POWER_ROUNDS=200 $(PY) -m pytest -q -m heavy tests/durability

eval: ## the figures of README on the annotated sets
	$(PY) -m benchmarks.evaluate && $(PY) -m benchmarks.calibrate && $(PY) -m benchmarks.speed

serve: ## the site on the store in kg-store
	$(PY) -m kg serve --store kg-store

demo: ## samples in, an answer out, the site up
	python3 start.py

docs: ## check that README's commands run
	$(PY) -m pytest -q tests/test_docs.py

vendor: ## fetch the browser parts of the site anew from npm
	$(PY) tools/vendor.py

lock: ## pin the packages anew and check Python 3.11 to 3.14
	$(PY) tools/lock.py

.PHONY: help setup format lint types graphs test check soak eval serve demo docs vendor lock
