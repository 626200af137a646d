/* Numbers as text: exact ones read back, rounded ones say what the interval supports. */
#include "test.h"

#include <glib.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "out/number.h"
#include "util/digest.h"

static int shows(double value, double half_width, const char *unit, const char *wanted)
{
    char text[NUMBER_SIZE];
    number_show(value, half_width, unit, text);
    if (strcmp(text, wanted) != 0)
        printf("%s instead of %s\n", text, wanted);
    return strcmp(text, wanted) == 0;
}

static void exact_text_reads_back_to_the_same_bits(void)
{
    char text[NUMBER_SIZE];
    for (uint64_t i = 0; i < 100000; i++) {
        uint64_t bits = digest_scramble(i + 12345);
        double value, back;
        memcpy(&value, &bits, sizeof value);
        if (!isfinite(value))
            continue;
        number_exact(value, text);
        back = g_ascii_strtod(text, NULL);
        if (memcmp(&back, &value, sizeof value) != 0) {
            CHECK_NEAR(back, value, 0);
            return;
        }
    }
    CHECK(1);
}

static void exact_text_is_short_where_it_can_be(void)
{
    char text[NUMBER_SIZE];
    number_exact(0.1, text);
    CHECK(strcmp(text, "0.1") == 0);
    number_exact(1e6, text);
    CHECK(strcmp(text, "1000000") == 0);
    number_exact(1.0 / 3.0, text);
    CHECK(strcmp(text, "0.3333333333333333") == 0);
    number_exact(NAN, text);
    CHECK(strcmp(text, "") == 0);
}

/* The examples of INTERFACE 4.3. */
static void the_last_digit_shown_is_the_first_uncertain_one(void)
{
    CHECK(shows(0.06137, 0.00045, "s", "61.4 ms"));
    CHECK(shows(0.00423, 0.0003, "fraction", "0.42 %"));
    CHECK(shows(0.99612, 0.0003, "fraction", "99.61 %"));
    CHECK(shows(304.2 * 86400, 13 * 86400.0, "s", "304 d"));
    CHECK(shows(0.001931, 0.00001, "J", "1.93 mJ"));
}

static void units_follow_the_size(void)
{
    CHECK(shows(3.2e-7, NAN, "s", "320 ns"));
    CHECK(shows(90, 1, "s", "90 s"));
    CHECK(shows(5400, 60, "s", "90 min"));
    CHECK(shows(18720, 360, "s", "5.2 h"));
    CHECK(shows(0, NAN, "s", "0 s"));
    CHECK(shows(2.5e6, 1e5, "B", "2.5 MB"));
    CHECK(shows(12, NAN, "count", "12"));
    CHECK(shows(1.5 / 86400, 0.1 / 86400, "1/s", "1.5 /d"));
    CHECK(shows(NAN, NAN, "s", NUMBER_NONE));
}

static void a_share_is_never_rounded_to_all_or_nothing(void)
{
    CHECK(shows(0.99998, 0.004, "fraction", "99.998 %"));
    CHECK(shows(0.9999986, NAN, "fraction", "99.9999 %"));
    CHECK(shows(0.00002, 0.004, "fraction", "0.002 %"));
    CHECK(shows(1, 0, "fraction", "100 %"));
    CHECK(shows(0, 0, "fraction", "0 %"));
    CHECK(shows(0.9995, 0.0002, "fraction", "99.95 %"));
}

static void what_is_known_exactly_has_no_zeros_at_its_end(void)
{
    CHECK(shows(10, 0, "s", "10 s"));
    CHECK(shows(10, 1e-12, "s", "10 s"));
    CHECK(shows(0.0075, NAN, "s", "7.5 ms"));
    CHECK(shows(115.26, NAN, "s", "115.3 s"));
    CHECK(shows(1200, NAN, "count", "1200"));
}

static void a_blank_stands_before_a_unit(void)
{
    static const char *const pairs[][2] = {
        {"p95(inference_latency) < 100ms", "p95(inference_latency) < 100 ms"},
        {"availability > 99.5%", "availability > 99.5 %"},
        {"share(detection_time > 1h30min) <= 5%", "share(detection_time > 1 h 30 min) <= 5 %"},
        {"crashes < 3x baseline", "crashes < 3x baseline"},
        {"p99.9(queue_wait) < 1_000us", "p99.9(queue_wait) < 1_000 us"},
        {"false_alarm_rate < 3/h", "false_alarm_rate < 3 /h"},
        {"failures <= 12", "failures <= 12"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(pairs); i++) {
        g_autofree char *text = number_spaced(pairs[i][0]);
        CHECK(strcmp(text, pairs[i][1]) == 0);
    }
}

static void thousands_stand_in_groups_from_five_digits_on(void)
{
    char text[NUMBER_SIZE];
    number_bare((NumberStyle){1, 0, ""}, 291604113, text);
    CHECK(strcmp(text, "291 604 113") == 0);
    number_bare((NumberStyle){1, 0, ""}, -12345, text);
    CHECK(strcmp(text, "-12 345") == 0);
    number_bare((NumberStyle){1, 2, ""}, 1234.5, text);
    CHECK(strcmp(text, "1234.50") == 0);
    number_bare((NumberStyle){1, 1, ""}, -0.01, text);
    CHECK(strcmp(text, "0.0") == 0);
}

static void rounding_never_moves_a_number_across_its_limit(void)
{
    char text[NUMBER_SIZE];
    NumberStyle style = number_style(0.98996, 0.0012, "fraction");
    number_text(style, 0.98996, text);
    CHECK(strcmp(text, "99.0 %") == 0);
    style = number_style_apart(style, 0.98996, 0.99);
    number_text(style, 0.98996, text);
    CHECK(strcmp(text, "98.996 %") == 0);
}

static void counts_and_lengths_of_time_are_short(void)
{
    char text[NUMBER_SIZE];
    number_count(518400000, text);
    CHECK(strcmp(text, "518 M") == 0);
    number_count(4180, text);
    CHECK(strcmp(text, "4180") == 0);
    number_few(0.9, text);
    CHECK(strcmp(text, "0.9") == 0);
    number_few(392.9, text);
    CHECK(strcmp(text, "393") == 0);
    number_few(12, text);
    CHECK(strcmp(text, "12") == 0);
    number_duration(30 * 86400.0, text);
    CHECK(strcmp(text, "30 d") == 0);
    number_duration(5400, text);
    CHECK(strcmp(text, "1.5 h") == 0);
    number_duration(26 * 3600.0, text);
    CHECK(strcmp(text, "26 h") == 0);
    number_duration(1.0 / 3, text);
    CHECK(strcmp(text, "333.333 ms") == 0);
    number_duration(0, text);
    CHECK(strcmp(text, "0 ms") == 0);
}

TEST_MAIN(CASE(exact_text_reads_back_to_the_same_bits), CASE(exact_text_is_short_where_it_can_be),
          CASE(the_last_digit_shown_is_the_first_uncertain_one), CASE(units_follow_the_size),
          CASE(a_share_is_never_rounded_to_all_or_nothing),
          CASE(what_is_known_exactly_has_no_zeros_at_its_end), CASE(a_blank_stands_before_a_unit),
          CASE(thousands_stand_in_groups_from_five_digits_on),
          CASE(rounding_never_moves_a_number_across_its_limit),
          CASE(counts_and_lengths_of_time_are_short))
