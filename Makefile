# Two commands matter: `make demo` and `make test`. `make help` lists the rest.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
VENV := .venv
VENV211 := .venv-211
GOVDATA := .venv-govdata
CORE = .venv-core-$(notdir $(PYTHON))
AUDIT := .venv-audit
GUESTS := .guests
CHECKERS := .checkers
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

# The portal of `make demo`; another PORT is another portal with data of its own.
PORT ?= 5000
STATE := .portal$(if $(filter-out 5000,$(PORT)),-$(PORT))
REPORT ?= harvester/sample/beispielbericht-2020-2.txt
PORTAL := $(PYTHON) test-infrastructure/portal.py

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "%-12s %s\n", $$1, $$2 }'

# ---- the two commands ----

.PHONY: demo
demo: venv ## portal at http://127.0.0.1:5000 with the sample report (PORT=…, REPORT=path or address)
	@test-infrastructure/examples.sh $(STATE)
	@$(PORTAL) up --state $(STATE) --port $(PORT)
	@BIN=$(BIN) test-infrastructure/demo.sh $(STATE) $(PORT) "$(REPORT)"

.PHONY: test
test: venv govdata-venv ## lint, types and all tests but the slow ones, on a portal of their own
	@BIN=$(BIN) test-infrastructure/test.sh -m "not slow"

.PHONY: test-all
test-all: venv govdata-venv $(GUESTS)/.installed $(CHECKERS)/.installed ## the same with the slow tests
	@BIN=$(BIN) HNDIGITAL_TEST_GUESTS=$(CURDIR)/$(GUESTS) HNDIGITAL_TEST_CHECKERS=$(CURDIR)/$(CHECKERS) \
	  test-infrastructure/test.sh
	@$(MAKE) test-oldest

.PHONY: test-oldest
test-oldest: $(VENV211)/.installed ## the main paths on CKAN 2.11, the oldest that is supported
	@BIN=$(VENV211)/bin test-infrastructure/test-oldest.sh

# ---- parts of them ----

.PHONY: lint
lint: venv ## ruff, a licence for each file (REUSE), and whether what readers send stays text
	@$(BIN)/ruff check .
	@$(BIN)/reuse lint --lines
	@$(BIN)/python ckanext-hndigital/escaping.py

.PHONY: types
types: venv ## mypy
	@$(BIN)/mypy
	@MYPYPATH=test-infrastructure $(BIN)/mypy test-infrastructure/portal.py test-infrastructure/audit.py \
	  test-infrastructure/solr/german.py test-infrastructure/ckan/setup_portal.py docker/ckan/entrypoint.py tools/release.py harvester/reference.py

.PHONY: reference
reference: venv ## write the manual pages and shell completions from the command's help
	@$(BIN)/python harvester/reference.py

.PHONY: unit
unit: venv ## the tests that need no portal
	@$(BIN)/python -m pytest -p no:ckan -p no:ckan_fixtures tests/unit

.PHONY: check
check: venv govdata-venv ## some tests only, in seconds (T=tests/…); a portal for them stays up (`make stop-check`)
	@BIN=$(BIN) test-infrastructure/check.sh $(T)

.PHONY: stop-check
stop-check: ## stop the portal that `make check` left running
	@$(PORTAL) down --state .portal-check

.PHONY: docs
docs: venv ## docs/ as a website in site/, every link checked
	@$(BIN)/mkdocs build -q --strict

.PHONY: core-test
core-test: $(CORE)/.installed ## the core's tests without CKAN (PYTHON=python3.13 for another interpreter)
	@$(CORE)/bin/python -m pytest -m "not slow" tests/unit

.PHONY: audit
audit: venv $(AUDIT)/.installed ## hold the pinned versions against advisories (asks the network)
	@$(BIN)/python test-infrastructure/audit.py --pip-audit $(AUDIT)/bin/pip-audit

$(AUDIT)/.installed: | $(VENV)/.created
	@rm -rf $(AUDIT)
	@$(PYTHON) -m venv --without-pip $(AUDIT)
	@$(PIP) --python $(AUDIT) install -q pip-audit
	@touch $@

.PHONY: portal
portal: venv ## start the portal without publishing anything
	@$(PORTAL) up --state $(STATE) --port $(PORT)

.PHONY: stop
stop: ## stop the portal (PORT=… for another); its data stays
	@$(PORTAL) down --state $(STATE)

.PHONY: clean
clean: ## stop every portal of this checkout and remove what set-up made
	@for state in .portal .portal-*; do \
	  if [ -d "$$state" ]; then $(PORTAL) clean --state "$$state"; fi; \
	done
	@rm -rf $(VENV) $(VENV211) .venv-core-* $(GOVDATA) $(AUDIT) $(GUESTS) $(CHECKERS) .cache .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist site *.egg-info

# ---- a release: docs/releasing.md ----

.PHONY: release
release: ## write VERSION and today's date into pyproject.toml, publiccode.yml and CHANGELOG.md
	@$(PYTHON) tools/release.py prepare "$(VERSION)"

.PHONY: dist
dist: $(CORE)/.installed ## sdist and wheel of the last commit in dist/
	@$(CORE)/bin/python tools/release.py build

.PHONY: release-check
release-check: venv ## whether this commit can be tagged: version, changelog, texts, tree, sdist and wheel
	@$(BIN)/python tools/release.py check
	@$(BIN)/python -m pytest -q -p no:ckan -p no:ckan_fixtures tests/unit/test_catalogue.py tests/unit/test_i18n.py \
	  tests/unit/test_reference.py tests/unit/test_publiccode.py tests/unit/test_install.py
	@$(BIN)/python tools/release.py build
	@$(PIP) install -q -c requirements/constraints.txt -e '.[release]'
	@$(BIN)/twine check --strict dist/*
	@$(BIN)/check-wheel-contents dist/*.whl

# ---- set-up ----

.PHONY: system
system: ## install the Debian packages that are missing (as root), or say which they are
	@PYTHON=$(PYTHON) test-infrastructure/debian.sh

.PHONY: venv
venv: $(VENV)/.installed ## Python, CKAN and hndigital in .venv

# Each stamp is newer than the files that it was made from, or pip runs again.
$(VENV)/.created: requirements/ckan.txt | system
	@echo "Python: making $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) install -q -c requirements/constraints.txt pip setuptools wheel
	@touch $@

$(VENV)/.ckan: requirements/ckan.txt requirements/constraints.txt $(VENV)/.created
	@echo "Python: installing CKAN (some minutes when nothing is cached)"
	@$(PIP) install -q -c requirements/constraints.txt -r requirements/ckan.txt
	@touch $@

$(VENV)/.installed: $(VENV)/.ckan requirements/portal.txt setup.py pyproject.toml
	@echo "Python: installing hndigital and what its tests need"
	@$(PIP) install -qq -c requirements/constraints.txt -r requirements/portal.txt -e '.[ckan,test,docs]'
	@touch $@

$(VENV211)/.installed: requirements/ckan-2.11.txt requirements/constraints-2.11.txt requirements/portal.txt setup.py pyproject.toml | system
	@echo "Python: making $(VENV211) with CKAN 2.11 (some minutes when nothing is cached)"
	@$(PYTHON) -m venv $(VENV211)
	@$(VENV211)/bin/python -m pip install -q -c requirements/constraints-2.11.txt setuptools wheel
	@$(VENV211)/bin/python -m pip install -q -c requirements/constraints-2.11.txt -r requirements/ckan-2.11.txt
	@$(VENV211)/bin/python -m pip install -qq -c requirements/constraints-2.11.txt -r requirements/portal.txt pytest -e '.[ckan,report]'
	@touch $@

# Extensions of others, in a folder of their own: only the portal that tests them sees it.
$(GUESTS)/.installed: requirements/guests.txt $(VENV)/.installed
	@echo "Python: installing extensions of others for the tests beside them"
	@rm -rf $(GUESTS)
	@$(PIP) install -q --no-deps --target $(GUESTS) -r requirements/guests.txt
	@touch $@

# The Nu HTML checker and Lighthouse from the npm registry, veraPDF from Maven's; without one of them, or without its
# registry, its tests are skipped with a sentence.
$(CHECKERS)/.installed: requirements/checkers.json tests/pdfua/pom.xml
	@echo "Node, Maven: installing the checkers of pages and PDFs"
	@rm -rf $(CHECKERS) && mkdir $(CHECKERS) && cp requirements/checkers.json $(CHECKERS)/package.json
	@npm install --prefix $(CHECKERS) --silent --ignore-scripts --no-audit --no-fund --no-package-lock \
	  || echo "The checkers of pages could not be fetched: their tests are skipped."
	@mvn --batch-mode --quiet --file tests/pdfua/pom.xml dependency:copy-dependencies \
	  -DoutputDirectory=$(CURDIR)/$(CHECKERS)/verapdf \
	  || echo "The checker of PDFs could not be fetched: its test is skipped."
	@touch $@

.PHONY: govdata-venv
govdata-venv: $(GOVDATA)/.installed ## the parser that GovData's harvester builds on, in .venv-govdata

$(GOVDATA)/.installed: requirements/govdata.txt | $(VENV)/.created
	@echo "Python: making $(GOVDATA)"
	@rm -rf $(GOVDATA)
	@$(PYTHON) -m venv --without-pip $(GOVDATA)
	@$(PIP) --python $(GOVDATA) install -q --no-deps -r requirements/govdata.txt
	@touch $@

$(CORE)/.installed: requirements/constraints.txt setup.py pyproject.toml
	@echo "Python: making $(CORE), without CKAN"
	@$(PYTHON) -m venv $(CORE)
	@$(CORE)/bin/python -m pip install -q -c requirements/constraints.txt pip setuptools wheel
	@$(CORE)/bin/python -m pip install -q -c requirements/constraints.txt -e '.[test]'
	@touch $@

.PHONY: constraints
constraints: venv ## write the installed versions to requirements/constraints.txt
	@{ grep '^#' requirements/constraints.txt; $(PIP) freeze --all --exclude-editable --exclude pip | grep -v '^#'; } \
	  > requirements/constraints.new
	@mv requirements/constraints.new requirements/constraints.txt

.PHONY: constraints-oldest
constraints-oldest: $(VENV211)/.installed ## the same for CKAN 2.11
	@{ grep '^#' requirements/constraints-2.11.txt; \
	  $(VENV211)/bin/python -m pip freeze --all --exclude-editable --exclude pip | grep -v '^#'; } > requirements/constraints.new
	@mv requirements/constraints.new requirements/constraints-2.11.txt
