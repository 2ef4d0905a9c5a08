# Everything runs in .venv, which the first target that needs it makes from any Python 3.11 to
# 3.13. `TORCH_INDEX=https://download.pytorch.org/whl/cpu make demo` takes PyTorch's small CPU
# build on Linux; without it pip takes its default build, which brings CUDA there.
.DEFAULT_GOAL := help
.PHONY: help demo test quick test-all fuzz build translations bundle lab formgrader bench bench-checks bench-report bench-scale bench-redteam lint venv clean

# The environment is up to date when this file exists: its name changes with what is to be
# installed and with where, and it is written when everything is in place.
STAMP := .venv/.installed-$(shell { cat pyproject.toml; echo "$(CURDIR)"; } | cksum | cut -d' ' -f1)
# nbgrader calls `alembic`, the notebooks' kernels call `python`: both have to be the ones here.
IN_VENV := PATH="$(CURDIR)/.venv/bin:$$PATH"
LAB := jupyter lab --ip=127.0.0.1 $(if $(filter 0,$(shell id -u)),--allow-root)

# Two workers, each test file on one of them, in the order of tests/conftest.py: what is slow first.
PYTEST_ARGS ?= -n 2 --dist loadfile --no-loadscope-reorder
LAB_ARGS ?=
# gettext has an environment variable of this name; what counts is `make lab LANGUAGE=ko`.
IN_LANGUAGE = $(if $(filter command,$(origin LANGUAGE)),--language $(LANGUAGE))
DEMO_ARGS ?=
BENCH_ARGS ?=

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' Makefile

demo: $(STAMP) ## release every part, grade a class of 24 simulated learners, write feedback
	@bash tools/system_packages.sh bubblewrap
	@$(IN_VENV) python -m demo $(DEMO_ARGS)

test: lint ## lint, check types and run every test (PYTEST_ARGS="-k nll" for some of them)
	@bash tools/system_packages.sh bubblewrap chromium
	@$(IN_VENV) python -m pytest -m "not exhaustive" $(PYTEST_ARGS)

quick: lint ## while working: lint, types and the tests that need no kernel, browser or grading
	@$(IN_VENV) python -m pytest -m "not exhaustive" --quick $(PYTEST_ARGS)

test-all: lint ## make test, and what repeats it: solutions twice in a row
	@bash tools/system_packages.sh bubblewrap chromium
	@$(IN_VENV) python -m pytest $(PYTEST_ARGS)

fuzz: $(STAMP) ## fuzz what arrives from learners with 25 times the examples of make test (an hour)
	@bash tools/system_packages.sh bubblewrap
	@$(IN_VENV) HYPOTHESIS_PROFILE=fuzz python -m pytest -m fuzz $(PYTEST_ARGS)

build: $(STAMP) ## make notebooks/ and solutions/ from the masters in source/
	@$(IN_VENV) python -m nbjudge build

translations: $(STAMP) ## bring the catalogues of translations in step (LANGUAGE=fr begins one)
	@$(IN_VENV) python -m tools.translations $(if $(filter command,$(origin LANGUAGE)),$(LANGUAGE))

bundle: $(STAMP) ## make what a learner receives
	@$(IN_VENV) python -m nbjudge bundle

lab: $(STAMP) ## open the lessons in JupyterLab, in a copy of them in work/ (LANGUAGE=ko: in Korean)
	@$(IN_VENV) python -m nn_course start --work work $(IN_LANGUAGE) -- $(LAB_ARGS)

formgrader: $(STAMP) ## open JupyterLab at the root, with nbgrader's formgrader
	@mkdir -p exchange && chmod 777 exchange
	@$(IN_VENV) python -m nbjudge derive
	@$(IN_VENV) NBGRADER_EXCHANGE="$${NBGRADER_EXCHANGE:-$(CURDIR)/exchange}" $(LAB) $(LAB_ARGS)

bench: $(STAMP) ## grade a class of 60 with nbgrader and with nbjudge, compare (12 minutes)
	@bash tools/system_packages.sh bubblewrap
	@$(IN_VENV) python -m benchmarks.autograde $(BENCH_ARGS)

bench-report: $(STAMP) ## write the class report of 5,000 simulated learners
	@$(IN_VENV) python -m benchmarks.report

bench-scale: $(STAMP) ## grade 60, 600 and 5,000 submissions, compare time and memory (20 minutes)
	@bash tools/system_packages.sh bubblewrap
	@$(IN_VENV) python -m benchmarks.scale $(BENCH_ARGS)

bench-redteam: $(STAMP) ## put the red team's attacks through nbgrader and through nbjudge
	@bash tools/system_packages.sh bubblewrap
	@$(IN_VENV) python -m benchmarks.redteam $(BENCH_ARGS)

bench-checks: $(STAMP) ## measure how long the first answer of every check takes (2 minutes)
	@$(IN_VENV) python -m benchmarks.checks $(BENCH_ARGS)

lint: $(STAMP) ## check style, format and types
	@$(IN_VENV) ruff check .
	@$(IN_VENV) ruff format --check .
	@$(IN_VENV) mypy nn_course nbjudge

venv: $(STAMP) ## make the environment alone

clean: ## remove the environment, caches and built packages; leaves work/ and the gradebook
	rm -rf .venv build dist bundle *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(STAMP):
	@bash tools/setup_venv.sh "$@"
