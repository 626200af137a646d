/* Every kind of fault against levers that only write down who pulled them. */
#include <math.h>
#include <string.h>

#include "policy/fault/fault_table.h"
#include "test.h"

/* One device or gateway as the levers leave it. */
struct FaultTarget {
    int stopped, killed, cut, flipped;
    double loss;
    int pulls;
    bool is_flash;
    SimTime scrub;
    uint32_t bit_count;
};

void fault_stop_firmware(FaultTarget *target)
{
    target->stopped++;
    target->pulls++;
}

void fault_kill(FaultTarget *target)
{
    target->killed++;
    target->pulls++;
}

void fault_cut_power(FaultTarget *target)
{
    target->cut++;
    target->pulls++;
}

void fault_restore_power(FaultTarget *target)
{
    target->cut--;
    target->pulls++;
}

void fault_flip_weights(FaultTarget *target, uint32_t bit_count)
{
    target->flipped++;
    target->bit_count = bit_count;
    target->pulls++;
}

void fault_flip_flash(FaultTarget *target, uint32_t bit_count, SimTime scrub)
{
    fault_flip_weights(target, bit_count);
    target->is_flash = true;
    target->scrub = scrub;
}

void fault_mend_model(FaultTarget *target)
{
    target->flipped = 0;
    target->pulls++;
}

void fault_scale_loss(FaultTarget *target, double by)
{
    target->loss *= by;
    target->pulls++;
}

void fault_restore_loss(FaultTarget *target, double by)
{
    target->loss /= by;
    target->pulls++;
}

/* What a parameter struct of one factor looks like, with room for any other. */
static const double factor[4] = {8.0};

static const FaultOps *find(const char *name)
{
    for (size_t i = 0; fault_at(i) != NULL; i++)
        if (g_str_equal(fault_at(i)->form.name, name))
            return fault_at(i);
    g_assert_not_reached();
}

static bool is_same(const FaultTarget *a, const FaultTarget *b)
{
    return a->stopped == b->stopped && a->killed == b->killed && a->cut == b->cut &&
           a->flipped == b->flipped && fabs(a->loss - b->loss) < 1e-12;
}

/* With the doc and the parameters that `help keys` prints. */
static void every_kind_says_what_it_is(void)
{
    for (size_t i = 0; fault_at(i) != NULL; i++) {
        const FaultOps *ops = fault_at(i);
        CHECK(fault_form_at(i) == &ops->form);
        CHECK(g_str_has_suffix(ops->form.doc, "."));
        CHECK((ops->form.params != NULL) == (ops->form.size > 0));
        CHECK(ops->form.size <= sizeof factor);
    }
}

static void every_kind_pulls_a_lever(void)
{
    for (size_t i = 0; fault_at(i) != NULL; i++) {
        FaultTarget target = {.loss = 1.0};
        const FaultTarget well = target;
        fault_at(i)->begin(factor, &target);
        CHECK_INT(target.pulls, 1);
        CHECK(!is_same(&target, &well));
        CHECK_INT(fault_at(i)->scales_loss, target.loss > 1.0);
    }
}

/* What ends by itself leaves nothing behind, in whatever order overlapping ones end. */
static void ends_undo_begins(void)
{
    for (size_t i = 0; fault_at(i) != NULL; i++) {
        const FaultOps *ops = fault_at(i);
        CHECK((ops->end != NULL) ==
              (ops->healing == HEALS_BY_END || ops->healing == HEALS_BY_RELOAD));
        if (ops->end == NULL)
            continue;
        FaultTarget target = {.loss = 0.01};
        const FaultTarget well = target;
        ops->begin(factor, &target);
        ops->begin(factor, &target);
        ops->end(factor, &target);
        CHECK(is_same(&target, &well) == (ops->healing == HEALS_BY_RELOAD)); /* that mends all */
        ops->end(factor, &target);
        CHECK(is_same(&target, &well));
    }
}

/* What nothing heals but its end must have one; what lasts for ever must not. */
static void lengths_agree_with_healing(void)
{
    for (size_t i = 0; fault_at(i) != NULL; i++) {
        const FaultOps *ops = fault_at(i);
        if (ops->healing == HEALS_BY_END)
            CHECK(ops->length == LENGTH_REQUIRED);
        CHECK(ops->length != LENGTH_REQUIRED || !ops->is_failure);
    }
}

static void kinds_are_as_the_table_says(void)
{
    FaultTarget target = {.loss = 0.01};
    find("crash")->begin(NULL, &target);
    CHECK_INT(target.stopped, 1);
    find("permanent")->begin(NULL, &target);
    CHECK_INT(target.killed, 1);
    find("power-cut")->begin(NULL, &target);
    CHECK_INT(target.cut, 1);
    find("link-loss")->begin(factor, &target);
    CHECK_NEAR(target.loss, 0.08, 1e-15);
    CHECK(find("crash")->healing == HEALS_BY_WATCHDOG);
    CHECK(find("permanent")->healing == HEALS_BY_VISIT);
    CHECK(find("permanent")->length == LENGTH_REFUSED);
    CHECK(find("power-cut")->hits_gateways && find("power-cut")->needs_mains);
    CHECK(!find("link-loss")->hits_gateways && !find("link-loss")->needs_mains);
}

/* The fields as fault_bit_flip.c has them, from its own table. */
static void set_param(const FaultOps *ops, void *params, const char *name, double value)
{
    for (const ParamSpec *row = ops->form.params; row->name != NULL; row++) {
        void *field = (char *)params + row->offset;
        if (!g_str_equal(row->name, name))
            continue;
        if (row->type == PARAM_TYPE_NUMBER)
            *(double *)field = value;
        else if (row->type == PARAM_TYPE_CHOICE)
            *(int *)field = (int)value;
        else
            *(int64_t *)field = (int64_t)value;
        return;
    }
    g_assert_not_reached();
}

/* Row G2a: 50 FIT/Mbit, 2 Mbit. */
static void upsets_come_at_fit_times_mbit(void)
{
    const FaultOps *ops = find("bit-flip");
    double params[4] = {0.0};
    set_param(ops, params, "bits", 1);
    CHECK_NEAR(ops->rate(params, 250000), 0.0, 0.0);
    set_param(ops, params, "fit_per_mbit", 50);
    double a_year = 8760.0 * 3600.0 * ops->rate(params, 250000);
    CHECK_NEAR(1000.0 * a_year, 0.876, 1e-12);
    CHECK_NEAR(1.0 - exp(-1000.0 * a_year), 0.5835546, 5e-8);
    set_param(ops, params, "ecc", 1);
    CHECK_NEAR(8760.0 * 3600.0 * ops->rate(params, 250000) / a_year, 72.0 / 64.0, 1e-12);
    CHECK_NEAR(ops->rate(params, 249993), ops->rate(params, 250000), 0.0); /* whole words */
    for (size_t i = 0; fault_at(i) != NULL; i++)
        CHECK((fault_at(i)->rate == NULL) == (fault_at(i)->rate_param == NULL));
}

/* Weights by the keys of time; the whole file, scrubbed or not, as memory. */
static void bits_flip_in_weights_or_in_flash(void)
{
    static const struct {
        double fit, ecc;
        bool is_flash;
        SimTime scrub;
    } cases[] = {{0, 0, false, 0}, {9, 0, true, 0}, {0, 1, true, NS_PER_H}, {9, 1, true, NS_PER_H}};
    const FaultOps *ops = find("bit-flip");
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        double params[4] = {0.0};
        set_param(ops, params, "bits", 3);
        set_param(ops, params, "scrub", (double)NS_PER_H);
        set_param(ops, params, "fit_per_mbit", cases[i].fit);
        set_param(ops, params, "ecc", cases[i].ecc);
        FaultTarget target = {.loss = 1.0};
        ops->begin(params, &target);
        CHECK_INT(target.bit_count, 3);
        CHECK(target.is_flash == cases[i].is_flash);
        CHECK_INT(target.scrub, cases[i].scrub);
    }
}

TEST_MAIN(CASE(every_kind_says_what_it_is), CASE(every_kind_pulls_a_lever), CASE(ends_undo_begins),
          CASE(lengths_agree_with_healing), CASE(kinds_are_as_the_table_says),
          CASE(upsets_come_at_fit_times_mbit), CASE(bits_flip_in_weights_or_in_flash))
