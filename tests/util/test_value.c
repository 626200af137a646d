/* The claims are the tables of INTERFACE 2.2 and 2.3. */
#include "test.h"

#include <glib.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "util/error.h"
#include "util/value.h"

/* A call that sets `error` is false, and says why. */
#define CHECK_REFUSED(call, expected)                                                              \
    do {                                                                                           \
        g_autoptr(GError) error = NULL;                                                            \
        CHECK(!(call));                                                                            \
        CHECK(g_error_matches(error, FLEET_ERROR, FLEET_ERROR_INPUT));                             \
        CHECK_TEXT(error == NULL ? "" : error->message, expected);                                 \
    } while (0)

static double quantity(ValueKind kind, const char *text)
{
    double value = NAN;
    g_autoptr(GError) error = NULL;
    CHECK(value_quantity(kind, text, &value, &error));
    CHECK_TEXT(error == NULL ? "" : error->message, "");
    return value;
}

static int64_t duration(const char *text)
{
    SimTime ns = -77;
    CHECK(value_duration(text, &ns, NULL));
    return ns;
}

static int64_t size(const char *text)
{
    Bytes bytes = -77;
    CHECK(value_size(text, &bytes, NULL));
    return bytes;
}

static void durations_are_whole_nanoseconds(void)
{
    CHECK_INT(duration("10ms"), 10000000);
    CHECK_INT(duration("1ns"), 1);
    CHECK_INT(duration("0.3us"), 300);
    CHECK_INT(duration("12d18h30min"), ((12 * 24 + 18) * 60 + 30) * 60 * INT64_C(1000000000));
    CHECK_INT(duration("1w"), 604800 * INT64_C(1000000000));
    CHECK_INT(duration("1.5h"), 5400 * INT64_C(1000000000));
    CHECK_INT(duration("1e3s"), 1000 * INT64_C(1000000000));
    CHECK_INT(duration("0"), 0);
    CHECK_INT(duration("-5s"), -5 * INT64_C(1000000000));
    CHECK_INT(duration("1_000_000ns"), 1000000);
    /* beyond 2^53, where a double would have rounded */
    CHECK_INT(duration("9007199254740993ns"), INT64_C(9007199254740993));
    CHECK_INT(duration("106751d23h47min16.854775806s"), INT64_MAX - 1);
    CHECK_INT(duration("104.249991374d7.4s"), INT64_C(9007199254713600) + INT64_C(7400000000));
}

static void durations_that_are_none_are_refused(void)
{
    SimTime ns = 0;
    CHECK_REFUSED(value_duration("100 msec", &ns, &error),
                  "unknown unit 'msec'; did you mean 'ms'? (units: ns us ms s min h d w)");
    CHECK_REFUSED(value_duration("5m", &ns, &error),
                  "unknown unit 'm'; did you mean 'min' or 'ms'? (units: ns us ms s min h d w)");
    CHECK_REFUSED(value_duration("5mon", &ns, &error),
                  "unknown unit 'mon'; did you mean 'min'? (units: ns us ms s min h d w)");
    CHECK_REFUSED(value_duration("5q", &ns, &error),
                  "unknown unit 'q' (units: ns us ms s min h d w)");
    CHECK_REFUSED(value_duration("100", &ns, &error),
                  "'100' needs a unit, like 10ms (units: ns us ms s min h d w)");
    CHECK_REFUSED(value_duration("5 s", &ns, &error), "no blank before a unit; write '5s'");
    CHECK_REFUSED(value_duration("soon", &ns, &error), "'soon' is not a duration, like 10ms");
    CHECK_REFUSED(value_duration("", &ns, &error), "'' is not a duration, like 10ms");
    CHECK_REFUSED(value_duration("5s!", &ns, &error),
                  "unknown unit 's!'; did you mean 's'? (units: ns us ms s min h d w)");
    CHECK_REFUSED(value_duration("1h-5s", &ns, &error), "'1h-5s' is not a duration, like 10ms");
    CHECK_REFUSED(value_duration("1h0", &ns, &error), "'1h0' is not a duration, like 10ms");
    CHECK_REFUSED(value_duration("--5s", &ns, &error), "'--5s' is not a duration, like 10ms");
    CHECK_REFUSED(value_duration("3h2d", &ns, &error),
                  "'3h2d' has 'd' behind 'h'; larger units go first, like 12d18h30min");
    CHECK_REFUSED(value_duration("3h2h", &ns, &error),
                  "'3h2h' has 'h' behind 'h'; larger units go first, like 12d18h30min");
    CHECK_REFUSED(value_duration("106752d", &ns, &error), "'106752d' is too large");
    CHECK_REFUSED(value_duration("1e30d", &ns, &error), "'1e30d' is too large");
    CHECK_INT(ns, 0);
}

static void sizes_are_whole_bytes(void)
{
    CHECK_INT(size("1B"), 1);
    CHECK_INT(size("32kB"), 32000);
    CHECK_INT(size("2MB"), 2000000);
    CHECK_INT(size("1GB"), 1000000000);
    CHECK_INT(size("4KiB"), 4096);
    CHECK_INT(size("1.5MiB"), 1572864);
    CHECK_INT(size("1GiB"), 1073741824);
    CHECK_INT(size("0"), 0);
    CHECK_INT(size("22.8KiB"), 23347); /* 23347.2 */
    Bytes bytes;
    CHECK_REFUSED(value_size("5KB", &bytes, &error),
                  "unknown unit 'KB'; did you mean 'kB' or 'KiB'? (units: B kB KiB MB MiB GB GiB)");
    CHECK_REFUSED(value_size("5K", &bytes, &error),
                  "unknown unit 'K'; did you mean 'kB' or 'KiB'? (units: B kB KiB MB MiB GB GiB)");
    CHECK_REFUSED(value_size("5kB3B", &bytes, &error), "'5kB3B' is not a size, like 32kB");
}

/* Against the compiler's own reading of the decimal in base units. */
static void quantities_are_the_nearest_double(void)
{
    CHECK_NEAR(quantity(VALUE_FRACTION, "5%"), 0.05, 0);
    CHECK_NEAR(quantity(VALUE_FRACTION, "7%"), 0.07, 0);
    CHECK_NEAR(quantity(VALUE_FRACTION, "0.05"), 0.05, 0);
    CHECK_NEAR(quantity(VALUE_FRACTION, "99.9%"), 0.999, 0);
    CHECK_NEAR(quantity(VALUE_FACTOR, "8x"), 8, 0);
    CHECK_NEAR(quantity(VALUE_PPM, "40ppm"), 40e-6, 0);
    CHECK_NEAR(quantity(VALUE_PPM, "-20ppm"), -20e-6, 0);
    CHECK_NEAR(quantity(VALUE_TEMPERATURE, "-7.5C"), -7.5, 0);
    CHECK_NEAR(quantity(VALUE_TEMPERATURE, "293.15K"), 20, 1e-12);
    CHECK_NEAR(quantity(VALUE_TEMPERATURE_DELTA, "8C"), 8, 0);
    CHECK_NEAR(quantity(VALUE_HOURS, "-3.5"), -3.5, 0);
    CHECK_NEAR(quantity(VALUE_DURATION, "2ms"), 2e6, 0);
    CHECK_NEAR(quantity(VALUE_SIZE, "2kB"), 2000, 0);
    CHECK_NEAR(quantity(VALUE_BITRATE, "120kbps"), 120e3, 0);
    CHECK_NEAR(quantity(VALUE_BITRATE, "10Gbps"), 10e9, 0);
    CHECK_NEAR(quantity(VALUE_CHARGE, "1200mAh"), 4320, 0);
    CHECK_NEAR(quantity(VALUE_CHARGE, "2Ah"), 7200, 0);
    CHECK_NEAR(quantity(VALUE_ENERGY, "3uJ"), 3e-6, 0);
    CHECK_NEAR(quantity(VALUE_ENERGY, "2Wh"), 7200, 0);
    CHECK_NEAR(quantity(VALUE_POWER, "0.3mW"), 0.3e-3, 0);
    CHECK_NEAR(quantity(VALUE_CURRENT, "1.7uA"), 1.7e-6, 0);
    CHECK_NEAR(quantity(VALUE_VOLTAGE, "3.0V"), 3, 0);
    CHECK_NEAR(quantity(VALUE_VOLTAGE, "900mV"), 0.9, 0);
    CHECK_NEAR(quantity(VALUE_FREQUENCY, "64MHz"), 64e6, 0);
    CHECK_NEAR(quantity(VALUE_NUMBER, "-1.25e-3"), -1.25e-3, 0);
    CHECK_NEAR(quantity(VALUE_NUMBER, "3.14159265358979323846"), 3.14159265358979323846, 0);
    CHECK_NEAR(quantity(VALUE_NUMBER, "1e308"), 1e308, 0);
    CHECK_NEAR(quantity(VALUE_NUMBER, "1e-400"), 0, 0);
    for (int kind = 0; kind < VALUE_KIND_COUNT; kind++)
        CHECK_NEAR(quantity((ValueKind)kind, "0"), 0, 0);
}

static void rates_are_per_second(void)
{
    CHECK_NEAR(quantity(VALUE_RATE, "3/h"), 3.0 / 3600, 0);
    CHECK_NEAR(quantity(VALUE_RATE, "3/2h"), 3.0 / 7200, 0);
    CHECK_NEAR(quantity(VALUE_RATE, "0.5/min"), 0.5 / 60, 0);
    CHECK_NEAR(quantity(VALUE_RATE, "0/d"), 0, 0);
    CHECK_NEAR(quantity(VALUE_RATE_FRACTION, "2%/30d"), 0.02 / (30 * 86400), 0);
    CHECK_NEAR(quantity(VALUE_RATE_FRACTION, "0.01/w"), 0.01 / 604800, 0);
    CHECK_NEAR(quantity(VALUE_RATE_FRACTION, "-1%/d"), -0.01 / 86400, 0);
    CHECK_NEAR(quantity(VALUE_RATE_SIZE, "4kB/h"), 4000.0 / 3600, 0);
    double value;
    CHECK_REFUSED(value_quantity(VALUE_RATE, "5", &value, &error),
                  "'5' is not a rate of events, like 3/h");
    CHECK_REFUSED(value_quantity(VALUE_RATE, "5%/h", &value, &error),
                  "'5%/h' is not a rate of events, like 3/h");
    CHECK_REFUSED(value_quantity(VALUE_RATE, "5/", &value, &error),
                  "'5/' is not a rate of events, like 3/h");
    CHECK_REFUSED(value_quantity(VALUE_RATE, "5/ms", &value, &error),
                  "unknown unit 'ms'; did you mean 's'? (units: s min h d w)");
    CHECK_REFUSED(value_quantity(VALUE_RATE, "5/0h", &value, &error),
                  "'5/0h' is not a rate of events, like 3/h");
    CHECK_REFUSED(value_quantity(VALUE_RATE_SIZE, "4/h", &value, &error),
                  "'4' needs a unit, like 32kB (units: B kB KiB MB MiB GB GiB)");
    CHECK_REFUSED(value_quantity(VALUE_RATE_SIZE, "4KB/h", &value, &error),
                  "unknown unit 'KB'; did you mean 'kB' or 'KiB'? (units: B kB KiB MB MiB GB GiB)");
}

static void numbers_are_plain_decimals_in_every_locale(void)
{
    double value;
    CHECK_REFUSED(value_number("nan", &value, &error), "'nan' is not a number, like 0.5");
    CHECK_REFUSED(value_number("inf", &value, &error), "'inf' is not a number, like 0.5");
    CHECK_REFUSED(value_number("0x10", &value, &error), "'0x10' is not a number, like 0.5");
    CHECK_REFUSED(value_number(".5", &value, &error), "'.5' is not a number, like 0.5");
    CHECK_REFUSED(value_number("5.", &value, &error), "'5.' is not a number, like 0.5");
    CHECK_REFUSED(value_number("1,5", &value, &error), "'1,5' is not a number, like 0.5");
    CHECK_REFUSED(value_number("1__0", &value, &error), "'1__0' is not a number, like 0.5");
    CHECK_REFUSED(value_number("1e400", &value, &error), "'1e400' is too large");
    CHECK_REFUSED(value_quantity(VALUE_BITRATE, "6mbps", &value, &error),
                  "unknown unit 'mbps'; did you mean 'Mbps', 'bps' or 'kbps'? (units: bps kbps "
                  "Mbps Gbps)");
    CHECK_REFUSED(value_quantity(VALUE_TEMPERATURE, "20°C", &value, &error),
                  "unknown unit '°C'; did you mean 'C'? (units: C K)");
    CHECK_REFUSED(value_quantity(VALUE_FACTOR, "8", &value, &error),
                  "'8' needs a unit, like 8x (units: x)");
}

static void counts_are_whole(void)
{
    int64_t value = -1;
    CHECK(value_int("1e6", &value, NULL));
    CHECK_INT(value, 1000000);
    CHECK(value_int("1_000_000", &value, NULL));
    CHECK_INT(value, 1000000);
    CHECK(value_int("2.5e3", &value, NULL));
    CHECK_INT(value, 2500);
    CHECK(value_int("9223372036854775807", &value, NULL));
    CHECK_INT(value, INT64_MAX);
    CHECK(value_int("-12", &value, NULL));
    CHECK_INT(value, -12);
    CHECK_REFUSED(value_int("many", &value, &error), "'many' is not a whole number");
    CHECK_REFUSED(value_int("1.5", &value, &error), "'1.5' is not a whole number");
    CHECK_REFUSED(value_int("1e-60", &value, &error), "'1e-60' is not a whole number");
    CHECK_REFUSED(value_int("5%", &value, &error), "'5%' is not a whole number");
    CHECK_REFUSED(value_int("9223372036854775808", &value, &error),
                  "'9223372036854775808' is too large");
    CHECK_REFUSED(value_int("1e19", &value, &error), "'1e19' is too large");
    CHECK_INT(value, -12);
}

static void words_ignore_case_and_hyphens(void)
{
    bool value = false;
    CHECK(value_word_equal("round_robin", "Round-Robin"));
    CHECK(!value_word_equal("round", "rounds"));
    CHECK(!value_word_equal("rounds", "round"));
    CHECK(value_bool("Yes", &value, NULL) && value);
    CHECK(value_bool("FALSE", &value, NULL) && !value);
    CHECK(value_bool("true", &value, NULL) && value);
    CHECK(value_bool("no", &value, NULL) && !value);
    CHECK_REFUSED(value_bool("1", &value, &error), "'1' is not yes or no");
}

static void names_follow_the_grammar(void)
{
    g_autofree char *longest = g_strnfill(VALUE_NAME_MAX, 'a');
    g_autofree char *too_long = g_strnfill(VALUE_NAME_MAX + 1, 'a');
    CHECK(value_is_name("a"));
    CHECK(value_is_name("old-town_2"));
    CHECK(value_is_name(longest));
    CHECK(!value_is_name(too_long));
    CHECK(!value_is_name(""));
    CHECK(!value_is_name("2a"));
    CHECK(!value_is_name("a.b"));
    CHECK_REFUSED(value_name_check("a b", &error),
                  "'a b' is not a name (a letter, then letters, digits, '-' or '_', at most 63 in "
                  "all)");
}

static void times_of_day_have_two_parts(void)
{
    SimTime ns = -1;
    CHECK(value_time("19:00", &ns, NULL));
    CHECK_INT(ns, 19 * 3600 * INT64_C(1000000000));
    CHECK(value_time("00:00", &ns, NULL));
    CHECK_INT(ns, 0);
    CHECK(value_time("7:05", &ns, NULL));
    CHECK_INT(ns, (7 * 60 + 5) * 60 * INT64_C(1000000000));
    static const char *const wrong[] = {"24:00", "12:60", "12", "1:5", "12:00:00", "ab:cd", ""};
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++)
        CHECK(!value_time(wrong[i], &ns, NULL));
    CHECK_REFUSED(value_time("24:00", &ns, &error),
                  "'24:00' is not a time of day, like 19:00 (00:00 to 23:59)");
}

/* Seconds from date(1) of GNU coreutils. */
static void datetimes_are_utc_seconds(void)
{
    int64_t s = -1;
    CHECK(value_datetime("1970-01-01T00:00Z", &s, NULL));
    CHECK_INT(s, 0);
    CHECK(value_datetime("2026-01-01T00:00Z", &s, NULL));
    CHECK_INT(s, 1767225600);
    CHECK(value_datetime("2024-02-29T23:59Z", &s, NULL));
    CHECK_INT(s, 1709251140);
    static const char *const wrong[] = {
        "2026-02-29T00:00Z", "2026-01-01T00:00",  "2026-01-01",      "2026-13-01T00:00Z",
        "1969-12-31T00:00Z", "2026-01-01T24:00Z", "26-01-01T00:00Z", "2026-01-01T00:00+01"};
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++)
        CHECK(!value_datetime(wrong[i], &s, NULL));
    CHECK_REFUSED(value_datetime("2026-01-01", &s, &error),
                  "'2026-01-01' is not a date and time in UTC from 1970 on, like "
                  "2026-01-01T00:00Z");
}

static void check_shown(ValueKind kind, const char *text, const char *expected)
{
    g_autofree char *shown = value_show(kind, quantity(kind, text));
    CHECK_TEXT(shown, expected);
    CHECK_NEAR(quantity(kind, shown), quantity(kind, text), 0);
}

static void values_are_shown_as_people_write_them(void)
{
    check_shown(VALUE_DURATION, "0s", "0");
    check_shown(VALUE_DURATION, "100ms", "100ms");
    check_shown(VALUE_DURATION, "0.1s", "100ms");
    check_shown(VALUE_DURATION, "60s", "60s");
    check_shown(VALUE_DURATION, "90min", "1.5h");
    check_shown(VALUE_DURATION, "24h", "1d");
    check_shown(VALUE_DURATION, "365d", "365d");
    check_shown(VALUE_DURATION, "1s1ns", "1.000000001s");
    check_shown(VALUE_DURATION, "-2ms", "-2ms");
    check_shown(VALUE_SIZE, "4096B", "4KiB");
    check_shown(VALUE_SIZE, "32000B", "32kB");
    check_shown(VALUE_SIZE, "23347B", "23347B");
    check_shown(VALUE_FRACTION, "0.5", "50%");
    check_shown(VALUE_FRACTION, "0.999", "99.9%");
    check_shown(VALUE_FRACTION, "0.001", "0.1%");
    check_shown(VALUE_FACTOR, "8x", "8x");
    check_shown(VALUE_PPM, "40ppm", "40ppm");
    check_shown(VALUE_TEMPERATURE, "21C", "21C");
    check_shown(VALUE_BITRATE, "6000kbps", "6Mbps");
    check_shown(VALUE_RATE, "40/h", "40/h");
    check_shown(VALUE_RATE, "3/d", "3/d");
    check_shown(VALUE_RATE_FRACTION, "1%/d", "1%/d");
    check_shown(VALUE_RATE_SIZE, "4kB/h", "4kB/h");
    check_shown(VALUE_CHARGE, "220mAh", "220mAh");
    check_shown(VALUE_POWER, "0.05W", "50mW");
    check_shown(VALUE_NUMBER, "0.01", "0.01");
    check_shown(VALUE_NUMBER, "0.00001", "1e-5");
    check_shown(VALUE_NUMBER, "1000000", "1e6");
    check_shown(VALUE_NUMBER, "100000", "100000");
    check_shown(VALUE_NUMBER, "0.1234567890123456", "0.1234567890123456");
    g_autofree char *never = value_show_duration(TIME_NEVER);
    CHECK_TEXT(never, "never");
    g_autofree char *whole = value_show_int(-25000000);
    CHECK_TEXT(whole, "-25e6");
    g_autofree char *largest = value_show_int(INT64_MAX);
    CHECK_TEXT(largest, "9223372036854775807");
}

/* Doubles of all sizes: random digits in [1, 2), scaled to 1e-12 .. 1e12, of either sign. */
static double random_value(GRand *rand)
{
    double value = g_rand_double(rand) + 1.0;
    int exponent = g_rand_int_range(rand, -12, 13);
    for (; exponent > 0; exponent--)
        value *= 10.0;
    for (; exponent < 0; exponent++)
        value /= 10.0;
    return g_rand_boolean(rand) ? value : -value;
}

/* Not every double is a number of mAh, Wh or Ah, whose units are no powers of ten: of those kinds
 * what was read once reads back. */
static void every_value_that_is_shown_reads_back(void)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(20260101);
    for (int kind = 0; kind < VALUE_KIND_COUNT; kind++) {
        bool is_whole = kind == VALUE_DURATION || kind == VALUE_SIZE;
        for (int i = 0; i < 20000; i++) {
            double value = random_value(rand);
            if (is_whole)
                value = floor(value);
            if (kind == VALUE_CHARGE) {
                g_autofree char *written = g_strdup_printf("%.17gmAh", value);
                value = quantity(VALUE_CHARGE, written);
            }
            g_autofree char *shown = value_show((ValueKind)kind, value);
            double back = NAN;
            if (!value_quantity((ValueKind)kind, shown, &back, NULL) ||
                memcmp(&back, &value, sizeof value) != 0) {
                printf("kind %d: %.17g is shown as %s\n", kind, value, shown);
                CHECK(false);
                break;
            }
        }
    }
}

TEST_MAIN(CASE(durations_are_whole_nanoseconds), CASE(durations_that_are_none_are_refused),
          CASE(sizes_are_whole_bytes), CASE(quantities_are_the_nearest_double),
          CASE(rates_are_per_second), CASE(numbers_are_plain_decimals_in_every_locale),
          CASE(counts_are_whole), CASE(words_ignore_case_and_hyphens),
          CASE(names_follow_the_grammar), CASE(times_of_day_have_two_parts),
          CASE(datetimes_are_utc_seconds), CASE(values_are_shown_as_people_write_them),
          CASE(every_value_that_is_shown_reads_back))
