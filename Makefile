# Makefile - builds, tests and installs na62-tools. Plain GNU make; every list
# of files is a wildcard, so a new source needs no line here.
#
#   make                 programs into bin/, libna62, examples
#   make completions     those of bash, zsh and fish, from the programs
#   make check           all tests; the last line is "N passed, N failed"
#   make check-asan      the same under AddressSanitizer and UBSan
#   make lint            format, warnings, man pages, scripts, size budget
#   make bench           speed, as ratios to other programs in the same run
#   make parametric      fits na62-sim --level parametric to the full simulation
#   make crosscheck      other people's programs read what ours write, and
#                        make the same limits
#   make fuzz            libFuzzer targets; FUZZ_RUNS=N also runs them
#   make install         PREFIX, DESTDIR and the directories below are yours
#   make uninstall dist clean
#
# CFLAGS, CPPFLAGS and LDFLAGS are appended to the project's own; V=1 shows
# the commands.

VERSION := $(shell sed -n 's/^.define N62_VERSION "\(.*\)"/\1/p' \
	lib/base/version.h)
SONAME := libna62.so.0

PREFIX ?= /usr/local
BINDIR ?= $(PREFIX)/bin
LIBDIR ?= $(PREFIX)/lib
INCLUDEDIR ?= $(PREFIX)/include
MANDIR ?= $(PREFIX)/share/man
PKGCONFIGDIR ?= $(LIBDIR)/pkgconfig
BASHDIR ?= $(PREFIX)/share/bash-completion/completions
ZSHDIR ?= $(PREFIX)/share/zsh/site-functions
FISHDIR ?= $(PREFIX)/share/fish/vendor_completions.d

# BUILD and BIN are where this build puts its files; SANITIZE goes to the
# compiler's -fsanitize; WERROR is set by lint.
BUILD := build
BIN := bin
SANITIZE :=
WERROR :=
FUZZ_RUNS := 0
TESTS :=
Q := $(if $(V),,@)

ifeq ($(origin CC),default)
CC := gcc
endif
PKG_CONFIG ?= pkg-config
INSTALL ?= install

PACKAGES := jansson libarchive libdeflate yaml-0.1 zlib
PACKAGE_CFLAGS := $(shell $(PKG_CONFIG) --cflags $(PACKAGES) 2>/dev/null)
PACKAGE_LIBS := $(shell $(PKG_CONFIG) --libs $(PACKAGES) 2>/dev/null || \
	echo -ljansson -larchive -ldeflate -lyaml -lz)

WARNINGS := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes \
	-Wmissing-prototypes -Wvla -Wpointer-arith -Wcast-qual -Wformat=2 \
	-Werror=implicit-function-declaration
# Position-independent for both libraries, so that each source is compiled
# once; without interposition that costs nothing measurable. No contraction
# of a*b+c: the same bits must come out of every compiler.
COMPILE := $(CC) -std=c17 -O2 -g -D_POSIX_C_SOURCE=200809L \
	-Ilib -Itests $(PACKAGE_CFLAGS) -pthread \
	-fPIC -fno-semantic-interposition -fvisibility=hidden \
	-ffp-contract=off $(WARNINGS) $(WERROR) \
	$(SANITIZE:%=-fsanitize=% -fno-sanitize-recover=all \
	-fno-omit-frame-pointer -DNA62_SANITIZE) $(CPPFLAGS) $(CFLAGS)
LINK := $(CC) -pthread -Wl,--as-needed $(SANITIZE:%=-fsanitize=%) \
	$(CFLAGS) $(LDFLAGS)
LIBS := $(PACKAGE_LIBS) -lm

OBJ := $(BUILD)/obj
LIBA := $(BUILD)/libna62.a
LIBSO := $(BUILD)/libna62.so.$(VERSION)

rooms := $(wildcard lib/*)
lib_src := $(wildcard lib/*/*.c)
headers := $(foreach r,$(rooms),$(wildcard $(r)/$(notdir $(r)).h))
tool_src := $(wildcard cmd/na62-*.c)
tools := $(tool_src:cmd/%.c=%)
example_src := $(wildcard examples/*.c)
unit_src := $(wildcard tests/unit/test_*.c)
unit_help := $(filter-out $(unit_src),$(wildcard tests/unit/*.c))
preload_src := $(wildcard tests/fault/preload_*.c)
fault_src := $(wildcard tests/fault/test_*.c)
fault_help := $(filter-out $(preload_src) $(fault_src),\
	$(wildcard tests/fault/*.c))
helper_src := $(wildcard tests/*.c)
bench_src := $(wildcard tests/bench/*.c)
fuzz_src := $(wildcard tests/fuzz/fuzz_*.c)
validate_src := $(wildcard tests/validate/measure_*.c)
validate_help := $(filter-out $(validate_src),$(wildcard tests/validate/*.c))
c_src := $(lib_src) $(tool_src) $(example_src) $(unit_src) $(unit_help) \
	$(fault_src) $(fault_help) $(preload_src) $(helper_src) $(bench_src) $(fuzz_src) \
	$(validate_src) $(validate_help)
man_src := $(wildcard man/man*/*.[157])

builtins := $(patsubst lib/%/data,%,$(wildcard lib/*/data))
builtin_obj := $(builtins:%=$(OBJ)/lib/%/builtin.o)
lib_obj := $(lib_src:%.c=$(OBJ)/%.o) $(builtin_obj)
programs := $(tools:%=$(BIN)/%)
examples := $(example_src:%.c=$(BUILD)/%)
units := $(unit_src:%.c=$(BUILD)/%)
faults := $(fault_src:%.c=$(BUILD)/%)
preloads := $(preload_src:%.c=$(BUILD)/%.so)
helpers := $(helper_src:%.c=$(BUILD)/%)
benches := $(bench_src:%.c=$(BUILD)/%)
measures := $(validate_src:%.c=$(BUILD)/%)
fuzzers := $(fuzz_src:tests/fuzz/%.c=$(BUILD)/%)
test_env := NA62_TOP='$(CURDIR)' NA62_BIN='$(abspath $(BIN))' \
	NA62_BUILD='$(abspath $(BUILD))' NA62_SANITIZE='$(SANITIZE)' \
	BUILD='$(abspath $(BUILD))' BIN='$(abspath $(BIN))' \
	NA62_VERSION='$(VERSION)' CC='$(CC)' \
	CPPFLAGS='$(CPPFLAGS)' CFLAGS='$(CFLAGS)' LDFLAGS='$(LDFLAGS)'

.PHONY: all completions test-programs check check-asan lint bench validate \
	parametric crosscheck fuzz \
	fuzzers objects install uninstall dist clean FORCE
.DELETE_ON_ERROR:
.SECONDARY:
MAKEFLAGS += --no-builtin-rules --no-print-directory

all: $(programs) $(LIBA) $(LIBSO) $(examples)

# ---- building -----------------------------------------------------------

# Holds the compile command, so that other flags mean other objects.
$(BUILD)/flags: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' '$(COMPILE)' | cmp -s - $@ || \
		printf '%s\n' '$(COMPILE)' >$@

$(OBJ)/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	@echo '  CC $<'
	$(Q)$(COMPILE) -MMD -MP -c -o $@ $<

# What a room keeps as text in its data folder becomes a part of the library.
.SECONDEXPANSION:
$(builtins:%=$(BUILD)/%/builtin.c): $(BUILD)/%/builtin.c: tools/embed.awk \
		$$(sort $$(wildcard lib/%/data/*.txt)) lib/%/data
	@mkdir -p $(@D)
	@echo '  AWK $@'
	$(Q)awk -f $< -v room=$* $(filter %.txt,$^) >$@

$(builtin_obj): $(OBJ)/lib/%/builtin.o: $(BUILD)/%/builtin.c $(BUILD)/flags
	@mkdir -p $(@D)
	@echo '  CC $<'
	$(Q)$(COMPILE) -MMD -MP -c -o $@ $<

$(LIBA): $(lib_obj)
	@mkdir -p $(@D)
	@rm -f $@
	@echo '  AR $@'
	$(Q)$(AR) rcs $@ $^

$(LIBSO): $(lib_obj)
	@mkdir -p $(@D)
	@echo '  LD $@'
	$(Q)$(LINK) -shared -Wl,-soname,$(SONAME) -o $@ $^ $(LIBS)

$(programs): $(BIN)/%: $(OBJ)/cmd/%.o $(LIBA)
	@mkdir -p $(@D)
	@echo '  LD $@'
	$(Q)$(LINK) -o $@ $^ $(LIBS)

$(units): $(unit_help:%.c=$(OBJ)/%.o)
$(BUILD)/tests/unit/test_physics_spectra: $(OBJ)/tests/validate/densities.o
$(faults): $(fault_help:%.c=$(OBJ)/%.o)
$(measures): $(validate_help:%.c=$(OBJ)/%.o)
$(examples) $(units) $(faults) $(helpers) $(benches) $(measures): $(BUILD)/%: $(OBJ)/%.o $(LIBA)
	@mkdir -p $(@D)
	@echo '  LD $@'
	$(Q)$(LINK) -o $@ $(filter %.o,$^) $(LIBA) $(LIBS)

# Never sanitized: it is loaded before the sanitizer's own library.
$(preloads): $(BUILD)/%.so: %.c
	@mkdir -p $(@D)
	@echo '  CC $<'
	$(Q)$(CC) -std=c17 -O2 -g $(WARNINGS) $(WERROR) -Ilib -Itests -fPIC -shared \
		$(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -MMD -MP -o $@ $< -ldl

# Kept in the tree; a test holds them against the option tables.
completions: $(programs)
	@mkdir -p $@
	for t in $(tools); do $(BIN)/$$t --help-completion bash >$@/$$t.bash && \
		$(BIN)/$$t --help-completion zsh >$@/_$$t && \
		$(BIN)/$$t --help-completion fish >$@/$$t.fish || exit 1; done

-include $(c_src:%.c=$(OBJ)/%.d) $(builtin_obj:.o=.d) \
	$(preloads:.so=.d)

# ---- testing ------------------------------------------------------------

test-programs: $(units) $(faults) $(preloads) $(helpers) $(measures)

# TESTS=WORD keeps the tests whose path contains WORD.
check: all test-programs
	@$(test_env) bash tests/check.sh '$(TESTS)' \
		$(units) $(faults) $(wildcard tests/*.bats)

check-asan:
	$(MAKE) BUILD=build/asan BIN=build/asan/bin \
		SANITIZE=address,undefined check

bench: all test-programs $(benches)
	@$(test_env) bash tests/bench.sh

validate: all $(measures)
	@$(test_env) bash tests/validate.sh validation

# Results go to validation; its parametric.txt is one for lib/sim/data.
parametric: all
	@$(test_env) bash tests/fit_parametric.sh validation

crosscheck: all
	@$(test_env) bash tests/crosscheck.sh

fuzz:
	$(MAKE) BUILD=build/fuzz BIN=build/fuzz/bin CC=clang \
		SANITIZE=fuzzer-no-link,address,undefined fuzzers
	@bash tests/fuzz.sh $(FUZZ_RUNS) $(fuzz_src:tests/fuzz/%.c=build/fuzz/%)

fuzzers: $(fuzzers)
$(fuzzers): $(BUILD)/%: $(OBJ)/tests/fuzz/%.o $(LIBA)
	@echo '  LD $@'
	$(Q)$(LINK) -fsanitize=fuzzer -o $@ $^ $(LIBS)

objects: $(c_src:%.c=$(OBJ)/%.o) $(builtin_obj)

lint: all
	@bash tests/lint.sh
	$(MAKE) BUILD=build/lint-gcc CC=gcc WERROR=-Werror objects
	$(MAKE) BUILD=build/lint-clang CC=clang WERROR=-Werror objects
	@echo 'lint: nothing to complain about'

# ---- installing ---------------------------------------------------------

# Inside the tree a room's header is "base/base.h", installed <na62/base.h>.
install: all
	$(INSTALL) -d $(DESTDIR)$(BINDIR) $(DESTDIR)$(LIBDIR) \
		$(DESTDIR)$(INCLUDEDIR)/na62 $(DESTDIR)$(PKGCONFIGDIR) \
		$(DESTDIR)$(BASHDIR) $(DESTDIR)$(ZSHDIR) $(DESTDIR)$(FISHDIR)
	for f in $(programs); do \
		$(INSTALL) $$f $(DESTDIR)$(BINDIR)/ || exit 1; done
	$(INSTALL) -m 644 $(LIBA) $(DESTDIR)$(LIBDIR)/libna62.a
	$(INSTALL) $(LIBSO) $(DESTDIR)$(LIBDIR)/libna62.so.$(VERSION)
	ln -sf libna62.so.$(VERSION) $(DESTDIR)$(LIBDIR)/$(SONAME)
	ln -sf $(SONAME) $(DESTDIR)$(LIBDIR)/libna62.so
	for f in $(headers); do \
		to=$(DESTDIR)$(INCLUDEDIR)/na62/$${f##*/}; \
		sed 's,^#include "[a-z]*/\([a-z]*\.h\)",#include <na62/\1>,' \
			$$f >$$to && chmod 644 $$to || exit 1; done
	sed -e 's,@VERSION@,$(VERSION),' -e 's,@PREFIX@,$(PREFIX),' \
		-e 's,@LIBDIR@,$(LIBDIR),' -e 's,@INCLUDEDIR@,$(INCLUDEDIR),' \
		na62.pc.in >$(DESTDIR)$(PKGCONFIGDIR)/na62.pc
	chmod 644 $(DESTDIR)$(PKGCONFIGDIR)/na62.pc
	for f in $(man_src:man/%=%); do \
		$(INSTALL) -d $(DESTDIR)$(MANDIR)/$${f%/*} && $(INSTALL) -m 644 \
		man/$$f $(DESTDIR)$(MANDIR)/$$f || exit 1; done
	c=completions; for t in $(tools); do \
		$(INSTALL) -m 644 $$c/$$t.bash $(DESTDIR)$(BASHDIR)/$$t && \
		$(INSTALL) -m 644 $$c/_$$t $(DESTDIR)$(ZSHDIR)/_$$t && \
		$(INSTALL) -m 644 $$c/$$t.fish $(DESTDIR)$(FISHDIR)/ || exit 1; \
		done

uninstall:
	for t in $(tools); do rm -f $(DESTDIR)$(BINDIR)/$$t \
		$(DESTDIR)$(BASHDIR)/$$t $(DESTDIR)$(ZSHDIR)/_$$t \
		$(DESTDIR)$(FISHDIR)/$$t.fish; done
	rm -f $(DESTDIR)$(LIBDIR)/libna62.a $(DESTDIR)$(LIBDIR)/libna62.so \
		$(DESTDIR)$(LIBDIR)/$(SONAME) \
		$(DESTDIR)$(LIBDIR)/libna62.so.$(VERSION) \
		$(DESTDIR)$(PKGCONFIGDIR)/na62.pc \
		$(man_src:man/%=$(DESTDIR)$(MANDIR)/%)
	rm -rf $(DESTDIR)$(INCLUDEDIR)/na62

# The same bytes for the same commit: its own time, and none from gzip.
DIST := build/na62-tools-$(VERSION).tar.gz
dist:
	@mkdir -p $(dir $(DIST))
	git archive --format=tar --prefix=na62-tools-$(VERSION)/ HEAD | \
		gzip -9n >$(DIST)

clean:
	rm -rf build bin
