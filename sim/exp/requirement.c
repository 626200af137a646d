#include "exp/requirement.h"

#include <math.h>
#include <string.h>

#include "exp/summary.h"
#include "stat/interval.h"
#include "util/detmath.h"

double requirement_confidence(double overall, uint32_t requirement_count)
{
    g_assert(overall > 0 && overall < 1);
    g_assert(requirement_count > 0);

    return 1.0 - (1.0 - overall) / (double)requirement_count;
}

static bool is_upper_limit(const char *op)
{
    return op[0] == '<';
}

bool requirement_holds(const char *op, double value, double limit)
{
    g_assert(op && (op[0] == '<' || op[0] == '>'));
    g_assert(op[1] == '\0' || (op[1] == '=' && op[2] == '\0'));

    if (op[1] == '=' && value == limit)
        return true;
    return is_upper_limit(op) ? value < limit : value > limit;
}

static bool is_narrow_enough(double sd, double distance, int64_t n, double confidence)
{
    double quantile = det_student_quantile(0.5 + 0.5 * confidence, (double)(n - 1));
    return quantile * sd / sqrt((double)n) < distance;
}

/* Least n whose expected half-width is below the distance to the limit. The half-width falls
 * with n, so halving finds it. */
static int64_t plan_needed(const Estimate *e, double limit, double confidence)
{
    double distance = fabs(e->mean - limit);
    int64_t low = MAX((int64_t)e->n, 1), high = REQUIREMENT_NEEDED_MAX;
    if (low >= high || !is_narrow_enough(e->sd, distance, high, confidence))
        return INT64_MAX;
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        if (is_narrow_enough(e->sd, distance, middle, confidence))
            high = middle;
        else
            low = middle;
    }
    return high;
}

/* Every sample of every replication says the same: an interval that counts the samples. */
static bool is_unanimous(const RequirementRow *row, const Estimate *e)
{
    return row->is_share && row->samples > 0 && e->n >= 2 && e->least == e->greatest &&
           (e->mean == 0.0 || e->mean == 1.0);
}

static void bound_unanimous(const RequirementRow *row, Estimate *e)
{
    double bound = interval_share_upper(0, row->samples, 0.5 + 0.5 * row->confidence);
    e->ci_low = e->mean == 0.0 ? 0.0 : 1.0 - bound;
    e->ci_high = e->mean == 0.0 ? bound : 1.0;
}

/* Replications whose samples, all saying the same, would decide. */
static int64_t plan_unanimous(const RequirementRow *row, const Estimate *e)
{
    double distance = fabs(e->mean - row->limit);
    if (distance <= 0.0 || distance >= 1.0)
        return INT64_MAX;
    double wanted = det_log(0.5 - 0.5 * row->confidence) / det_log1p(-distance);
    double needed = floor(wanted * (double)e->n / (double)row->samples) + 1.0;
    return needed > REQUIREMENT_NEEDED_MAX ? INT64_MAX : (int64_t)needed;
}

static void judge_interval(RequirementRow *row, const Estimate *e)
{
    double good_end = is_upper_limit(row->op) ? e->ci_high : e->ci_low;
    double bad_end = is_upper_limit(row->op) ? e->ci_low : e->ci_high;
    if (isnan(e->ci_low)) {
        row->verdict = VERDICT_UNCLEAR;
        row->needed = e->n < 2 ? 2 : -1;
    } else if (requirement_holds(row->op, good_end, row->limit)) {
        row->verdict = VERDICT_PASS;
    } else if (!requirement_holds(row->op, bad_end, row->limit)) {
        row->verdict = VERDICT_FAIL;
    } else {
        row->verdict = VERDICT_UNCLEAR;
        row->needed = is_unanimous(row, e) ? plan_unanimous(row, e)
                                           : plan_needed(e, row->limit, row->confidence);
    }
}

static void judge_point(RequirementRow *row, double value)
{
    row->observed = value;
    row->verdict = requirement_holds(row->op, value, row->limit) ? VERDICT_PASS : VERDICT_FAIL;
}

void requirement_judge(RequirementRow *row, const double *values, uint32_t count)
{
    g_assert(row && row->op && row->rule);
    g_assert(!isnan(row->limit));

    Estimate e = estimate_mean(values, count, row->confidence);
    estimate_clip(&e, row->is_share);
    if (is_unanimous(row, &e))
        bound_unanimous(row, &e);
    row->observed = e.mean;
    row->ci_low = e.ci_low;
    row->ci_high = e.ci_high;
    row->needed = -1;
    if (e.n == 0) {
        row->verdict = VERDICT_NO_DATA;
    } else if (strcmp(row->rule, "mean") == 0) {
        judge_point(row, e.mean);
    } else if (strcmp(row->rule, "worst") == 0) {
        row->ci_low = row->ci_high = NAN;
        judge_point(row, is_upper_limit(row->op) ? e.greatest : e.least);
    } else {
        g_assert(strcmp(row->rule, "ci") == 0);
        judge_interval(row, &e);
    }
}

Verdict requirements_verdict(const Study *study)
{
    g_assert(study);

    bool seen[VERDICT_NO_DATA + 1] = {false};
    for (guint i = 0; i < study->requirements->len; i++) {
        const RequirementRow *row = &g_array_index(study->requirements, RequirementRow, i);
        if (strcmp(row->level, "must") == 0)
            seen[row->verdict] = true;
    }
    if (seen[VERDICT_FAIL])
        return VERDICT_FAIL;
    if (seen[VERDICT_NO_DATA])
        return VERDICT_NO_DATA;
    return seen[VERDICT_UNCLEAR] ? VERDICT_UNCLEAR : VERDICT_PASS;
}

const char *verdict_name(Verdict verdict)
{
    static const char *const names[] = {"pass", "fail", "unclear", "no-data"};
    g_assert((size_t)verdict < G_N_ELEMENTS(names));

    return names[verdict];
}
