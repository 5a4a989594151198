# make demo, make test; make help lists the rest.
BUILD ?= build
PREFIX ?= /usr/local
CMAKE_FLAGS ?=
JOBS ?= $(shell nproc)
FUZZ_SECONDS ?= 600
FUZZ_SANITIZE ?= ON

# Debian's packages, by what needs them.
BUILD_PACKAGES := g++ make cmake libeigen3-dev libhwy-dev libcli11-dev nlohmann-json3-dev libssl-dev \
  libhdf5-dev libnetcdf-dev libzip-dev libpugixml-dev
MPI_PACKAGES := libopenmpi-dev openmpi-bin
TEST_PACKAGES := doctest-dev python3-minimal python3-numpy python3-h5py python3-netcdf4 groff-base strace \
  gnuplot-nox mandoc bash-completion zsh fish pkg-config slurm-wlm munge $(MPI_PACKAGES)
DEMO_PACKAGES := gnuplot-nox python3-minimal python3-numpy
DEB_PACKAGES := debhelper dpkg-dev lintian
LINT_PACKAGES := clang clang-format clang-tidy
COVERAGE_PACKAGES := gcovr
BENCH_PACKAGES := bc python3-minimal python3-numpy python3-torch python3-sklearn libopenblas0-pthread

# The interpreter that sees Debian's NumPy, whatever else is on the PATH.
PYTHON ?= /usr/bin/python3

# $(call need,PACKAGES): installs what is missing of them, or says how.
define need
@missing=""; for p in $(1); do dpkg-query -W -f='$${Status}' $$p 2>/dev/null | grep -q "ok installed" || missing="$$missing $$p"; done; \
if [ -n "$$missing" ]; then \
  if ! command -v apt-get >/dev/null; then echo "Please install what corresponds to Debian's packages$$missing"; exit 1; fi; \
  if [ "$$(id -u)" = 0 ]; then run=""; elif sudo -n true 2>/dev/null; then run="sudo"; else \
    echo "Packages are missing. Please run: sudo apt-get install$$missing"; exit 1; fi; \
  echo "installing$$missing"; \
  { $$run env DEBIAN_FRONTEND=noninteractive apt-get update -qq && \
    $$run env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing; } >/dev/null 2>$(BUILD).apt.log \
    || { cat $(BUILD).apt.log; rm -f $(BUILD).apt.log; exit 1; }; rm -f $(BUILD).apt.log; \
fi
endef

.PHONY: deb deb-test help build examples html demo test check sanitize coverage fuzz faults mutants reproduce bench scale format lint install clean
.DEFAULT_GOAL := build

help: ## This list
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "make %-10s %s\n", $$1, $$2}' Makefile

# $(call compile,FOLDER,TARGETS,OPTIONS)
compile = cmake -S . -B $(1) -DPython3_EXECUTABLE=$(PYTHON) $(CMAKE_FLAGS) $(3) >/dev/null && \
  cmake --build $(1) -j $(JOBS) --target $(2) -- --no-print-directory

build: ## Compile the tools
	$(call need,$(BUILD_PACKAGES))
	@$(call compile,$(BUILD),all)

examples: build ## Compile the generators of the examples' data too
	@$(call compile,$(BUILD),examples)

demo: build ## The multiscale example: from data to error table and pictures, in half a minute
	$(call need,$(DEMO_PACKAGES))
	@$(call compile,$(BUILD),generate-multiscale)
	@$(MAKE) --no-print-directory -C examples/multiscale BIN=$(abspath $(BUILD))/bin demo

test: ## Compile and run all tests
	$(call need,$(BUILD_PACKAGES) $(TEST_PACKAGES))
	@$(call compile,$(BUILD),all examples rom-unit-tests fuzz-targets,$$(command -v mpicxx >/dev/null && echo -DROM_MPI=ON))
	@cd $(BUILD) && ctest --output-on-failure -j $$(($(JOBS) + 1))

# Packages first: side by side, the parts would ask apt-get at once.
check: ## All tests, format and static analysis, sanitizers, and mutants: hours; -j 2 runs two of these at a time
	$(call need,$(BUILD_PACKAGES) $(TEST_PACKAGES) $(LINT_PACKAGES))
	@$(MAKE) --no-print-directory lint test sanitize mutants

sanitize: ## All tests but those of the examples' solvers with address, undefined behaviour and thread sanitizers
	$(call need,$(BUILD_PACKAGES) $(TEST_PACKAGES) $(LINT_PACKAGES))
	@for kind in address,undefined thread; do \
	  echo "sanitizer: $$kind"; folder=$(BUILD)-$${kind%%,*}; \
	  $(call compile,$$folder,all examples rom-unit-tests fuzz-targets,-DCMAKE_CXX_COMPILER=clang++ -DROM_SANITIZE=$$kind -DCMAKE_BUILD_TYPE=None -DCMAKE_CXX_FLAGS=-O1) && \
	  (cd $$folder && ctest --output-on-failure -j $(JOBS) -E '^verify-') || exit 1; done

# Only what is ours is counted, and compiled with some optimisation, or the trainings would take hours.
coverage: ## Which lines of lib/ and tools/ the tests run: 95 % at least; files with fewer are listed
	$(call need,$(BUILD_PACKAGES) $(TEST_PACKAGES) $(COVERAGE_PACKAGES))
	@$(call compile,$(BUILD)-coverage,all rom-unit-tests fuzz-targets,-DCMAKE_CXX_COMPILER=g++ -DCMAKE_BUILD_TYPE=None \
	  -DCMAKE_CXX_FLAGS="-O1 --coverage -fprofile-update=prefer-atomic -fprofile-filter-files=/rom[-/t]")
	@find $(BUILD)-coverage -name '*.gcda' -delete
	-@cd $(BUILD)-coverage && ctest --output-on-failure -j $(JOBS) -E '^(verify-.*|faults|chaos)$$'
	@bash tests/coverage.sh $(BUILD)-coverage

fuzz: folder = $(BUILD)-fuzz$(if $(filter OFF,$(FUZZ_SANITIZE)),-plain)
fuzz: ## Feed damaged files and texts to the readers, FUZZ_SECONDS (600) in all; faster with FUZZ_SANITIZE=OFF
	$(call need,$(BUILD_PACKAGES) clang)
	@$(call compile,$(folder),fuzz-targets,-DCMAKE_CXX_COMPILER=clang++ -DROM_FUZZ=ON -DROM_FUZZ_SANITIZE=$(FUZZ_SANITIZE))
	@bash tests/fuzz/fuzz.sh $(folder) $(FUZZ_SECONDS) $(JOBS)

faults: build ## Whether anything is lost when a system call fails, or a signal comes, anywhere: ten minutes
	$(call need,$(TEST_PACKAGES))
	@export ROM_BIN=$(abspath $(BUILD))/bin; $(PYTHON) tests/faults/faults.py && $(PYTHON) tests/faults/chaos.py --kills 200

mutants: ## Whether the tests notice when the code is wrong
	$(call need,$(BUILD_PACKAGES) $(TEST_PACKAGES))
	@JOBS=$(JOBS) PYTHON=$(PYTHON) bash tests/mutants.sh

reproduce: examples ## Run all examples, the published tables and figures among them, and write REPRODUCTION.md (hours)
	$(call need,$(DEMO_PACKAGES) $(TEST_PACKAGES) bc)
	@BIN=$(abspath $(BUILD))/bin PATH=$(abspath $(BUILD))/bin:$$PATH bash examples/reproduce.sh

bench: build ## Measure speed, against PyTorch and scikit-learn where they can be installed; PARTS="epoch ..." for some
	-$(call need,$(BENCH_PACKAGES))
	@$(call compile,$(BUILD),bench-machine examples) >/dev/null
	@PYTHON=$(PYTHON) ROM_BIN=$(abspath $(BUILD))/bin bash tests/bench/bench.sh $(PARTS) >$(BUILD)/RESULTS.md
	@cp $(BUILD)/RESULTS.md tests/bench/RESULTS.md && cat tests/bench/RESULTS.md

scale: ## Measure how work scales over the ranks there are, beside a model: tests/bench/SCALING.md; RANKS="1 2 4" for others
	$(call need,$(BUILD_PACKAGES) $(MPI_PACKAGES) python3-minimal python3-numpy)
	@$(call compile,$(BUILD),rom-encode bench-machine,-DROM_MPI=ON)
	@PYTHON=$(PYTHON) ROM_BIN=$(abspath $(BUILD))/bin bash tests/bench/scale.sh >$(BUILD)/SCALING.md
	@cp $(BUILD)/SCALING.md tests/bench/SCALING.md && cat tests/bench/SCALING.md

format: ## Check the format
	$(call need,clang-format)
	@clang-format --dry-run --Werror $$(git ls-files '*.h' '*.cpp')

lint: format ## Check format, static analysis, and that Clang compiles without warnings
	$(call need,$(BUILD_PACKAGES) $(TEST_PACKAGES) $(LINT_PACKAGES))
	@$(call compile,$(BUILD)-clang,all examples rom-unit-tests fuzz-targets bench-machine,-DCMAKE_CXX_COMPILER=clang++ -DROM_WERROR=ON -DROM_UNITY=OFF)
	@git ls-files '*.cpp' | xargs -P $(JOBS) -n 1 clang-tidy --quiet -p $(BUILD)-clang

html: ## Render the manual pages as HTML, into build/html
	$(call need,mandoc)
	@bash man/html.sh $(BUILD)/html

install: build ## Install tools, library, manual pages and completions below PREFIX (/usr/local), in DESTDIR if that is given
	@DESTDIR=$(DESTDIR) cmake --install $(BUILD) --prefix $(PREFIX)

deb: ## Debian packages, in BUILD-deb (build-deb)
	$(call need,$(BUILD_PACKAGES) $(DEB_PACKAGES))
	@JOBS=$(JOBS) bash lib/packaging/deb.sh $(BUILD)-deb $(BUILD_PACKAGES)
	@lintian --allow-root --fail-on error,warning $(BUILD)-deb/*.changes

deb-test: deb ## Install the packages on a bare Debian and use them there; needs root
	$(call need,debootstrap python3-minimal python3-numpy)
	@PYTHON=$(PYTHON) bash tests/deb.sh $(BUILD)-deb

clean: ## Remove what was built
	rm -rf $(BUILD) $(BUILD)-deb $(BUILD)-clang $(BUILD)-address $(BUILD)-thread $(BUILD)-coverage $(BUILD)-fuzz $(BUILD)-fuzz-plain
	@$(MAKE) --no-print-directory -C examples/multiscale clean
