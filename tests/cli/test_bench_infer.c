/* Timing inferences: which kernel sets are taken, and that figures are figures. */
#include <string.h>

#include "cli/bench_infer.h"
#include "cli/kernel_option.h"
#include "nn/tflite_read.h"
#include "test.h"

static void without_names_all_sets_are_taken_or_skipped(void)
{
    GPtrArray *sets = NULL, *skipped = NULL;
    CHECK(kernel_option_list(NULL, &sets, &skipped, NULL));
    CHECK_INT((int64_t)sets->len + (int64_t)skipped->len,
              (int64_t)g_strv_length((char **)(uintptr_t)kernel_option_names));
    for (guint i = 0; i < skipped->len; i++)
        CHECK(kernels_find(g_ptr_array_index(skipped, i)) == NULL);
    g_ptr_array_unref(sets);
    g_ptr_array_unref(skipped);
}

static void a_set_named_twice_is_taken_once(void)
{
    GPtrArray *sets = NULL, *skipped = NULL;
    guint lacking = kernels_find("amx") == NULL;
    CHECK(kernel_option_list("c,amx,c", &sets, &skipped, NULL));
    CHECK_INT(sets->len, 2 - lacking);
    CHECK_TEXT(((const KernelSet *)g_ptr_array_index(sets, 0))->name, "c");
    CHECK_INT(skipped->len, lacking);
    if (lacking > 0)
        CHECK_TEXT(g_ptr_array_index(skipped, 0), "amx");
    else
        CHECK_TEXT(((const KernelSet *)g_ptr_array_index(sets, 1))->name, "amx");
    g_ptr_array_unref(sets);
    g_ptr_array_unref(skipped);
}

static void check_refused(const char *text, const char *part)
{
    GPtrArray *sets = NULL, *skipped = NULL;
    g_autoptr(GError) error = NULL;
    CHECK(!kernel_option_list(text, &sets, &skipped, &error));
    CHECK(error != NULL && strstr(error->message, part) != NULL);
    CHECK(sets == NULL && skipped == NULL);
}

static void sets_that_are_not_here_are_refused(void)
{
    check_refused("abacus", "--kernels abacus: no such set; there are auto, ");
    check_refused("c,abacus", "no such set");
    CHECK(kernel_option_find(NULL, NULL) == kernels_find("auto"));
    if (kernels_find("amx") != NULL)
        test_skip("this CPU lacks no set");
    check_refused("amx", "--kernels amx: this build or CPU lacks it; there are auto, ");
    g_autoptr(GError) error = NULL;
    CHECK(kernel_option_find("amx", &error) == NULL);
    CHECK(error != NULL && g_str_has_suffix(error->message, ", c"));
}

/* 0.1 us to 1 s for an inference; 0.1 GMAC/s to 1,000 TMAC/s at most. */
static void figures_are_plausible(void)
{
    g_autofree char *path =
        g_build_filename(TINYFLEET_SOURCE_DIR, "models", "wake-word.tflite", NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(Graph) graph = tflite_read(path, &error);
    if (!CHECK(graph != NULL))
        return;
    for (size_t i = 0; kernels_at(i) != NULL; i++) {
        if (!kernels_at(i)->is_available())
            continue;
        g_autoptr(Plan) plan = plan_new_with(graph, kernels_at(i));
        InferBench bench = {plan, 2, 2, 0.001};
        double wall_s = bench_infer_run(&bench), peak = bench_infer_peak(kernels_at(i), 0.001);
        CHECK(wall_s > 1e-7 && wall_s < 1);
        CHECK(peak > 1e8 && peak < 1e15);
    }
}

TEST_MAIN(CASE(without_names_all_sets_are_taken_or_skipped), CASE(a_set_named_twice_is_taken_once),
          CASE(sets_that_are_not_here_are_refused), CASE(figures_are_plausible))
