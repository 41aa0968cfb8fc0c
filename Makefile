# Spotter: everything a newcomer or a developer runs. `make help` lists it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help chat run test check format bench eval eval-voice chaos clean

help: ## what each command does
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

chat: $(VENV)/.ready ## talk to the assistant in this terminal (sets itself up first)
	@$(BIN)/spotter chat

run: $(VENV)/.ready ## answer on Telegram (needs SPOTTER_TELEGRAM_TOKEN)
	@$(BIN)/spotter run

test: $(VENV)/.ready-dev ## format, lint, types, tests and the check of the knowledge
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	@mkdir -p .pytest_cache/spotter # what was trained while setting up need not be trained again
	@cp -pn "$$($(BIN)/python -c 'from bot.config import read_settings; print(read_settings({}).cache)')"/*.npz .pytest_cache/spotter 2>/dev/null || true
	SPOTTER_CACHE=.pytest_cache/spotter $(BIN)/spotter check
	$(BIN)/pytest -n 4

format: $(VENV)/.ready-dev ## bring the code into form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

eval: $(VENV)/.ready-dev ## accuracy on the development conversations, beside baselines
	$(BIN)/python -m tests.evaluate

eval-voice: $(VENV)/.ready-dev ## what becomes of voice notes, beside the plain engine (minutes)
	$(BIN)/python -m tests.eval_voice

bench: $(VENV)/.ready-dev ## speed and memory, beside baselines in the same run
	$(BIN)/python -m tests.bench

chaos: $(VENV)/.ready-dev ## kill the bot 50 times under load, by polling and by webhook (minutes)
	$(BIN)/python -m tests.chaos

clean: ## remove the environment and all caches
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis build ./*.egg-info

# One environment: what the product needs, and on top of it what its tests need.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Spotter needs Python 3.11 or later; name one: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.ready: $(VENV)/bin/python pyproject.toml constraints.txt
	@echo "Setting up (once; about a minute) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[voice]'
	@$(BIN)/python -m compileall -q bot knowledge handlers
	@$(BIN)/spotter prepare || true # trains the matcher and draws the pictures, once
	@touch $@

$(VENV)/.ready-dev: $(VENV)/.ready pyproject.toml constraints.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev,voice,speech]'
	@touch $@
