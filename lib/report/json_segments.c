/* json_segments.c - clustering, segments and the map in report.json. Must not know: how segments were found. */
#include "report/json_report.h"

#include <math.h>

static const char *verdict_word(icp_verdict verdict)
{
    static const char *const words[] = {NULL, "natural", "reproducible", "constructive", "none"};
    return words[verdict];
}

static void write_axes(icp_i_json *json, const char *key, const double *values)
{
    static const char *const names[ICP_AXIS_COUNT] = {"usage", "upsell", "objections"};
    icp_i_json_key_object(json, key);
    for (size_t a = 0; a < ICP_AXIS_COUNT; a++) icp_i_json_key_number(json, names[a], values[a]);
    icp_i_json_end(json);
}

/* One number a segment; NULL: not computed. */
static void write_numbers(icp_i_json *json, const char *key, const double *values, size_t count)
{
    icp_i_json_key_array(json, key);
    for (size_t i = 0; values && i < count; i++) icp_i_json_number(json, values[i]);
    icp_i_json_end(json);
}

static void write_nulls(icp_i_json *json, const icp_clustering *clustering)
{
    if (clustering->null_draws == 0) {
        icp_i_json_key_null(json, "nulls");
        return;
    }
    icp_i_json_key_object(json, "nulls");
    icp_i_json_key_number(json, "gaussian_p", clustering->gaussian_p);
    icp_i_json_key_number(json, "copula_p", clustering->copula_p);
    icp_i_json_key_count(json, "draws", clustering->null_draws);
    icp_i_json_end(json);
}

static void write_k_table(icp_i_json *json, const icp_clustering *clustering)
{
    icp_i_json_key_array(json, "k_table");
    for (size_t i = 0; i < clustering->k_count; i++) {
        const icp_k_row *row = &clustering->k_table[i];
        icp_i_json_object(json);
        icp_i_json_key_count(json, "k", row->k);
        icp_i_json_key_number(json, "inertia", row->inertia);
        icp_i_json_key_number(json, "calinski_harabasz", row->calinski_harabasz);
        icp_i_json_key_number(json, "silhouette", row->silhouette);
        icp_i_json_key_number(json, "gap", row->gap);
        icp_i_json_key_number(json, "gap_se", row->gap_se);
        icp_i_json_key_number(json, "prediction_strength", row->prediction_strength);
        icp_i_json_key_number(json, "null_p", row->null_p);
        write_numbers(json, "stability", row->stability, row->stability_count);
        write_numbers(json, "slsa", row->slsa, row->stability_count);
        write_numbers(json, "slsw", row->slsw, row->stability_count);
        icp_i_json_key_count(json, "best_hits", row->best_hits);
        icp_i_json_key_count(json, "restarts", row->restarts);
        icp_i_json_key_count(json, "smallest", row->smallest);
        icp_i_json_end(json);
    }
    icp_i_json_end(json);
}

static void write_splits(icp_i_json *json, const icp_clustering *clustering)
{
    icp_i_json_key_array(json, "splits");
    for (size_t i = 0; i < clustering->split_count; i++) {
        const icp_split *split = &clustering->splits[i];
        icp_i_json_object(json);
        icp_i_json_key_text(json, "segment", split->part);
        icp_i_json_key_count(json, "k", split->k);
        icp_i_json_key_text(json, "failed", split->failed);
        icp_i_json_key_text(json, "held", split->held);
        icp_i_json_end(json);
    }
    icp_i_json_end(json);
}

static void write_differences(icp_i_json *json, const icp_clustering *clustering)
{
    icp_i_json_key_array(json, "differences");
    for (size_t i = 0; i < clustering->difference_count; i++) {
        const icp_segment_difference *one = &clustering->differences[i];
        icp_i_json_object(json);
        icp_i_json_key_text(json, "outcome", one->outcome);
        icp_i_json_key_number(json, "p", one->p);
        icp_i_json_key_bool(json, "differs", one->differs != 0);
        icp_i_json_end(json);
    }
    icp_i_json_end(json);
}

void icp_i_json_clustering(icp_i_json *json, const icp_result *result)
{
    const icp_clustering *clustering = &result->clustering;
    icp_i_json_key_object(json, "clustering");
    icp_i_json_key_count(json, "k", clustering->k);
    icp_i_json_key_text(json, "verdict", verdict_word(clustering->verdict));
    write_axes(json, "weights", clustering->weight);
    write_axes(json, "view_share", clustering->share);
    icp_i_json_key_number(json, "inertia", clustering->inertia);
    icp_i_json_key_number(json, "silhouette", clustering->silhouette);
    icp_i_json_key_count(json, "restarts", clustering->restarts);
    icp_i_json_key_count(json, "best_hits", clustering->best_hits);
    write_nulls(json, clustering);
    icp_i_json_key_number(json, "replication_ari", clustering->replication_ari);
    icp_i_json_key_count(json, "trimmed", clustering->trimmed);
    icp_i_json_key_count(json, "min_size", clustering->min_size);
    icp_i_json_key_number(json, "smallest_lift", clustering->smallest_lift);
    write_splits(json, clustering);
    write_k_table(json, clustering);
    icp_i_json_key_word(json, "k_why", clustering->k_why);
    icp_i_json_key_word(json, "verdict_why", clustering->verdict_why);
    write_differences(json, clustering);
    icp_i_json_key_word(json, "differences_why", clustering->differences_why);
    icp_i_json_end(json);
}

static void write_usage(icp_i_json *json, const icp_result *result, const icp_segment *segment)
{
    icp_i_json_key_array(json, "usage");
    for (size_t i = 0; i < segment->usage_count; i++) {
        icp_i_json_object(json);
        icp_i_json_key_text(json, "column", icp_i_column_name(result, segment->usage[i].column));
        icp_i_json_key_number(json, "median", segment->usage[i].median);
        icp_i_json_key_number(json, "overall", segment->usage[i].overall);
        icp_i_json_end(json);
    }
    icp_i_json_end(json);
    icp_i_json_key_estimate(json, "usage_index", &segment->usage_index);
}

static void write_profile(icp_i_json *json, const icp_result *result, const icp_segment *segment)
{
    icp_i_json_key_array(json, "profile");
    for (size_t i = 0; i < segment->profile_count; i++) {
        icp_i_json_object(json);
        icp_i_json_key_text(json, "column", icp_i_column_name(result, segment->profile[i].column));
        icp_i_json_key_estimate(json, "effect", &segment->profile[i].effect);
        icp_i_json_key_number(json, "importance", segment->profile[i].importance);
        icp_i_json_end(json);
    }
    icp_i_json_end(json);
}

static void write_objections(icp_i_json *json, const icp_segment *segment)
{
    icp_i_json_key_array(json, "objections");
    for (size_t i = 0; i < segment->objection_count; i++) {
        const icp_objection_rate *objection = &segment->objections[i];
        icp_i_json_object(json);
        icp_i_json_key_text(json, "class", objection->class_name);
        icp_i_json_key_estimate(json, "rate", &objection->rate);
        icp_i_json_key_count(json, "events", objection->events);
        icp_i_json_key_number(json, "overall", objection->overall);
        icp_i_json_key_text(json, "kind", objection->kind);
        icp_i_json_end(json);
    }
    icp_i_json_end(json);
}

static void write_traits(icp_i_json *json, const icp_result *result, const icp_segment *segment)
{
    icp_i_json_key_array(json, "traits");
    for (size_t i = 0; i < segment->trait_count; i++) {
        const icp_trait_lift *trait = &segment->traits[i];
        icp_i_json_object(json);
        icp_i_json_key_text(json, "column", icp_i_column_name(result, trait->column));
        icp_i_json_key_text(json, "value", trait->value);
        icp_i_json_key_number(json, "share", trait->share);
        icp_i_json_key_number(json, "overall", trait->overall);
        icp_i_json_key_estimate(json, "lift", &trait->lift);
        icp_i_json_end(json);
    }
    icp_i_json_end(json);
}

static void write_contacts(icp_i_json *json, const icp_segment *segment)
{
    icp_i_json_key_array(json, "contacts");
    for (size_t i = 0; i < segment->contact_count; i++) {
        const icp_contact_coverage *contact = &segment->contacts[i];
        icp_i_json_object(json);
        icp_i_json_key_text(json, "role", contact->role);
        icp_i_json_key_estimate(json, "won", &contact->won);
        icp_i_json_key_estimate(json, "lost", &contact->lost);
        icp_i_json_key_count(json, "n", contact->won.n + contact->lost.n);
        icp_i_json_key_bool(json, "stands_out", contact->stands_out != 0);
        icp_i_json_end(json);
    }
    icp_i_json_end(json);
}

static void write_segment(icp_i_json *json, const icp_result *result, const icp_segment *segment)
{
    icp_i_json_object(json);
    icp_i_json_key_text(json, "id", segment->id);
    icp_i_json_key_text(json, "name", segment->name);
    icp_i_json_key_count(json, "size", segment->size);
    icp_i_json_key_number(json, "share", segment->share);
    icp_i_json_key_object(json, "revenue");
    icp_i_json_key_number(json, "sum", segment->revenue_sum);
    icp_i_json_key_number(json, "share", segment->revenue_share);
    icp_i_json_key_number(json, "median", segment->revenue_median);
    icp_i_json_end(json);
    icp_i_json_key_text(json, "verdict", verdict_word(segment->verdict));
    icp_i_json_key_number(json, "dip_p", segment->dip_p);
    icp_i_json_key_estimate(json, "stability", &segment->stability);
    write_usage(json, result, segment);
    icp_i_json_key_estimate(json, "upsell", &segment->upsell);
    icp_i_json_key_estimate(json, "churn", &segment->churn);
    icp_i_json_key_estimate(json, "win", &segment->win);
    write_profile(json, result, segment);
    write_objections(json, segment);
    write_traits(json, result, segment);
    write_contacts(json, segment);
    icp_i_json_key_count(json, "customers", segment->customers);
    if (isnan(segment->stability.value)) icp_i_json_key_null(json, "found_again");
    else icp_i_json_key_count(json, "found_again", segment->found_again);
    icp_i_json_key_estimate(json, "upsell_for_size", &segment->upsell_for_size);
    icp_i_json_key_number(json, "upsell_expected", segment->upsell_expected);
    icp_i_json_end(json);
}

void icp_i_json_segments(icp_i_json *json, const icp_result *result)
{
    icp_i_json_key_array(json, "segments");
    for (size_t i = 0; i < result->segment_count; i++) write_segment(json, result, &result->segments[i]);
    icp_i_json_end(json);
}

static void write_points(icp_i_json *json, const icp_result *result)
{
    icp_i_json_key_array(json, "points");
    for (size_t i = 0; i < result->map_point_count; i++) {
        icp_i_json_object(json);
        icp_i_json_key_number(json, "x", result->map_points[i].x);
        icp_i_json_key_number(json, "y", result->map_points[i].y);
        icp_i_json_key_segment(json, "segment", result, result->map_points[i].segment);
        icp_i_json_end(json);
    }
    icp_i_json_end(json);
}

static void write_ellipses(icp_i_json *json, const icp_result *result)
{
    icp_i_json_key_array(json, "ellipses");
    for (size_t i = 0; i < result->map_ellipse_count; i++) {
        const icp_map_ellipse *ellipse = &result->map_ellipses[i];
        icp_i_json_object(json);
        icp_i_json_key_segment(json, "segment", result, ellipse->segment);
        icp_i_json_key_number(json, "x", ellipse->x);
        icp_i_json_key_number(json, "y", ellipse->y);
        icp_i_json_key_number(json, "radius_x", ellipse->radius_x);
        icp_i_json_key_number(json, "radius_y", ellipse->radius_y);
        icp_i_json_key_number(json, "angle", ellipse->angle);
        icp_i_json_end(json);
    }
    icp_i_json_end(json);
}

void icp_i_json_map(icp_i_json *json, const icp_result *result)
{
    icp_i_json_key_object(json, "map");
    icp_i_json_key_array(json, "axes");
    for (size_t i = 0; i < 2 && result->map_axis[i]; i++) {
        icp_i_json_object(json);
        icp_i_json_key_text(json, "label", result->map_axis[i]);
        icp_i_json_key_number(json, "share", result->map_share[i]);
        icp_i_json_end(json);
    }
    icp_i_json_end(json);
    write_points(json, result);
    write_ellipses(json, result);
    icp_i_json_end(json);
}
