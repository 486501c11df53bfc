# Everything a newcomer needs. `make` alone lists it.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
export PYTHONUNBUFFERED := 1

PYTHON := .venv/bin/python
CLUSTER := $(PYTHON) -m e2e.cluster
READY := .venv/.ready

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# The virtual environment, from the lock file. uv comes from PyPI when the machine has none.
$(READY): pyproject.toml uv.lock e2e/cluster/locks/uv.txt runtime-image/pyproject.toml runtime-image/sim/pyproject.toml
	@echo "setting up .venv from uv.lock"
	@e2e/setup.sh
	@touch $@

.PHONY: setup
setup: $(READY) ## the Python environment alone

.PHONY: demo
demo: $(READY) ## a model served on a real Kubernetes on this machine, from one manifest
	@$(PYTHON) -m e2e.demo up

.PHONY: demo-down
demo-down: $(READY) ## remove the demo's endpoint, the operator and the local cluster
	@$(PYTHON) -m e2e.demo down

.PHONY: check
check: $(READY) ## the inner loop: format, lint, types, layers, generated files, fast tests
	@$(PYTHON) -m tests.tiers check

.PHONY: test
test: $(READY) ## every tier, with real vLLM on a real cluster (builds what is missing first)
	@$(PYTHON) -m tests.tiers test

.PHONY: bench
bench: $(READY) ## measure gate, switch and operator (about an hour), into docs/benchmarks
	@$(PYTHON) -m tests.bench all --publish

.PHONY: generate
generate: $(READY) ## write CRD, chart schema and reference pages from the models
	@$(PYTHON) -m pilotlight.codegen

.PHONY: cluster-up
cluster-up: $(READY) ## a real Kubernetes on this machine (root), GPUS=8 fake GPUs; leaves .local/kubeconfig
	@$(CLUSTER) up --gpus $(or $(GPUS),8)

.PHONY: cluster-down
cluster-down: $(READY) ## remove it without a trace
	@$(CLUSTER) down

.PHONY: images
images: $(READY) ## build our images and import them into the local cluster
	@$(CLUSTER) images all

.PHONY: install
install: $(READY) ## install the chart into the cluster of KUBECONFIG, or the local one
	@$(PYTHON) -m e2e.operator install

.PHONY: uninstall
uninstall: $(READY) ## remove the chart's release; endpoints go on serving
	@$(PYTHON) -m e2e.operator uninstall

.PHONY: audit
audit: $(READY) ## known vulnerabilities of locked packages; asks osv.dev, so it is not part of check
	@"$$($(PYTHON) -c 'from e2e.cluster import builds; print(builds.uv())')" audit --frozen

.PHONY: format
format: $(READY) ## format and mend what can be mended by itself
	@.venv/bin/ruff format .
	@.venv/bin/ruff check --fix .
