/* Quotes, lists, maps and calls of the grammar in INTERFACE 2.2. */
#include "test.h"

#include <glib.h>

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

static void check_unquoted(const char *text, const char *expected)
{
    g_autofree char *plain = value_unquote(text, NULL);
    CHECK_TEXT(plain, expected);
}

static void quotes_come_off(void)
{
    check_unquoted("plain text", "plain text");
    check_unquoted("\"a, b\"", "a, b");
    check_unquoted("\"say \\\"hi\\\" \\\\ \\n\"", "say \"hi\" \\ \\n");
    check_unquoted("\"\"", "");
    CHECK_REFUSED(value_unquote("\"open", &error), "the closing quote of \"open is missing");
    CHECK_REFUSED(value_unquote("\"a\" b", &error),
                  "something follows the closing quote in \"a\" b");
}

static void check_split(const char *text, const char *expected)
{
    g_auto(GStrv) parts = value_split(text, ',', NULL);
    g_autofree char *joined = parts == NULL ? NULL : g_strjoinv("|", parts);
    CHECK_TEXT(joined, expected);
}

static void lists_split_outside_parentheses_and_quotes(void)
{
    check_split("a", "a");
    check_split(" a , b,c ", "a|b|c");
    check_split("f(x=1, y=g(z=2, w=3)), b", "f(x=1, y=g(z=2, w=3))|b");
    check_split("\"1%, 100%\", \"5%, (\"", "\"1%, 100%\"|\"5%, (\"");
    CHECK_REFUSED(value_split("a,,b", ',', &error), "item 2 of 'a,,b' is empty");
    CHECK_REFUSED(value_split("a,", ',', &error), "item 2 of 'a,' is empty");
    CHECK_REFUSED(value_split("f(a, b", ',', &error), "the closing ')' of 'f(a, b' is missing");
    CHECK_REFUSED(value_split("\"a, b", ',', &error), "the closing quote of '\"a, b' is missing");
    CHECK_REFUSED(value_split("a), b", ',', &error), "'a), b' has a ')' without its '('");
}

static void pairs_have_a_name_and_perhaps_a_value(void)
{
    char *name = NULL, *value = NULL;
    CHECK(value_pair("old-town : 0.5", &name, &value, NULL));
    CHECK_TEXT(name, "old-town");
    CHECK_TEXT(value, "0.5");
    g_free(name);
    g_free(value);
    CHECK(value_pair("hills", &name, &value, NULL));
    CHECK_TEXT(name, "hills");
    CHECK(value == NULL);
    g_free(name);
    CHECK_REFUSED(value_pair(":1", &name, &value, &error), "':1' is not name:value");
    CHECK_REFUSED(value_pair("a:", &name, &value, &error), "'a:' has nothing behind its ':'");
}

static void calls_have_named_arguments(void)
{
    g_autoptr(ValueCall) call = value_call_parse("link-loss( by = 8x, inner=f(a=1, b=2) )", NULL);
    CHECK_TEXT(call->word, "link-loss");
    CHECK_INT((int64_t)call->arg_count, 2);
    CHECK_TEXT(value_call_find(call, "by"), "8x");
    CHECK_TEXT(value_call_find(call, "inner"), "f(a=1, b=2)");
    CHECK(value_call_find(call, "b") == NULL);
    g_autoptr(ValueCall) bare = value_call_parse("crash", NULL);
    CHECK_INT((int64_t)bare->arg_count, 0);
    g_autoptr(ValueCall) empty = value_call_parse("crash()", NULL);
    CHECK_INT((int64_t)empty->arg_count, 0);
    static const char *const loss[] = {"by", NULL};
    static const char *const none[] = {NULL};
    CHECK_REFUSED(value_call_check(call, loss, &error),
                  "unknown parameter 'inner'; link-loss has: by");
    CHECK_REFUSED(value_call_check(call, none, &error),
                  "unknown parameter 'by'; link-loss has none");
    CHECK_REFUSED(value_call_check(call, (const char *const[]){"bi", "inner", NULL}, &error),
                  "unknown parameter 'by'; did you mean 'bi'? link-loss has: bi inner");
    CHECK_REFUSED(value_call_parse("f(3h)", &error),
                  "'3h' has no name; the parameters of f are written name=value");
    CHECK_REFUSED(value_call_parse("f(a=)", &error), "parameter 'a' of f has no value");
    CHECK_REFUSED(value_call_parse("f(a=1, a=2)", &error), "parameter 'a' of f given twice");
    CHECK_REFUSED(value_call_parse("f(a=1", &error), "the closing ')' of 'f(a=1' is missing");
    CHECK_REFUSED(value_call_parse("f(a=(1)", &error), "the closing ')' of 'f(a=(1)' is missing");
    CHECK_REFUSED(value_call_parse("5%", &error),
                  "'5%' is neither a word nor a call like word(name=value)");
    CHECK_REFUSED(value_call_parse("f x", &error),
                  "'f x' is neither a word nor a call like word(name=value)");
}

TEST_MAIN(CASE(quotes_come_off), CASE(lists_split_outside_parentheses_and_quotes),
          CASE(pairs_have_a_name_and_perhaps_a_value), CASE(calls_have_named_arguments))
