# Houvast: `make help` lists what can be done here. The first command in a fresh clone prepares everything by itself.
SHELL := /bin/sh
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.ONESHELL:
.SHELLFLAGS := -ec

PYTHON := .venv/bin/python
WITH_SERVERS := $(PYTHON) -m portal.embedded --end-with-parent --
PYTEST := $(PYTHON) -m pytest
# One more than the two cores that the aim of ten minutes is for: a test that waits for a browser leaves room.
WORKERS ?= 3
# Where it is set, every process of the tests would compile two thousand modules anew.
unexport PYTHONDONTWRITEBYTECODE
TEST_OPTIONS ?=
OLDEST ?= /usr/lib/postgresql/15/bin
# What the version of the database matters to: every constraint and trigger, races, jobs, the counting of figures, and
# through the demo's history every service, and every page of an empty installation through the access table.
ON_DATABASE := $(wildcard tests/*/test_truths.py tests/*/test_race*.py) tests/architecture tests/common/test_jobs.py \
  tests/adoption/test_importing.py tests/adoption/test_releasing.py tests/portal/test_seed.py \
  tests/portal/test_access.py::test_empty_installation_answers_as_documented

.PHONY: help demo demo-reset test test-long test-oldest check check-static image-check journeys bench drill drill-long proof scan release screenshots messages assets lock clean

help: ## list the commands
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

demo: ## start the portal with a made-up care group in it; PORT=8000, Ctrl-C stops everything
	@scripts/bootstrap demo
	exec $(PYTHON) -m portal.embedded --data var/demo --end-with-parent -- $(PYTHON) -m portal.demo

demo-reset: ## throw the demo's data away; the next `make demo` begins anew
	@exec scripts/demo-reset

test: ## run all tests but the long ones, journeys in a browser included
	@scripts/bootstrap test
	exec $(WITH_SERVERS) $(PYTEST) -n $(WORKERS) --dist worksteal -m "not long" --budgets -q $(TEST_OPTIONS)

test-long: ## run the long tests too
	@scripts/bootstrap test
	exec $(WITH_SERVERS) $(PYTEST) -n $(WORKERS) --dist worksteal -m long -q $(TEST_OPTIONS)

test-oldest: ## run what leans on the database on the oldest PostgreSQL that is supported; OLDEST=/folder/of/its/bin
	@scripts/bootstrap test
	if ! [ -x "$(OLDEST)/postgres" ]; then echo "There is no PostgreSQL in $(OLDEST): not run."; exit 0; fi
	HOUVAST_POSTGRES_BIN="$(OLDEST)" exec $(WITH_SERVERS) $(PYTEST) -n $(WORKERS) -m "not long and not journey" -q $(ON_DATABASE) $(TEST_OPTIONS)

check: check-static test ## lint, types, contracts, templates, migrations, translations, deployment, then the tests

check-static: ## all of `make check` but the tests
	@scripts/bootstrap static-checks
	exec $(WITH_SERVERS) $(PYTHON) -B scripts/check.py

image-check: ## build the image and start compose's services without a container engine; as root, with debootstrap
	@scripts/bootstrap static-checks
	exec $(PYTHON) scripts/image_check.py

journeys: ## walk the journeys in every language, theme and width
	@scripts/bootstrap test
	HOUVAST_JOURNEYS=all exec $(WITH_SERVERS) $(PYTEST) -n $(WORKERS) tests/journeys -q $(TEST_OPTIONS)

bench: ## measure the speed of pages as ratios to a plain page, and the memory of the demo
	@scripts/bootstrap test
	scripts/bootstrap demo
	$(WITH_SERVERS) $(PYTHON) -m benchmarks memory
	exec $(WITH_SERVERS) $(PYTHON) -m benchmarks

drill: ## break things on purpose and see that nothing is lost: each a few times, ten minutes in all
	@scripts/bootstrap test
	exec $(WITH_SERVERS) $(PYTEST) -n $(WORKERS) --dist worksteal -m "(long or race) and not journey" -q $(TEST_OPTIONS)

drill-long: ## the same as often and as large as it must hold, and the journeys: a night
	@scripts/bootstrap test
	DRILL=full exec $(WITH_SERVERS) $(PYTEST) -n $(WORKERS) --dist worksteal -m "long or race" -q $(TEST_OPTIONS)

proof: ## run what `make test` leaves out, and keep what it printed in docs/proof/
	@scripts/keep bench $(MAKE) bench
	scripts/keep memory $(WITH_SERVERS) $(PYTHON) -m benchmarks memory
	scripts/keep catalogue $(WITH_SERVERS) $(PYTHON) -m benchmarks catalogue
	scripts/keep finding $(WITH_SERVERS) $(PYTHON) -m benchmarks finding
	scripts/keep enrolment $(WITH_SERVERS) $(PYTHON) -m benchmarks enrolment
	scripts/keep disclosure $(WITH_SERVERS) $(PYTHON) -m benchmarks disclosure
	scripts/keep import-people $(WITH_SERVERS) $(PYTHON) -m benchmarks import_people --rows 50000
	scripts/keep journeys $(MAKE) journeys
	scripts/keep drill $(MAKE) drill
	scripts/keep queues $(WITH_SERVERS) $(PYTEST) tests/queue -k behind_an_import -q
	scripts/keep image-check $(MAKE) image-check
	scripts/keep scan $(MAKE) scan

scan: ## look for weaknesses: code, locked packages, licences, secrets, every answer of the portal
	@scripts/bootstrap test
	exec $(WITH_SERVERS) $(PYTHON) -B scripts/scan.py

release: ## check all, write version and changelog, list the parts, tag; VERSION=0.2.0
	@scripts/bootstrap test
	exec $(PYTHON) scripts/release.py "$(VERSION)"

screenshots: ## make the pictures of docs/screenshots/ from the demo
	@scripts/bootstrap test
	exec $(WITH_SERVERS) $(PYTHON) -m scripts.screenshots

messages: ## bring the translation files up to date with the texts in the code
	@scripts/bootstrap demo
	HOUVAST_ENV=development exec $(PYTHON) manage.py catalogues update

assets: ## build styles, scripts, fonts and icons
	@exec scripts/bootstrap assets

lock: ## resolve the requirement files anew
	@exec scripts/bootstrap lock

clean: ## remove what the build made; data under var/demo stay
	@rm -rf .venv node_modules portal/static/build var/bootstrap var/node var/static var/stamps
