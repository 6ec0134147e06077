/* format.c - see format.h. A format is a list of columns: header and a function that spells the cell. */
#include "format.h"

#include <ctype.h>
#include <string.h>

#define CELL 160
typedef void (*spelling)(const account *a, char text[CELL]);

typedef struct column {
    const char *header;
    spelling spell;
} column;

struct format {
    const char *name, *line_end;
    const column *columns;
    size_t count;
    int byte_order_mark, quote_all, dirt;
    spelling id;
    const char *const *footer;
};

#define COUNT(name, member)                                                                                                                          \
    static void name(const account *a, char text[CELL])                                                                                              \
    {                                                                                                                                                \
        snprintf(text, CELL, "%.0f", a->member);                                                                                                     \
    }
#define TEXT(name, expression)                                                                                                                       \
    static void name(const account *a, char text[CELL])                                                                                              \
    {                                                                                                                                                \
        (void)a, snprintf(text, CELL, "%s", expression);                                                                                             \
    }
COUNT(employees, employees)
COUNT(annual_revenue, annual_revenue)
COUNT(arr, arr)
COUNT(seats, seats)
COUNT(active_users, active_users)
COUNT(logins, logins)
COUNT(features, features)
COUNT(api_calls, api_calls)
COUNT(tickets, tickets)
TEXT(country, country_names[a->country])
TEXT(stage, stage_names[a->stage])
TEXT(expanded, !a->eligible ? "" : a->expanded ? "Yes" : "No")
TEXT(churned, a->churned ? "Yes" : "No")
TEXT(churned_flag, a->churned ? "true" : "false")
TEXT(reason, a->reason)
TEXT(competitor, a->competitor)
TEXT(contact, a->contact)
TEXT(lifecycle, "customer")
TEXT(account_type, "Customer - Direct")

static void industry(const account *a, char text[CELL])
{
    if (a->niche_industry)
        snprintf(text, CELL, "%s %zu", industry_names[a->industry], a->niche_industry);
    else
        snprintf(text, CELL, "%s", industry_names[a->industry]);
}

static void industry_upper(const account *a, char text[CELL])
{
    industry(a, text);
    for (char *c = text; *c; c++) *c = *c == ' ' ? '_' : (char)toupper((unsigned char)*c);
}

static void account_id(const account *a, char text[CELL])
{
    snprintf(text, CELL, "A%05zu", a->row + 1);
}
static void salesforce_id(const account *a, char text[CELL])
{
    snprintf(text, CELL, "0015g00000%05zu", a->row * 7 + 10001);
}
static void hubspot_id(const account *a, char text[CELL])
{
    snprintf(text, CELL, "%zu", 9000000000 + a->row * 317);
}

static void account_name(const account *a, char text[CELL])
{
    static const char *const first[] = {"Alder",   "Birch",  "Cobalt", "Delta",   "Ember",   "Fjord",
                                        "Granite", "Harbor", "Iris",   "Juniper", "Kestrel", "Linden"};
    static const char *const second[] = {"wood", "field", "gate", "works", "point", "bridge", "line", "mark", "well", "stone"};
    static const char *const form[] = {"Inc", "GmbH", "Ltd", "AB", "LLC"};
    size_t i = a->row;
    snprintf(text, CELL, "%s%s %zu %s", first[i % 12], second[i / 12 % 10], i + 1, form[(i / 7) % 5]);
}

static void signup_iso(const account *a, char text[CELL])
{
    snprintf(text, CELL, "%d-%02d-%02d", a->signup_year, a->signup_month, a->signup_day);
}
static void signup_us(const account *a, char text[CELL])
{
    snprintf(text, CELL, "%d/%d/%d", a->signup_month, a->signup_day, a->signup_year);
}
static void signup_time(const account *a, char text[CELL])
{
    snprintf(text, CELL, "%d-%02d-%02d %02zu:%02zu", a->signup_year, a->signup_month, a->signup_day, 8 + a->row % 10, a->row * 7 % 60);
}
static void founded(const account *a, char text[CELL])
{
    snprintf(text, CELL, "%d", a->founded);
}
static void storage(const account *a, char text[CELL])
{
    snprintf(text, CELL, "%.2f", a->storage);
}
static void active_share(const account *a, char text[CELL])
{
    snprintf(text, CELL, "%.0f%%", 100 * a->active_users / a->seats);
}

/* 12345 -> $12,345 */
static void dollars(double value, char text[CELL])
{
    char digits[40];
    int n = snprintf(digits, sizeof digits, "%.0f", value), at = 0;
    text[at++] = '$';
    for (int i = 0; i < n; i++) {
        if (i && (n - i) % 3 == 0) text[at++] = ',';
        text[at++] = digits[i];
    }
    text[at] = '\0';
}
static void revenue_dollars(const account *a, char text[CELL])
{
    dollars(a->annual_revenue, text);
}
static void arr_dollars(const account *a, char text[CELL])
{
    dollars(a->arr, text);
}

static const column clean_columns[] = {{"account_id", account_id},
                                       {"account_name", account_name},
                                       {"industry", industry},
                                       {"employees", employees},
                                       {"country", country},
                                       {"funding_stage", stage},
                                       {"founded", founded},
                                       {"annual_revenue", annual_revenue},
                                       {"signup_date", signup_iso},
                                       {"arr", arr},
                                       {"seats", seats},
                                       {"active_users", active_users},
                                       {"logins_90d", logins},
                                       {"features_used", features},
                                       {"api_calls_30d", api_calls},
                                       {"storage_gb", storage},
                                       {"support_tickets_90d", tickets},
                                       {"contact_role", contact},
                                       {"expanded", expanded},
                                       {"churned", churned},
                                       {"churn_reason", reason},
                                       {"competitor", competitor}};

static const column dirty_columns[] = {{"Account ID ", account_id},
                                       {"Account Name", account_name},
                                       {" Industry", industry},
                                       {"Employees", employees},
                                       {"Country", country},
                                       {"Funding  Stage", stage},
                                       {"Founded", founded},
                                       {"Annual Revenue", revenue_dollars},
                                       {"Signup Date", signup_us},
                                       {"ARR", arr_dollars},
                                       {"Seats", seats},
                                       {"Active Users", active_users},
                                       {"Active Share", active_share},
                                       {"Logins (90d)", logins},
                                       {"Features Used", features},
                                       {"API Calls (30d)", api_calls},
                                       {"Storage GB", storage},
                                       {"Support Tickets", tickets},
                                       {"Contact Role", contact},
                                       {"Expanded", expanded},
                                       {"Churned", churned},
                                       {"Churn Reason", reason},
                                       {"Competitor", competitor},
                                       {"Country", country}};

static const column salesforce_columns[] = {{"Account ID", salesforce_id},
                                            {"Account Name", account_name},
                                            {"Type", account_type},
                                            {"Industry", industry},
                                            {"Employees", employees},
                                            {"Annual Revenue", annual_revenue},
                                            {"Billing Country", country},
                                            {"Created Date", signup_us},
                                            {"ARR", arr},
                                            {"Seats", seats},
                                            {"Active Users", active_users},
                                            {"Logins Last 90 Days", logins},
                                            {"Features Used", features},
                                            {"API Calls Last 30 Days", api_calls},
                                            {"Storage (GB)", storage},
                                            {"Open Cases", tickets},
                                            {"Contact Role", contact},
                                            {"Expanded", expanded},
                                            {"Churned", churned},
                                            {"Churn Reason", reason},
                                            {"Main Competitor(s)", competitor}};

static const column hubspot_columns[] = {{"Record ID", hubspot_id},
                                         {"Company name", account_name},
                                         {"Lifecycle Stage", lifecycle},
                                         {"Industry", industry_upper},
                                         {"Number of Employees", employees},
                                         {"Annual Revenue", annual_revenue},
                                         {"Country/Region", country},
                                         {"Year Founded", founded},
                                         {"Create Date", signup_time},
                                         {"Annual recurring revenue", arr},
                                         {"Seats", seats},
                                         {"Active Users", active_users},
                                         {"Logins last 90 days", logins},
                                         {"Features used", features},
                                         {"API calls last 30 days", api_calls},
                                         {"Storage GB", storage},
                                         {"Number of support tickets", tickets},
                                         {"Buying Role", contact},
                                         {"Upsold", expanded},
                                         {"Churned", churned_flag},
                                         {"Churn Reason", reason},
                                         {"Main Competitor", competitor}};

static const char *const salesforce_footer[] = {"Account usage and churn",
                                                "Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved.",
                                                "Confidential Information - Do Not Distribute",
                                                "Generated By:  Dana Reyes  11/2/2026 9:14 AM",
                                                "Alderwood Software",
                                                NULL};

#define COLUMNS(name) name, sizeof name / sizeof name[0]
static const format formats[] = {
    {"clean", "\n", COLUMNS(clean_columns), 0, 0, 0, account_id, NULL},
    {"dirty", "\r\n", COLUMNS(dirty_columns), 1, 0, 1, account_id, NULL},
    {"salesforce", "\n", COLUMNS(salesforce_columns), 0, 1, 0, salesforce_id, salesforce_footer},
    {"hubspot", "\n", COLUMNS(hubspot_columns), 0, 1, 0, hubspot_id, NULL},
};

const format *format_find(const char *name)
{
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
        if (strcmp(formats[i].name, name) == 0) return &formats[i];
    return NULL;
}

void format_id(const format *f, const account *a, char *text, size_t size)
{
    char cell[CELL];
    f->id(a, cell);
    snprintf(text, size, "%s", cell);
}

static void put(const char *text, int quote_all, FILE *out)
{
    if (!quote_all && !strpbrk(text, ",\"\r\n")) {
        fputs(text, out);
        return;
    }
    fputc('"', out);
    for (const char *c = text; *c; c++) {
        if (*c == '"') fputc('"', out);
        fputc(*c, out);
    }
    fputc('"', out);
}

void format_header(const format *f, const world *w, FILE *out)
{
    if (f->byte_order_mark) fputs("\xEF\xBB\xBF", out);
    for (size_t i = 0; i < f->count; i++) {
        if (i) fputc(',', out);
        put(f->columns[i].header, f->quote_all, out);
    }
    if (w->leak) fputs(",health", out);
    fputs(f->line_end, out);
}

/* Spellings people leave behind: missing tokens, other cases, stray blanks. */
static void soil(draw *d, char text[CELL])
{
    static const char *const missing[] = {"N/A", "#N/A", "", "null"};
    double u = draw_uniform(d);
    if (u < .02)
        snprintf(text, CELL, "%s", missing[draw_below(d, 4)]);
    else if (u < .05)
        snprintf(text + strlen(text), CELL - strlen(text), " ");
}

/* A row no reader should take: too short, too long, or a word where a number belongs. Their ids are not those of accounts. */
static void put_broken(const format *f, const account *a, FILE *out)
{
    if (a->row % 3 == 0)
        fprintf(out, "X%05zu,Half a row%s", a->row, f->line_end);
    else
        fprintf(out, "X%05zu,Words Inc,Retail,%s,Spain,Seed,2001,$0,1/5/2024,$0,%s,3,30%%,5,4,9,0.10,1,,No,No,,,Spain%s%s", a->row,
                a->row % 3 == 1 ? "a few" : "12", a->row % 3 == 1 ? "ten" : "10", a->row % 3 == 1 ? "" : ",one more", f->line_end);
}

void format_row(const format *f, const world *w, draw *d, const account *a, FILE *out)
{
    if (f->dirt && a->row % 40 == 17) put_broken(f, a, out);
    for (size_t i = 0; i < f->count; i++) {
        char text[CELL];
        f->columns[i].spell(a, text);
        if (f->dirt && i > 1) soil(d, text);
        if (i) fputc(',', out);
        put(text, f->quote_all, out);
    }
    if (w->leak) fprintf(out, ",%s", a->health);
    fputs(f->line_end, out);
}

void format_footer(const format *f, FILE *out)
{
    if (!f->footer) return;
    fputs(f->line_end, out);
    for (size_t i = 0; f->footer[i]; i++) {
        put(f->footer[i], 1, out);
        fputs(f->line_end, out);
    }
}
