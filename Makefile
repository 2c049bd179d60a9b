# `make` alone lists the commands. None of them asks anything; README.md tells more.

BIN := .venv/bin
VAR := $(or $(FINDER_VAR),var)
PORT ?= 8000

# SpatiaLite; what lays out text for PDF, and letters for every language.
RUN_PACKAGES := libsqlite3-mod-spatialite libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-core
# PostgreSQL with PostGIS; the browser, and a library that its driver needs.
TEST_PACKAGES := $(RUN_PACKAGES) postgresql-postgis chromium libatomic1

.PHONY: help install run test lint lock messages for-running for-testing

help:
	@sed -n 's/^\([a-z]*\):.*  ## /make \1\t/p' $(MAKEFILE_LIST) | expand -t 16

install: for-running  ## prepare .venv with the finder command

run: install  ## serve the finder with demonstration data on http://127.0.0.1:8000 (PORT overrides)
	@$(BIN)/finder db upgrade
	@test -e '$(VAR)/demo-loaded' || { $(BIN)/finder demo load && touch '$(VAR)/demo-loaded'; }
	@exec $(BIN)/finder serve --port $(PORT)

test: lint  ## check style, types and imports, then run every test on both databases
	@$(BIN)/pytest -n 2

lint: for-testing  ## check style, types and imports only
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports

lock: for-testing  ## renew both locks within the bounds of pyproject.toml (needs uv)
	@.make/lock

messages: for-running  ## renew the catalogues of translations from the German texts
	@.make/messages

for-running:
	@.make/prepare requirements.lock $(RUN_PACKAGES)

for-testing:
	@.make/prepare requirements-test.lock $(TEST_PACKAGES)
