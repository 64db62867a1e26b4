# `make run` and `make test` do everything on a machine with Python and make.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# A SQuAD-format file to measure on, beside the project's own questions: make bench SQUAD=FILE LAST=16
SQUAD ?=
LAST ?= 16

# Nothing is fetched: models come from packages or from the repository.
export HF_HUB_OFFLINE := 1

.PHONY: run test test-fast coverage check bench bench-size pictures clean

run: $(READY)
	$(BIN)/python app.py

# Two processes, a file of tests each at a time, one thread each: half the time on two cores.
test: $(READY)
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest --numprocesses 2 --dist loadfile

# The tests without a browser, a server process or a model's many questions: half a minute.
test-fast: $(READY)
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -m "not slow" --numprocesses 2 --dist loadfile

coverage: $(READY)
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest --numprocesses 2 --dist loadfile --cov --cov-report=term-missing:skip-covered

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q tests/test_house.py

bench: $(READY)
	$(BIN)/quoth evaluate benchmarks/questions/palmyra.json
	$(BIN)/quoth evaluate benchmarks/questions/palmyra-paraphrased.json
	$(BIN)/quoth evaluate benchmarks/questions/palmyra-hurried.json
	$(BIN)/quoth evaluate benchmarks/questions/near-misses.json
	$(BIN)/python -m benchmarks.dialogues
	$(BIN)/python -m benchmarks.answer_latency
	$(BIN)/python -m benchmarks.document_length
	$(BIN)/python -m benchmarks.embedding_rate
	$(BIN)/python -m benchmarks.search_scaling --most 100000
	$(if $(SQUAD),$(BIN)/quoth evaluate $(SQUAD) --last $(LAST))
	$(if $(SQUAD),$(BIN)/python -m benchmarks.evidence $(SQUAD) --last $(LAST))
	$(if $(SQUAD),$(BIN)/python -m benchmarks.retrieval_quality $(SQUAD) --last $(LAST))

# A million sentences, whole processes, and Ray: some minutes more, 8 GB of disk.
bench-size: $(READY)
	$(BIN)/python -m benchmarks.search_scaling --plot benchmarks/search_scaling.svg
	$(BIN)/python -m benchmarks.cold_start
	$(BIN)/python -m benchmarks.embedding_rate --actors

pictures: $(READY)
	$(BIN)/python docs/pictures/make.py

clean:
	rm -rf $(VENV) build *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(READY): pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Quoth needs Python 3.11 or newer, found " + sys.version.split()[0])'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	touch $@
