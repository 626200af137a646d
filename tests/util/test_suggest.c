#include "test.h"

#include <glib.h>

#include "util/suggest.h"

/* The pairs every text on edit distance works out; "ca" becomes "abc" by a swap and an insertion
 * between the swapped letters, which the restricted distance (3) does not allow. */
static void distances_are_those_worked_out_by_hand(void)
{
    CHECK_INT(suggest_distance("kitten", "sitting"), 3);
    CHECK_INT(suggest_distance("saturday", "sunday"), 3);
    CHECK_INT(suggest_distance("ca", "abc"), 2);
    CHECK_INT(suggest_distance("", ""), 0);
    CHECK_INT(suggest_distance("", "abc"), 3);
    CHECK_INT(suggest_distance("abc", ""), 3);
    CHECK_INT(suggest_distance("abcd", "abdc"), 1);
}

static void distance_is_symmetric_and_a_long_word_is_far_from_all(void)
{
    static const char *const words[] = {"devices", "device", "deviecs", "x", "hwprofile"};
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        for (size_t j = 0; j < G_N_ELEMENTS(words); j++)
            CHECK_INT(suggest_distance(words[i], words[j]), suggest_distance(words[j], words[i]));
    }
    g_autofree char *long_word = g_strnfill(1000, 'a');
    CHECK_INT(suggest_distance(long_word, "aaa"), 997);
    g_autofree char *best = suggest_text(long_word, (const char *const[]){"aaa", NULL});
    CHECK_TEXT(best, "");
}

static void check(const char *word, const char *const *known, const char *expected)
{
    g_autofree char *text = suggest_text(word, known);
    CHECK_TEXT(text, expected);
}

static void best_three_come_nearest_first(void)
{
    static const char *const known[] = {"age", "devices", "device_b", "place", "devicex", NULL};
    static const char *const many[] = {"loss1", "loss2", "loss3", "loss4", NULL};
    check("device", known, "; did you mean 'devices', 'devicex' or 'device_b'?");
    check("loss", many, "; did you mean 'loss1', 'loss2' or 'loss3'?");
    check("devices", (const char *const[]){"deviecs", "devices", NULL},
          "; did you mean 'devices' or 'deviecs'?");
    check("plaec", known, "; did you mean 'place'?");
    check("zebra", known, "");
    check("anything", (const char *const[]){NULL}, "");
}

/* at most max(1, length/3): 1 edit up to 5 letters, 2 from 6 on */
static void limit_of_edits_grows_with_the_length(void)
{
    static const char *const known[] = {"abcde", "abcdef", NULL};
    check("abxdx", known, "");
    check("abxdxf", known, "; did you mean 'abcdef'?");
}

static void case_and_hyphen_do_not_count(void)
{
    static const char *const known[] = {"round-robin", "maximumPerMinute", NULL};
    check("ROUND_ROBIN", known, "; did you mean 'round-robin'?");
    check("maximumperminute", known, "; did you mean 'maximumPerMinute'?");
}

static void one_letter_is_not_mistaken_for_any_other(void)
{
    static const char *const known[] = {"s", "h", "ms", NULL};
    check("q", known, "");
    check("S", known, "; did you mean 's' or 'ms'?");
}

static void what_is_known_is_listed_behind(void)
{
    static const char *const fleets[] = {"doorbells", "speakers", NULL};
    g_autofree char *text = suggest_among("speaker", "fleets", fleets);
    CHECK_TEXT(text, "; did you mean 'speakers'? (fleets: doorbells speakers)");
    g_autofree char *none = suggest_among("speaker", "fleets", (const char *const[]){NULL});
    CHECK_TEXT(none, "");
}

TEST_MAIN(CASE(distances_are_those_worked_out_by_hand),
          CASE(distance_is_symmetric_and_a_long_word_is_far_from_all),
          CASE(best_three_come_nearest_first), CASE(limit_of_edits_grows_with_the_length),
          CASE(case_and_hyphen_do_not_count), CASE(one_letter_is_not_mistaken_for_any_other),
          CASE(what_is_known_is_listed_behind))
