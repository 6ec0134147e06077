/* test_set.c - sets of files that appear whole or not at all, whatever stands in their place and whatever fails. */
#include "support/check.h"
#include "support/scratch.h"

#include "base/file.h"
#include "icpcluster/settings.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void put_file(const char *name, const char *text)
{
    icp_t_file_write(icp_t_scratch(name), text, strlen(text));
}

static bool holds(const char *path, const char *text)
{
    char *found = icp_t_file_read(path, NULL);
    bool same = found && strcmp(found, text) == 0;
    free(found);
    return same;
}

static icp_status write_file(icp_i_set *set, const char *name, const char *text, char hex[65], size_t *bytes, icp_error *err)
{
    const icp_sink *sink;
    icp_status status = icp_i_set_open(set, name, &sink, err);
    if (status != ICP_OK) return status;
    sink->write(sink->context, text, strlen(text));
    return icp_i_set_close(set, hex, bytes, err);
}

/* A set of a.txt (`text`) and b.txt; published or thrown away. */
static icp_status make_set(const char *dir, const char *text, const icp_hooks *hooks, icp_error *err)
{
    icp_i_set *set = NULL;
    icp_status status = icp_i_set_begin(dir, hooks, &set, err);
    if (status == ICP_OK) status = write_file(set, "a.txt", text, NULL, NULL, err);
    if (status == ICP_OK) status = write_file(set, "b.txt", "second", NULL, NULL, err);
    if (status == ICP_OK) return icp_i_set_publish(set, err);
    icp_i_set_discard(set);
    return status;
}

static bool is_set(const char *dir, const char *text)
{
    char path[500];
    snprintf(path, sizeof path, "%s/a.txt", dir);
    bool first = holds(path, text);
    snprintf(path, sizeof path, "%s/b.txt", dir);
    return first && holds(path, "second") && icp_t_entries(dir) == 2;
}

static void a_set_appears_and_is_replaced(void)
{
    icp_t_scratch_enter();
    icp_error err;
    CHECK_OK(make_set(icp_t_scratch("out"), "one", NULL, &err), &err);
    CHECK(is_set(icp_t_scratch("out"), "one") && icp_t_entries(icp_t_scratch("")) == 1);
    CHECK_OK(make_set(icp_t_scratch("out///"), "two", NULL, &err), &err);
    CHECK(is_set(icp_t_scratch("out"), "two") && icp_t_entries(icp_t_scratch("")) == 1);
    icp_t_scratch_leave();
}

static void nothing_is_seen_before_publish(void)
{
    icp_t_scratch_enter();
    icp_error err;
    CHECK_OK(make_set(icp_t_scratch("out"), "one", NULL, &err), &err);
    icp_i_set *set = NULL;
    char hex[65] = "";
    size_t bytes = 0;
    CHECK_OK(icp_i_set_begin(icp_t_scratch("out"), NULL, &set, &err), &err);
    CHECK_OK(write_file(set, "a.txt", "abc", hex, &bytes, &err), &err);
    CHECK(strcmp(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad") == 0 && bytes == 3);
    CHECK(is_set(icp_t_scratch("out"), "one") && icp_t_entries(icp_t_scratch("")) == 2);
    icp_i_set_discard(set);
    CHECK(is_set(icp_t_scratch("out"), "one") && icp_t_entries(icp_t_scratch("")) == 1);
    icp_i_set_discard(NULL);
    icp_t_scratch_leave();
}

static void a_link_is_replaced_and_not_followed(void)
{
    icp_t_scratch_enter();
    icp_error err;
    CHECK(mkdir(icp_t_scratch("precious"), 0700) == 0);
    put_file("precious/data", "kept");
    CHECK(symlink("precious", icp_t_scratch("out")) == 0);
    CHECK_OK(make_set(icp_t_scratch("out"), "one", NULL, &err), &err);
    struct stat found;
    CHECK(lstat(icp_t_scratch("out"), &found) == 0 && S_ISDIR(found.st_mode));
    CHECK(is_set(icp_t_scratch("out"), "one") && holds(icp_t_scratch("precious/data"), "kept") && icp_t_entries(icp_t_scratch("")) == 2);
    put_file("plain", "text");
    CHECK_OK(make_set(icp_t_scratch("plain"), "one", NULL, &err), &err);
    CHECK(is_set(icp_t_scratch("plain"), "one") && icp_t_entries(icp_t_scratch("")) == 3);
    icp_t_scratch_leave();
}

static void an_old_tree_goes_without_following_links(void)
{
    icp_t_scratch_enter();
    icp_error err;
    CHECK(mkdir(icp_t_scratch("elsewhere"), 0700) == 0 && mkdir(icp_t_scratch("out"), 0750) == 0 && mkdir(icp_t_scratch("out/deep"), 0700) == 0);
    put_file("elsewhere/data", "kept");
    put_file("out/deep/file", "goes");
    CHECK(symlink("../../elsewhere", icp_t_scratch("out/deep/link")) == 0);
    CHECK_OK(make_set(icp_t_scratch("out"), "one", NULL, &err), &err);
    struct stat found;
    CHECK(stat(icp_t_scratch("out"), &found) == 0 && (found.st_mode & 0777) == 0750);
    CHECK(is_set(icp_t_scratch("out"), "one") && holds(icp_t_scratch("elsewhere/data"), "kept") && icp_t_entries(icp_t_scratch("")) == 2);
    icp_t_scratch_leave();
}

/* Out of descriptors at any moment: a failure leaves nothing behind. */
static void no_free_descriptor_leaves_nothing_behind(void)
{
    icp_t_scratch_enter();
    icp_error err;
    struct rlimit before, few;
    int next = dup(STDERR_FILENO);
    close(next);
    CHECK(next > 0 && getrlimit(RLIMIT_NOFILE, &before) == 0);
    for (int spare = 0; spare < 3; spare++) { /* a set needs its parent, its own directory and one file */
        few = (struct rlimit){(rlim_t)(next + spare), before.rlim_max};
        CHECK(setrlimit(RLIMIT_NOFILE, &few) == 0);
        icp_status status = make_set(icp_t_scratch("out"), "one", NULL, &err);
        CHECK(setrlimit(RLIMIT_NOFILE, &before) == 0);
        CHECK(status == ICP_EOUTPUT && icp_t_entries(icp_t_scratch("")) == 0);
    }
    CHECK_OK(make_set(icp_t_scratch("out"), "one", NULL, &err), &err);
    icp_t_scratch_leave();
}

static mode_t mode_of(const char *path)
{
    struct stat found;
    return stat(path, &found) == 0 ? found.st_mode & 0777 : 0;
}

static void modes_follow_the_umask(void)
{
    icp_t_scratch_enter();
    mode_t before = umask(027);
    CHECK_OK(make_set(icp_t_scratch("group"), "x", NULL, NULL), NULL);
    CHECK(mode_of(icp_t_scratch("group")) == 0750 && mode_of(icp_t_scratch("group/a.txt")) == 0640);
    umask(077);
    CHECK_OK(make_set(icp_t_scratch("own"), "x", NULL, NULL), NULL);
    CHECK(mode_of(icp_t_scratch("own")) == 0700 && mode_of(icp_t_scratch("own/a.txt")) == 0600);
    umask(0);
    icp_i_set *set = NULL;
    CHECK_OK(icp_i_set_begin(icp_t_scratch("open"), NULL, &set, NULL), NULL);
    DIR *list = opendir(icp_t_scratch(""));
    for (struct dirent *entry; (entry = readdir(list));)
        if (strncmp(entry->d_name, ".icp-set-", 9) == 0) CHECK(mode_of(icp_t_scratch(entry->d_name)) == 0700);
    closedir(list);
    icp_i_set_discard(set);
    umask(before);
    icp_t_scratch_leave();
}

/* What a killed process leaves is removed by the next set; a set that is being built elsewhere is not. */
static void what_a_killed_process_left_is_removed(void)
{
    icp_t_scratch_enter();
    icp_error err;
    pid_t child = fork();
    if (child == 0) {
        icp_i_set *killed = NULL;
        if (icp_i_set_begin(icp_t_scratch("out"), NULL, &killed, NULL) != ICP_OK || write_file(killed, "a.txt", "x", NULL, NULL, NULL) != ICP_OK)
            _exit(1);
        kill(getpid(), SIGKILL);
    }
    int result;
    CHECK(waitpid(child, &result, 0) == child && WIFSIGNALED(result));
    CHECK(icp_t_entries(icp_t_scratch("")) == 1);
    CHECK(mkdir(icp_t_scratch("icp-set-mine"), 0700) == 0);
    icp_i_set *alive = NULL;
    CHECK_OK(icp_i_set_begin(icp_t_scratch("other"), NULL, &alive, &err), &err);
    CHECK(icp_t_entries(icp_t_scratch("")) == 2);
    CHECK_OK(make_set(icp_t_scratch("out"), "one", NULL, &err), &err);
    CHECK_OK(write_file(alive, "a.txt", "alive", NULL, NULL, &err), &err);
    CHECK_OK(write_file(alive, "b.txt", "second", NULL, NULL, &err), &err);
    CHECK_OK(icp_i_set_publish(alive, &err), &err);
    CHECK(is_set(icp_t_scratch("out"), "one") && is_set(icp_t_scratch("other"), "alive") && icp_t_entries(icp_t_scratch("")) == 3);
    icp_t_scratch_leave();
}

static void impossible_places_are_refused(void)
{
    static const char *const wrong[] = {"", ".", "..", "/", "x/..", "./"};
    icp_t_scratch_enter();
    icp_error err;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        CHECK_STATUS(make_set(wrong[i], "x", NULL, &err), ICP_EUSAGE, &err);
        CHECK(err.help[0]);
    }
    CHECK_STATUS(make_set(icp_t_scratch("no/such"), "x", NULL, &err), ICP_EOUTPUT, &err);
    CHECK(err.code == ICP_E_WRITE && err.help[0] && icp_t_entries(icp_t_scratch("")) == 0);
    put_file("plain", "text");
    CHECK_STATUS(make_set(icp_t_scratch("plain/out"), "x", NULL, &err), ICP_EOUTPUT, &err);
    CHECK(holds(icp_t_scratch("plain"), "text") && icp_t_entries(icp_t_scratch("")) == 1);
    icp_t_scratch_leave();
}

static void wrong_calls_are_internal_errors(void)
{
    icp_t_scratch_enter();
    icp_i_set *set = NULL;
    const icp_sink *sink = NULL;
    CHECK_OK(icp_i_set_begin(icp_t_scratch("out"), NULL, &set, NULL), NULL);
    CHECK_STATUS(icp_i_set_close(set, NULL, NULL, NULL), ICP_EINTERNAL, NULL);
    CHECK_STATUS(icp_i_set_open(set, "../x", &sink, NULL), ICP_EINTERNAL, NULL);
    CHECK_OK(icp_i_set_open(set, "x", &sink, NULL), NULL);
    CHECK_STATUS(icp_i_set_open(set, "y", &sink, NULL), ICP_EINTERNAL, NULL);
    CHECK_OK(icp_i_set_close(set, NULL, NULL, NULL), NULL);
    CHECK(sink->write(sink->context, "late", 4) != 0);
    CHECK_STATUS(icp_i_set_open(set, "x", &sink, NULL), ICP_EOUTPUT, NULL);
    CHECK_OK(icp_i_set_open(set, "y", &sink, NULL), NULL);
    CHECK_STATUS(icp_i_set_publish(set, NULL), ICP_EINTERNAL, NULL);
    CHECK(icp_t_entries(icp_t_scratch("")) == 0);
    icp_t_scratch_leave();
}

/* A file that may not grow beyond 100,000 bytes: the write fails, the old set stands, nothing else is left. */
static void a_full_disk_leaves_the_old_set(void)
{
    icp_t_scratch_enter();
    CHECK_OK(make_set(icp_t_scratch("out"), "one", NULL, NULL), NULL);
    pid_t child = fork();
    if (child == 0) {
        static char large[300000];
        icp_error err;
        memset(large, 'x', sizeof large - 1);
        signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &(struct rlimit){100000, 100000});
        icp_status status = make_set(icp_t_scratch("out"), large, NULL, &err);
        _exit(status == ICP_EOUTPUT && err.code == ICP_E_WRITE && strstr(err.message, "a.txt") ? 0 : 1);
    }
    int result;
    CHECK(waitpid(child, &result, 0) == child && WIFEXITED(result) && WEXITSTATUS(result) == 0);
    CHECK(is_set(icp_t_scratch("out"), "one") && icp_t_entries(icp_t_scratch("")) == 1);
    icp_t_scratch_leave();
}

static void sets_survive_lack_of_memory(void)
{
    icp_t_memory memory = {0};
    icp_status status = ICP_ENOMEM;
    icp_t_scratch_enter();
    for (size_t fail_at = 1; status != ICP_OK && fail_at < 50; fail_at++) {
        memory = (icp_t_memory){.fail_at = fail_at};
        icp_hooks hooks = icp_t_memory_hooks(&memory);
        status = make_set(icp_t_scratch("out"), "one", &hooks, NULL);
        CHECK(status == ICP_OK || (status == ICP_ENOMEM && icp_t_entries(icp_t_scratch("")) == 0));
        CHECK(memory.outstanding == 0);
    }
    CHECK(status == ICP_OK && memory.fail_at > 5 && is_set(icp_t_scratch("out"), "one"));
    icp_t_scratch_leave();
}

/* No file descriptor may stay open, whichever way a set ends. */
static void descriptors_are_closed(void)
{
    static void (*const tests[])(void) = {a_set_appears_and_is_replaced, wrong_calls_are_internal_errors,
                                          impossible_places_are_refused, sets_survive_lack_of_memory};
    icp_t_descriptors_closed(tests, sizeof tests / sizeof tests[0]);
}

void test_set(void)
{
    static const icp_t_case cases[] = {{"a set appears and is replaced", a_set_appears_and_is_replaced},
                                       {"nothing is seen before publish", nothing_is_seen_before_publish},
                                       {"a link is replaced and not followed", a_link_is_replaced_and_not_followed},
                                       {"an old tree goes without following links", an_old_tree_goes_without_following_links},
                                       {"no free descriptor leaves nothing behind", no_free_descriptor_leaves_nothing_behind},
                                       {"modes follow the umask", modes_follow_the_umask},
                                       {"what a killed process left is removed", what_a_killed_process_left_is_removed},
                                       {"impossible places are refused", impossible_places_are_refused},
                                       {"wrong calls are internal errors", wrong_calls_are_internal_errors},
                                       {"a full disk leaves the old set", a_full_disk_leaves_the_old_set},
                                       {"sets survive lack of memory", sets_survive_lack_of_memory},
                                       {"descriptors are closed", descriptors_are_closed}};
    ICP_T_SUITE("set", cases);
}
