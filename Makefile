# Everything that SmartPulse is made, tested and run with. `make` alone lists the targets.
# Needs Python 3.11 or newer with its venv module, and make.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PY := .venv/bin/python
PIP_INSTALL := $(PY) -m pip install --disable-pip-version-check --require-hashes
SECRET := $(PY) -c 'import secrets; print(secrets.token_urlsafe(50))'
export VAR_DIR ?= $(CURDIR)/var
export PYTHONUNBUFFERED := 1

.PHONY: help run test bench check pins clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 14

run: .venv/site ## the site with demo content, on http://localhost:8000
	@set -e; key="$$VAR_DIR/secret-key"; \
	(umask 077; mkdir -p "$$VAR_DIR"; [ -n "$$SECRET_KEY" ] || [ -s "$$key" ] || $(SECRET) > "$$key"); \
	SECRET_KEY="$${SECRET_KEY:-$$(cat "$$key")}"; export SECRET_KEY; \
	echo "The database is brought up to date."; \
	$(PY) manage.py migrate --verbosity 0; \
	echo "Static files are collected and compressed."; \
	$(PY) manage.py collectstatic --no-input --verbosity 0; \
	$(PY) manage.py demo; \
	exec $(PY) manage.py serve

test: .venv/dev ## every test, on SQLite and on PostgreSQL (ARGS="-k voting" for some of them)
	@$(PY) -m tests $(ARGS)

bench: .venv/dev ## measurements, on the real server and PostgreSQL
	@$(PY) -m bench $(ARGS)

check: .venv/dev ## style, types, templates, migrations, deployment settings
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	@find templates -name '*.html' | xargs .venv/bin/djade --check --target-version 5.2
	.venv/bin/mypy
	@export DEBUG=0 SITE_URL=https://smartpulse.example; \
	SECRET_KEY="$$($(SECRET))"; export SECRET_KEY; set -ex; \
	$(PY) manage.py makemigrations --check --dry-run; \
	$(PY) manage.py check --deploy --fail-level WARNING

pins: .venv/pins ## requirements*.txt made anew from requirements*.in
	@for name in requirements requirements-dev; do \
		UV_CUSTOM_COMPILE_COMMAND="make pins" .venv/pins/bin/uv pip compile --upgrade --quiet \
			--universal --python-version 3.11 --generate-hashes \
			--no-emit-index-url --no-emit-find-links \
			"$$name.in" --output-file "$$name.txt" || exit 1; \
		echo "$$name.txt is up to date."; \
	done

clean: ## away with the environment and the tools' caches; var/ with its database stays
	rm -rf .venv .hypothesis .mypy_cache .pytest_cache .ruff_cache test-results
	find . -name __pycache__ -prune -exec rm -rf {} +

# The environment. It is made anew when a requirement changes, so that nothing old stays in it.

.venv/site: requirements.txt
	@$(find_python); \
	echo "The environment .venv is made with $$python."; \
	rm -rf .venv && "$$python" -m venv .venv
	@$(PIP_INSTALL) -r requirements.txt
	@touch $@

.venv/dev: requirements-dev.txt .venv/site
	@$(PIP_INSTALL) -r requirements-dev.txt
	@touch $@

.venv/pins: .venv/site
	@$(PY) -m venv $@
	@$@/bin/python -m pip install --disable-pip-version-check uv

# Sets $python to the first interpreter that is new enough and can make an environment; PYTHON=... names one.
define find_python
python=; reason="No Python was found."; \
for candidate in $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11); do \
	"$$candidate" -c '' 2>/dev/null || continue; \
	if ! "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then \
		reason="$$("$$candidate" --version) is too old."; \
	elif ! "$$candidate" -c 'import ensurepip, venv' 2>/dev/null; then \
		reason="$$candidate cannot make environments: install its venv package (Debian, Ubuntu: apt install python3-venv)."; \
	else python="$$candidate"; break; fi; \
done; \
if [ -z "$$python" ]; then \
	echo "SmartPulse needs Python 3.11 or newer with its venv module. $$reason" >&2; exit 1; \
fi
endef
