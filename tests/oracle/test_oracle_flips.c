/* Soft errors of stored models, and what SECDED leaves of them: rows G2a and G3a. */
#include "oracle.h"

#define FLASH_BYTES 17276.0 /* of the model that base-flash.ini names */
#define FLASH_WORDS 2160.0

#define UPSETS_A_YEAR (50.0 * 2.0 * 8760.0 / 1e9) /* of a device, at natural flux */

static void the_file_is_the_one_that_the_rates_are_made_for(void)
{
    g_autofree char *contents = NULL;
    gsize size = 0;
    CHECK(g_file_get_contents(TINYFLEET_SOURCE_DIR "/models/wake-word.tflite", &contents, &size,
                              NULL));
    CHECK_NEAR((double)size, FLASH_BYTES, 0.0);
    CHECK_NEAR(ceil(FLASH_BYTES / 8.0), FLASH_WORDS, 0.0);
}

/* One for each of 50 devices; with an end at 10, 25, .. 1,000 h, but for the last: 66. */
static void a_model_flips_anew_when_it_has_been_mended(void)
{
    ORACLE_CHECK("g1a", {"G1a", "bit_flips", "sum", 50.0, 50.0, 0.5});
    ORACLE_CHECK("g1b", {"G1b", "bit_flips", "sum", 50.0 * 66.0, 3300.0, 0.5});
}

static void upsets_come_at_fit_times_mbit(void)
{
    Oracle oracle;
    oracle_run(&oracle, "g2a");
    oracle_compare(&(OracleRow){.id = "G2a.mean",
                                .exact = 1000.0 * UPSETS_A_YEAR,
                                .printed = 0.876,
                                .tolerance = 0.0041},
                   oracle_value(&oracle, "bit_flips", "sum") / 1e6);
    oracle_end(&oracle);
}

static void a_device_has_any_upset(void)
{
    Oracle oracle;
    oracle_run(&oracle, "g2a-first");
    oracle_compare(&(OracleRow){.id = "G2a.any",
                                .exact = 1.0 - exp(-1000.0 * UPSETS_A_YEAR),
                                .printed = 0.5835546,
                                .tolerance = 0.0023},
                   oracle_value(&oracle, "bit_flips", "sum") / 1e6);
    oracle_end(&oracle);
}

/* The counter has words that a third flip made well again, too: less than 1e-5 of the words. */
static void words_lose_two_bits_between_scrubs(void)
{
    Oracle oracle;
    double u = 0.001, none = pow(1.0 - u, 72.0), one = 72.0 * u * pow(1.0 - u, 71.0);
    oracle_run(&oracle, "g3a");
    oracle_compare(
        &(OracleRow){
            .id = "G3a", .exact = 1.0 - none - one, .printed = 0.002439751, .tolerance = 0.00012},
        oracle_value(&oracle, "uncorrected_words", "sum") / (2000.0 * FLASH_WORDS));
    oracle_end(&oracle);
}

TEST_MAIN(CASE(the_file_is_the_one_that_the_rates_are_made_for),
          CASE(a_model_flips_anew_when_it_has_been_mended), CASE(upsets_come_at_fit_times_mbit),
          CASE(a_device_has_any_upset), CASE(words_lose_two_bits_between_scrubs))
