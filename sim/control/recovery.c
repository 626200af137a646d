#include "control/recovery.h"

#include <glib.h>

enum {
    REVIEW_BEATS = 2, /* a step that helped shows within so many */
    FIRST_VISIT = 3,  /* Record.step after it; 1 is the restart, 2 the reload */
    VISIT_BIT = 32,   /* RNG_VISIT_TIME: slot of the alarm below, number of the visit above */
};

bool recovery_visits(const RecoveryRules *rules)
{
    return rules->visit.kind != DIST_CONSTANT || rules->visit.p[0] < (double)TIME_NEVER;
}

/* The first nominal beat after now. */
static SimTime next_slot(const RecordCase *look)
{
    SimTime since = look->now - look->phase;
    return since < 0 ? look->phase : time_add(look->now, look->heartbeat - since % look->heartbeat);
}

static void take(const RecoveryRules *rules, RecordCase *look, RecordStep step, SimTime at)
{
    look->step = step;
    look->step_at = at;
    look->review_after = time_add(time_mul(look->heartbeat, REVIEW_BEATS), rules->grace);
    look->record->step++;
}

/* The address of its delay is the alarm and the number of the visit, so that an earlier alarm or
 * another ladder shifts nobody's luck. */
static void send_somebody(const RecoveryRules *rules, RecordCase *look)
{
    if (!recovery_visits(rules))
        return;
    uint64_t visit = (uint64_t)(look->record->step + 1 - FIRST_VISIT);
    uint64_t index = (uint32_t)look->record->asked_at | visit << VISIT_BIT;
    Rng rng = rng_at(look->key, look->number, RNG_VISIT_TIME, index);
    SimTime delay = dist_sample_ns(&rules->visit, &rng, 1);
    take(rules, look, STEP_VISIT, time_add(look->now, delay));
}

void recovery_start(const RecoveryRules *rules, RecordCase *look)
{
    g_assert(look->record->is_down);
    look->record->step = 0;
    take(rules, look, STEP_RESTART, next_slot(look));
}

void recovery_review(const RecoveryRules *rules, RecordCase *look)
{
    look->step = STEP_NONE;
    if (!look->record->is_down)
        return;
    if (look->record->step + 1 < FIRST_VISIT)
        take(rules, look, STEP_RELOAD, next_slot(look));
    else
        send_somebody(rules, look);
}
