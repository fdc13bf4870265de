# make demo   a whole election day on simulated hardware; the report is demo-out/report.html
# make test   lint, types and all tests
# make test-root  every power cut, failing disk and killed process on real ext4, as root; CUTS=50 for fewer
# make test-vm  the real drivers in a virtual machine: USB printer, sticks, touch; ARGS="-k printer" for some
# make bench  speed and memory, as one table and bench.json
# make clean  everything that the others made

SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
READY := $(VENV)/.ready
OUT ?= demo-out
VOTERS ?= 20
CUTS ?= 10000
PACKAGES ?= debian-packages.txt
export QT_QPA_PLATFORM ?= offscreen
export QT_QUICK_BACKEND ?= software
# Receipts and screens are drawn by Qt on the processor; more threads only get in each other's way.
export OMP_NUM_THREADS ?= 1

.PHONY: demo test test-root test-vm bench clean ready packages

demo: ready
	@rm -rf "$(OUT)"
	$(VENV)/bin/sealmark-sim demo --out "$(OUT)" --voters $(VOTERS)

test: ready
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(RUN) -m pytest -n auto --dist worksteal

test-root: ready
	SEALMARK_CUTS=$(CUTS) $(RUN) -m pytest -n auto -rsP tests/root

test-vm: ready
	@$(MAKE) --no-print-directory packages PACKAGES=tests/vm/debian-packages.txt
	PYTHONPATH=tests $(RUN) -m vm $(ARGS)

bench: ready
	PYTHONPATH=tests $(RUN) -m bench

clean:
	rm -rf $(VENV) $(OUT) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis bench.json
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

ready: packages $(READY)

# What the wheels expect of the system. Root installs it; others get the one command to run.
packages:
	@missing=""; \
	for package in $$(cat $(PACKAGES)); do \
	  dpkg-query -W -f='$${Status}' "$$package" 2>/dev/null | grep -q "ok installed" || missing="$$missing $$package"; \
	done; \
	if [ -n "$$missing" ]; then \
	  if [ "$$(id -u)" = 0 ]; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing; \
	  else \
	    echo "Debian packages are missing. Run this once, then try again:"; \
	    echo "  sudo apt-get install --no-install-recommends$$missing"; exit 1; \
	  fi; \
	fi

$(READY): requirements-dev.lock pyproject.toml
	test -x $(RUN) || $(PYTHON) -m venv $(VENV)
	$(VENV)/bin/pip install -qq --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(VENV)/bin/pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $(READY)
