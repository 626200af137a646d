/* A model fits, or the sentence names what it needs and what there is. */
#include "hw/fit.h"
#include "test.h"
#include "util/error.h"

static const Board tiny = {.profile = "tiny-m0", .flash = 64 * 1024, .ram = 16 * 1024};

static void check_refused(FitNeed need, FitVerdict verdict, const char *sentence)
{
    g_autoptr(GError) error = NULL;
    CHECK_INT(fit_verdict(&tiny, need), verdict);
    CHECK(!fit_check(&tiny, need, &error));
    CHECK(g_error_matches(error, FLEET_ERROR, FLEET_ERROR_INPUT));
    CHECK_TEXT(error->message, sentence);
}

static void a_model_that_fits_is_accepted(void)
{
    CHECK(fit_check(&tiny, (FitNeed){"kws", 64 * 1024, 16 * 1024}, NULL));
    CHECK_INT(fit_verdict(&tiny, (FitNeed){"kws", 1, 1}), FIT_YES);
}

static void too_much_ram_is_named(void)
{
    check_refused((FitNeed){"kws", 1000, 23347}, FIT_NO_RAM,
                  "model 'kws' needs 22.8 KiB RAM, hwprofile 'tiny-m0' has 16 KiB");
}

static void too_much_flash_is_named_first(void)
{
    check_refused((FitNeed){"vww", 325 * 1024, 99 * 1024}, FIT_NO_FLASH,
                  "model 'vww' needs 325 KiB flash, hwprofile 'tiny-m0' has 64 KiB");
}

static void sizes_have_one_decimal_where_they_need_it(void)
{
    static const struct {
        Bytes size;
        const char *text;
    } cases[] = {{0, "0 B"},          {1023, "1023 B"},     {1024, "1 KiB"},
                 {1536, "1.5 KiB"},   {2097152, "2 MiB"},   {1048575, "1 MiB"},
                 {23347, "22.8 KiB"}, {5368709120, "5 GiB"}};
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = fit_size_text(cases[i].size);
        CHECK_TEXT(text, cases[i].text);
    }
}

TEST_MAIN(CASE(a_model_that_fits_is_accepted), CASE(too_much_ram_is_named),
          CASE(too_much_flash_is_named_first), CASE(sizes_have_one_decimal_where_they_need_it))
