# Every target does its own set-up: a virtual environment, the pinned packages, a browser.
PYTHON ?= python3
ENV ?= local
ARGS ?=
BIN := .venv/bin

.PHONY: help smoke staging proof test test-stack test-terraform test-monitoring mutants report screenshots sandbox browser clean

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## */\t/' | awk -F'\t' '{printf "  make %-14s %s\n", $$1, $$2}'
	@echo
	@echo "  ENV=staging verifies another environment; ARGS='-n 2 -k cors' goes to pytest;"
	@echo "  make ends with 2 for whatever is not GO: .venv/bin/servio-verify run has the verdict's exit code"

smoke: browser ## is this deployment good to go? (ENV=local: against the sandbox)
	@$(BIN)/python -m servio_verify.cli run -m smoke --env $(ENV) $(ARGS)

staging: .venv/installed ## local staging: nginx, two tasks, PostgreSQL and Redis on this machine
	@$(BIN)/servio-verify stack up $(ARGS)

test: export PYTHONDONTWRITEBYTECODE := # each process would compile the tests anew, and rewrite their assertions
test: browser ## this project's own tests: lint, types, selftest
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	PATH="$(BIN):$$PATH" $(BIN)/actionlint
	$(BIN)/zizmor --offline --quiet --min-severity medium .github/workflows
	$(BIN)/shellcheck .github/scripts/*.sh .ci/run findings/*.sh
	$(BIN)/python -m pytest selftest -n 6 --dist worksteal --reruns 1 -m "not alone and not tools and not stack" $(ARGS)
	$(BIN)/python -m pytest selftest/load_runs selftest/runs -n 3 --reruns 2 -m alone $(ARGS)

proof: browser ## what the suite catches: every fault of our own targets and of the proxy, written to docs/PROOF.md (an hour; goes on where it was stopped)
	@$(BIN)/python -m selftest.proof $(ARGS)

test-stack: browser ## local staging, killed and broken in every way (needs nginx, PostgreSQL 15, Redis 7; some minutes)
	$(BIN)/python -m pytest selftest -m stack -n 2 --reruns 1 $(ARGS)

test-terraform: .venv/installed .venv/checkov/installed ## all tests of deploy/terraform/ (needs terraform and its AWS provider)
	$(BIN)/python -m pytest selftest/terraform $(ARGS)

test-monitoring: browser selftest/monitoring/node/node_modules/installed ## every situation of Sentry and a real Unleash, with their SDKs (needs Node.js with npm, PostgreSQL)
	$(BIN)/python -m pytest selftest/monitoring selftest/unit/browser/sentry -m tools $(ARGS)

mutants: .venv/installed ## does a unit test notice each small change of what judges? (ARGS: modules; goes on where it was stopped)
	@$(BIN)/python -m selftest.proof.mutants $(ARGS)

report: .venv/installed ## the newest run as an Allure report, one file (needs Node.js 20 with npm)
	@$(BIN)/servio-verify report $(ARGS)

screenshots: browser ## the README's pictures, made anew (needs Node.js)
	@$(BIN)/python docs/screenshots.py

sandbox: .venv/installed ## a Servio of your own to look at, until Ctrl-C
	@$(BIN)/python -m servio_sandbox $(ARGS)

browser: .venv/installed ## a browser for the checks, where there is none
	@$(BIN)/python -m servio_verify.browser.install

clean: ## remove the runs and the virtual environment
	rm -rf runs .mutants .venv

.venv/installed: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)"; exit 2; }
	@echo "setting up .venv (once; one to three minutes, as the network allows)"
	@$(PYTHON) -m venv .venv
	@echo "  $$(grep -c == requirements.txt) packages with pip ..."
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -r requirements.txt
	@echo "  this project itself ..."
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --editable .
	@touch $@

# checkov's 95 packages do not go with the suite's: an environment of its own, only for test-terraform.
.venv/checkov/installed: deploy/terraform/checkov-requirements.txt | .venv/installed
	@echo "setting up checkov (once; about a minute)"
	@$(PYTHON) -m venv .venv/checkov
	@.venv/checkov/bin/python -m pip install -qq --disable-pip-version-check -r deploy/terraform/checkov-requirements.txt
	@touch $@

selftest/monitoring/node/node_modules/installed: selftest/monitoring/node/package-lock.json
	npm ci --prefix selftest/monitoring/node --ignore-scripts --no-audit --no-fund --silent
	@touch $@
