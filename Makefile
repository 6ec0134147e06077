# icpcluster: library, command, tests, benchmarks. Nothing is built inside the source tree.
#   make              library and command          make test    unit and command-line tests
#   make help         everything else
PREFIX  ?= /usr/local
LIBDIR  ?= $(PREFIX)/lib
INCLUDEDIR ?= $(PREFIX)/include
VARIANT ?= release
B       := build/$(VARIANT)
VERSION := 0.1.0
SOVERSION := 0
comma   := ,

CC      ?= gcc
WARN    := -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wformat=2 $(WERROR)
# -ffp-contract=off: a fused multiply-add where the compiler likes would change digits between compilers and machines.
CFLAGS_release := -O2 -g
CFLAGS_debug   := -O0 -g
CFLAGS_asan    := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
CFLAGS_coverage := -O0 -g --coverage
CFLAGS  ?= $(CFLAGS_$(VARIANT))
FLAGS   := -std=c11 -D_GNU_SOURCE $(WARN) $(CFLAGS) -ffp-contract=off -fno-strict-aliasing -fPIC -fvisibility=hidden -fopenmp -MMD -MP -Iinclude
# GSL's own CBLAS is slow and would be bound first by `pkg-config --libs gsl`; a test proves that OpenBLAS is bound.
LIBS    := $(shell pkg-config --define-variable=GSL_CBLAS_LIB=-lopenblas --libs gsl) -lcsv -lstemmer -ljansson -linih -lnettle -lm
BLAS_DOORS := cblas_dgemm cblas_dsyrk dpotrf_ dpotri_ dpotrs_ dsyev_
LIBS_TEST := -lcunit -ldl $(addprefix -Wl$(comma)--wrap=,$(BLAS_DOORS))

LIB_C   := $(sort $(wildcard lib/*/*.c))
CLI_C   := $(sort $(wildcard cli/*.c))
TEST_C  := $(sort $(wildcard tests/*.c tests/support/*.c))
BENCH_C := $(sort $(wildcard benchmarks/*.c))
SIM_C   := $(sort $(wildcard benchmarks/simulate/*.c))
GEN_C   := $(sort $(wildcard datasets/*.c))
EMBED   := $(sort $(wildcard lib/*/*.ini))
objects = $(patsubst %.c,$(B)/%.o,$(1))
LIB_O   := $(call objects,$(LIB_C)) $(patsubst %.ini,$(B)/%.ini.o,$(EMBED))
SUITES  := $(patsubst tests/test_%.c,%,$(wildcard tests/test_*.c))

.PHONY: all test check bench bench-peers lint asan coverage simulate fuzz faults install uninstall docs demo picture samples clean help
all: $(B)/libicpcluster.a $(B)/libicpcluster.so $(B)/icp-cluster $(B)/icp-cluster.1 $(B)/icp-cluster.bash

$(B)/lib/%.o: lib/%.c
	@mkdir -p $(@D)
	$(CC) $(FLAGS) -Ilib -DICP_VERSION='"$(VERSION)"' -c $< -o $@
# Text shipped inside the library: lib/data/objections.ini becomes icp_i_objections_ini[] and icp_i_objections_ini_size.
$(B)/%.ini.o: %.ini Makefile
	@mkdir -p $(@D)
	name=icp_i_$(basename $(notdir $<))_ini; { printf '#include <stddef.h>\nextern const char %s[]; extern const size_t %s_size;\nconst char %s[] = {' $$name $$name $$name; \
	  od -An -v -tu1 $< | sed 's/[0-9][0-9]*/&,/g'; printf '0};\nconst size_t %s_size = sizeof %s - 1;\n' $$name $$name; } > $(@:.o=.c)
	$(CC) $(FLAGS) -c $(@:.o=.c) -o $@
$(B)/cli/%.o: cli/%.c
	@mkdir -p $(@D)
	$(CC) $(FLAGS) -c $< -o $@
$(call objects,$(GEN_C) $(BENCH_C)): $(B)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(FLAGS) -c $< -o $@
$(call objects,$(SIM_C)): $(B)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(FLAGS) -I. -c $< -o $@
$(B)/tests/%.o: tests/%.c $(B)/tests/suites.h
	@mkdir -p $(@D)
	$(CC) $(FLAGS) -Ilib -Itests -I$(B)/tests -DICP_SOURCE_DIR='"$(CURDIR)"' -c $< -o $@

$(B)/libicpcluster.a: $(LIB_O)
	@rm -f $@
	ar rcs $@ $^
$(B)/libicpcluster.so: $(LIB_O) lib/icpcluster.map
	$(CC) $(CFLAGS) -shared -fopenmp -Wl,-soname,libicpcluster.so.$(SOVERSION) -Wl,--version-script=lib/icpcluster.map -Wl,-z,defs -Wl,--as-needed \
	  -o $@.$(VERSION) $(LIB_O) $(LIBS)
	ln -sf $(@F).$(VERSION) $(B)/libicpcluster.so.$(SOVERSION); ln -sf $(@F).$(VERSION) $@
$(B)/icp-cluster: $(call objects,$(CLI_C)) $(B)/libicpcluster.a
	$(CC) $(CFLAGS) -fopenmp -o $@ $^ $(LIBS)
# The manual page and the completion come from the command's own tables.
$(B)/icp-cluster.1: $(B)/icp-cluster
	$(B)/icp-cluster manual >$@.new && mv $@.new $@
$(B)/icp-cluster.bash: $(B)/icp-cluster
	$(B)/icp-cluster completions bash >$@.new && mv $@.new $@
$(B)/datagen: $(call objects,$(GEN_C))
	$(CC) $(CFLAGS) -o $@ $^ -lm
$(B)/bench: $(call objects,$(BENCH_C)) $(B)/libicpcluster.a
	$(CC) $(CFLAGS) -fopenmp -o $@ $^ $(LIBS)
$(B)/whole_job: benchmarks/peers/whole_job.c $(B)/libicpcluster.a
	$(CC) $(FLAGS) -Ilib -o $@ $^ $(LIBS)
$(B)/simulate: $(call objects,$(SIM_C) $(filter-out datasets/main.c,$(GEN_C))) $(B)/libicpcluster.a
	$(CC) $(CFLAGS) -fopenmp -o $@ $^ $(LIBS)
$(B)/unit: $(call objects,$(TEST_C)) $(B)/libicpcluster.a
	$(CC) $(CFLAGS) -fopenmp -o $@ $^ $(LIBS) $(LIBS_TEST)
# Every tests/test_X.c defines void test_X(void), which registers its suite.
$(B)/tests/suites.h: Makefile $(wildcard tests/test_*.c)
	@mkdir -p $(@D)
	@printf '%s\n' $(foreach s,$(SUITES),'SUITE($(s))') > $@.new; cmp -s $@.new $@ || cp $@.new $@; touch $@

test: all $(B)/unit $(B)/datagen $(B)/simulate
	sh tests/run.sh $(B)
check: lint test
lint:
	sh tests/lint/run.sh
asan:
	$(MAKE) VARIANT=asan build/asan/unit
	ASAN_OPTIONS=detect_leaks=1 build/asan/unit $(SUITE)
coverage:
	$(MAKE) VARIANT=coverage build/coverage/unit
	build/coverage/unit; gcovr --branches --root . --filter lib/ build/coverage
bench: $(B)/bench $(B)/icp-cluster
	sh benchmarks/run.sh $(B)
bench-peers: all $(B)/bench $(B)/whole_job
	sh benchmarks/peers/run.sh $(B)
# Long form of the acceptance figures; what was run before is kept in $(B)/simulate.txt and not run again.
simulate: $(B)/simulate
	sh benchmarks/simulate/run.sh $(B)
samples: $(B)/datagen
	sh datasets/make.sh $(B)/datagen
# Long form: make fuzz FUZZ_SECONDS=3600. What is found goes into tests/fuzz/corpus, which the unit tests replay.
fuzz: $(patsubst %.ini,$(B)/%.ini.o,$(EMBED))
	sh tests/fuzz/run.sh build/fuzz $(B)
faults: all
	sh tests/faults/set.sh $(B)
docs:
	@mkdir -p build/docs
	(cat Doxyfile; echo 'PROJECT_NUMBER = $(VERSION)'; echo 'OUTPUT_DIRECTORY = build/docs') | doxygen -
demo: all
	sh cli/demo.sh --built $(B)
picture: all
	sh docs/picture.sh $(B)
install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(LIBDIR)/pkgconfig $(DESTDIR)$(INCLUDEDIR)/icpcluster $(DESTDIR)$(PREFIX)/share/icpcluster \
	  $(DESTDIR)$(PREFIX)/share/man/man1 $(DESTDIR)$(PREFIX)/share/bash-completion/completions
	install -m 644 $(B)/icp-cluster.1 $(DESTDIR)$(PREFIX)/share/man/man1/
	install -m 644 $(B)/icp-cluster.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/icp-cluster
	install -m 755 $(B)/icp-cluster $(DESTDIR)$(PREFIX)/bin/
	install -m 644 $(B)/libicpcluster.a $(DESTDIR)$(LIBDIR)/
	install -m 755 $(B)/libicpcluster.so.$(VERSION) $(DESTDIR)$(LIBDIR)/
	ln -sf libicpcluster.so.$(VERSION) $(DESTDIR)$(LIBDIR)/libicpcluster.so.$(SOVERSION)
	ln -sf libicpcluster.so.$(SOVERSION) $(DESTDIR)$(LIBDIR)/libicpcluster.so
	install -m 644 include/icpcluster.h $(DESTDIR)$(INCLUDEDIR)/
	install -m 644 include/icpcluster/*.h $(DESTDIR)$(INCLUDEDIR)/icpcluster/
	sed -e 's|@PREFIX@|$(PREFIX)|; s|@LIBDIR@|$(LIBDIR)|; s|@INCLUDEDIR@|$(INCLUDEDIR)|; s|@VERSION@|$(VERSION)|' lib/icpcluster.pc.in \
	  >$(DESTDIR)$(LIBDIR)/pkgconfig/icpcluster.pc
	install -m 644 $(wildcard lib/report/*.schema.json) lib/data/objections.ini $(DESTDIR)$(PREFIX)/share/icpcluster/
uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/icp-cluster $(DESTDIR)$(LIBDIR)/libicpcluster.* $(DESTDIR)$(LIBDIR)/pkgconfig/icpcluster.pc $(DESTDIR)$(INCLUDEDIR)/icpcluster.h
	rm -f $(DESTDIR)$(PREFIX)/share/man/man1/icp-cluster.1 $(DESTDIR)$(PREFIX)/share/bash-completion/completions/icp-cluster
	rm -rf $(DESTDIR)$(INCLUDEDIR)/icpcluster $(DESTDIR)$(PREFIX)/share/icpcluster
clean:
	rm -rf build
help:
	@echo 'all test check bench bench-peers simulate lint asan coverage fuzz faults install uninstall docs demo picture samples clean'
	@echo 'variables: VARIANT=release|debug|asan|coverage PREFIX DESTDIR CC WERROR=-Werror'

-include $(LIB_O:.o=.d) $(patsubst %.o,%.d,$(call objects,$(CLI_C) $(TEST_C) $(BENCH_C) $(SIM_C) $(GEN_C)))
