/* What a stopped run says of what it kept. */
#include "test.h"

#include "cli/kept.h"

static void says(Kept *kept, const char *wanted)
{
    g_autofree char *sentence = kept_sentence(kept);
    CHECK_TEXT(sentence, wanted);
}

static void a_stopped_run_says_what_is_where(void)
{
    Kept kept;
    kept_init(&kept);
    says(&kept, "nothing had been written yet");
    kept_place(&kept, "res", NULL, 50);
    says(&kept,
         "kept 0 of 50 replications in res; res/results.db can be read; --force replaces it");
    kept_add(&kept);
    kept_add(&kept);
    says(&kept,
         "kept 2 of 50 replications in res; res/results.db can be read; --force replaces it");
    kept_finish(&kept, "res");
    says(&kept, "the results are complete in res");
    kept_clear(&kept);
}

static void it_is_said_once(void)
{
    Kept kept;
    kept_init(&kept);
    CHECK(kept_claim(&kept));
    CHECK(!kept_claim(&kept));
    kept_clear(&kept);
}

static void an_old_result_that_still_stands_is_told(void)
{
    Kept kept;
    kept_init(&kept);
    kept_place(&kept, "a.new", "a still holds the complete run of home, 2026-01-01", 1);
    kept_add(&kept);
    says(&kept, "kept 1 of 1 replication in a.new; a.new/results.db can be read; a still holds the "
                "complete run of home, 2026-01-01");
    kept_finish(&kept, "a");
    says(&kept, "the results are complete in a");
    kept_clear(&kept);
}

TEST_MAIN(CASE(a_stopped_run_says_what_is_where), CASE(it_is_said_once),
          CASE(an_old_result_that_still_stands_is_told))
