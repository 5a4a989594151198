# What the Makefiles of all examples begin with.
BIN ?= ../../build/bin
PYTHON ?= /usr/bin/python3
R := results
TABLE := $(PYTHON) ../table.py
SHELL := /bin/bash
export PATH := $(abspath $(BIN)):$(PATH)
.DEFAULT_GOAL := demo
.DELETE_ON_ERROR:

$(R):
	mkdir -p $@

.PHONY: clean
clean:
	rm -rf $(R)
