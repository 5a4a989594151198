# What the Makefiles of all examples begin with.
BIN ?= ../../build/bin
PYTHON ?= /usr/bin/python3
R := results
# Adam as the papers have it: a step for each epoch, over all snapshots, at a constant rate.
FULL := --optimiser adam --batch all --schedule constant
# A Gaussian process for each coefficient, as the papers have it (rom-gpfit).
ALONE := --coefficients independent
# The last layer solved for (rom-stage), at the rate of the published tables, a third of the default.
SLOW := --lr 0.01
TABLE := $(PYTHON) ../table.py
SHELL := /bin/bash
export PATH := $(abspath $(BIN)):$(PATH)
.DEFAULT_GOAL := demo
.DELETE_ON_ERROR:
# Models stay, though only what is made of them is asked for.
.SECONDARY:

# What this example has compiled is not among what `make build` compiles.
PROGRAMS := $(foreach p,generate verify,$(if $(wildcard $(p).cpp),$(p)-$(notdir $(CURDIR))))
ifneq ($(filter-out $(notdir $(wildcard $(BIN)/*)),$(PROGRAMS)),)
$(info $(shell cmake --build $(BIN)/.. --target $(PROGRAMS) >&2))
endif

$(R):
	mkdir -p $@

# Whether the full-order solver holds against theory.
.PHONY: verify
verify: $(R)/verify.txt
	@cat $<
VERIFIER := verify-$(notdir $(CURDIR))
$(R)/verify.txt: $(BIN)/$(VERIFIER) | $(R)
	$(VERIFIER) >$@

.PHONY: clean
clean:
	rm -rf $(R)
