/* What is quoted is cut at 60 characters; the sentence around it stays whole. */
#include "test.h"

#include <glib.h>
#include <string.h>

#include "util/quote.h"

#define SIXTY "123456789012345678901234567890123456789012345678901234567890"

static void check_all(const char *sentence, const char *expected)
{
    g_autofree char *cut = quote_cut_all(sentence);
    CHECK_TEXT(cut, expected);
}

static void sixty_characters_stay_and_more_are_cut(void)
{
    g_autofree char *whole = quote_cut(SIXTY), *cut = quote_cut(SIXTY "1");
    CHECK_TEXT(whole, SIXTY);
    CHECK_TEXT(cut, SIXTY "…");
    check_all("'" SIXTY "' is fine", "'" SIXTY "' is fine");
    check_all("unknown '" SIXTY "89'; did you mean 'x'?",
              "unknown '" SIXTY "…'; did you mean 'x'?");
}

static void characters_count_and_not_bytes(void)
{
    g_autoptr(GString) umlauts = g_string_new(NULL), sixty = g_string_new(NULL);
    for (int i = 0; i < 61; i++)
        g_string_append(umlauts, "ä");
    for (int i = 0; i < 60; i++)
        g_string_append(sixty, "ä");
    g_string_append(sixty, "…");
    g_autofree char *cut = quote_cut(umlauts->str);
    CHECK_TEXT(cut, sixty->str);
}

static void an_apostrophe_opens_nothing_and_long_sentences_stay(void)
{
    const char *sentence =
        "the device's radio is on air for longer than the 100 % of the time that "
        "the fleet's network has for it, which no radio can do";
    check_all(sentence, sentence);
    check_all("'a'b' is 'c'", "'a'b' is 'c'");
}

static void a_quote_without_end_is_cut_too(void)
{
    check_all("the closing quote of \"" SIXTY "1 is missing", "the closing quote of \"" SIXTY "…");
}

TEST_MAIN(CASE(sixty_characters_stay_and_more_are_cut), CASE(characters_count_and_not_bytes),
          CASE(an_apostrophe_opens_nothing_and_long_sentences_stay),
          CASE(a_quote_without_end_is_cut_too))
