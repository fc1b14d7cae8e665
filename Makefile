# Two commands matter: `make demo` and `make test`. `make help` lists the rest.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
PORT ?= 5000
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
PORTAL := $(PYTHON) test-infrastructure/portal.py

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "%-12s %s\n", $$1, $$2 }'

.PHONY: system
system: ## install the Debian packages that are missing (as root), or say which they are
	@$(PYTHON) test-infrastructure/debian.py

# The stamps are newer than the files that they were made from, or pip runs again.
$(VENV)/.created: requirements/ckan.txt | system
	@echo "Python: making $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) install -q -c requirements/constraints.txt setuptools
	@touch $@

$(VENV)/.ckan: requirements/ckan.txt requirements/constraints.txt $(VENV)/.created
	@echo "Python: installing CKAN (some minutes when nothing is cached)"
	@$(PIP) install -q -c requirements/constraints.txt -r requirements/ckan.txt
	@touch $@

$(VENV)/.installed: $(VENV)/.ckan requirements/portal.txt setup.py pyproject.toml
	@echo "Python: installing hndigital and what its tests need"
	@$(PIP) install -q -c requirements/constraints.txt -r requirements/portal.txt -e '.[ckan,test]'
	@touch $@

.PHONY: venv
venv: $(VENV)/.installed ## Python, CKAN and hndigital in .venv
