/* term.c - see term.h. */
#include "term.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

/* ---- signals ---- */

static volatile sig_atomic_t interrupted;

static void on_interrupt(int number)
{
    (void)number;
    interrupted = 1;
}

void term_start(void)
{
    struct sigaction stop = {.sa_handler = on_interrupt, .sa_flags = (int)SA_RESETHAND}; /* a second interrupt ends it at once */
    sigemptyset(&stop.sa_mask);
    sigaction(SIGINT, &stop, NULL);
    sigaction(SIGTERM, &stop, NULL);
    signal(SIGPIPE, SIG_DFL);
    signal(SIGXFSZ, SIG_IGN);
}

int term_interrupted(void *context)
{
    (void)context;
    return interrupted;
}

/* ---- streams ---- */

static int write_stream(void *context, const void *bytes, size_t size) { return fwrite(bytes, 1, size, context) == size ? 0 : -1; }

icp_sink term_sink(FILE *stream)
{
    icp_sink sink = {stream, write_stream};
    return sink;
}

static bool is_set(const char *name)
{
    const char *value = getenv(name);
    return value && value[0];
}

/* --color over FORCE_COLOR over NO_COLOR over a dumb terminal over whether there is a terminal at all. */
static bool wants_color(const term *how, FILE *stream)
{
    const char *kind = getenv("TERM");
    if (how->color && strcmp(how->color, "always") == 0) return true;
    if (how->color && strcmp(how->color, "never") == 0) return false;
    if (is_set("FORCE_COLOR")) return true;
    if (is_set("NO_COLOR") || (kind && strcmp(kind, "dumb") == 0)) return false;
    return isatty(fileno(stream));
}

icp_text_style term_style(const term *how, FILE *stream)
{
    struct winsize size = {0};
    icp_text_style style = {.color = wants_color(how, stream), .width = 100, .verbose = how->verbose};
    if (isatty(fileno(stream)) && ioctl(fileno(stream), TIOCGWINSZ, &size) == 0 && size.ws_col >= 60 && size.ws_col < 100) style.width = size.ws_col;
    return style;
}

/* ---- errors ---- */

icp_status term_error(icp_error *err, icp_code code, const char *help, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    memset(err, 0, sizeof *err);
    err->code = code;
    err->status = icp_code_status(code);
    vsnprintf(err->message, sizeof err->message, format, arguments);
    snprintf(err->help, sizeof err->help, "%s", help ? help : "");
    va_end(arguments);
    return err->status;
}

int term_fail(const term *how, const icp_error *err)
{
    term_progress_end();
    FILE *stream = how->json ? stdout : stderr;
    icp_sink sink = term_sink(stream);
    icp_text_style style = term_style(how, stream);
    icp_status said = how->json ? icp_report_error_json(err, &sink, NULL) : icp_report_error_text(err, "icp-cluster", &style, &sink, NULL);
    int code = icp_status_exit_code(err->status);
    if (how->json && (said != ICP_OK || fflush(stdout) != 0)) fprintf(stderr, "icp-cluster: standard output could not be written completely\n");
    return code;
}

int term_done(const term *how, int exit_code)
{
    term_progress_end();
    bool failed = fflush(stdout) != 0 || ferror(stdout);
    int reason = errno;
    if (fclose(stdout) != 0 && !failed) {
        failed = true;
        reason = errno;
    }
    if (!failed) return exit_code;
    icp_error err;
    term to_stderr = {.color = how->color};
    term_error(&err, ICP_E_WRITE, "free some space, or write somewhere else", "standard output could not be written completely: %s",
               strerror(reason));
    return term_fail(&to_stderr, &err);
}

/* ---- progress ---- */

static bool drawn;

static double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

void term_progress(void *context, const char *stage, double fraction)
{
    static double started, last;
    (void)context;
    double now = seconds_now();
    if (started == 0) started = now;
    if (now - started < 1 || now - last < 0.1 || !isatty(STDERR_FILENO)) return;
    last = now;
    drawn = true;
    fprintf(stderr, "\r\033[K%s %d%%", stage, (int)(100 * fraction));
    fflush(stderr);
}

void term_progress_end(void)
{
    if (!drawn) return;
    fputs("\r\033[K", stderr);
    fflush(stderr);
    drawn = false;
}

/* ---- two columns ---- */

void term_item(FILE *stream, const char *left, int indent, const char *text)
{
    enum { WIDTH = 100 };
    int used = fprintf(stream, "%s", left);
    if (used >= indent) used = 0, fputc('\n', stream);
    fprintf(stream, "%*s", indent - used, "");
    while (*text) {
        size_t room = (size_t)(WIDTH - indent), length = strlen(text);
        if (length > room)
            for (length = room; length > 0 && text[length] != ' ';) length--;
        if (length == 0) length = room;
        fprintf(stream, "%.*s\n", (int)length, text);
        text += length;
        text += strspn(text, " ");
        if (*text) fprintf(stream, "%*s", indent, "");
    }
}
