/* What a command prints: the forms of INTERFACE 4.3 and 5.4. */
#include "test.h"

#include <string.h>

#include "out/summary_text.h"
#include "synthetic.h"

static char *print(const Study *study, const char *name, const SummaryStyle *style)
{
    SummaryFormat format = SUMMARY_TEXT;
    CHECK(summary_format_find(name, &format));
    return summary_format(study, format, style);
}

static void the_verdict_is_the_first_line_and_the_place_the_last(void)
{
    g_autoptr(Study) study = synthetic_study(3);
    SummaryStyle style = {.dir = "results/a-001"};
    g_autofree char *text = print(study, "text", &style);
    CHECK(g_str_has_prefix(text, "synthetic_home: 2 of 4 requirements passed, 1 failed, 1 "
                                 "should-level unclear\n"));
    CHECK(g_str_has_suffix(text, "  results   results/a-001  (report.html)\n"));
    CHECK(strstr(text, "? UNCLEAR") != NULL && strstr(text, "replications would decide") != NULL);
    CHECK(strstr(text, "digest    5f0c9a1e00000001") != NULL);
    CHECK(strchr(text, '\033') == NULL);
}

static void colour_comes_only_if_asked_and_never_alone(void)
{
    g_autoptr(Study) study = synthetic_study(3);
    SummaryStyle style = {.is_color = true};
    g_autofree char *text = print(study, "text", &style);
    CHECK(strstr(text, "\033[31m✗ FAIL") != NULL && strstr(text, "\033[32m✓ PASS") != NULL);
}

static void ascii_is_ascii(void)
{
    g_autoptr(Study) study = synthetic_study(3);
    SummaryStyle style = {.is_ascii = true};
    g_autofree char *text = print(study, "text", &style);
    bool is_ascii = true;
    for (const char *p = text; *p; p++)
        is_ascii = is_ascii && (unsigned char)*p <= 126;
    CHECK(is_ascii);
    CHECK(strstr(text, "x FAIL") != NULL && strstr(text, "+ PASS") != NULL);
}

static void quiet_prints_the_verdict_line_alone(void)
{
    g_autoptr(Study) study = synthetic_study(3);
    SummaryStyle style = {.is_quiet = true, .dir = "x"};
    g_autofree char *text = print(study, "text", &style);
    CHECK(strchr(text, '\n') == text + strlen(text) - 1);
}

static void a_name_cannot_steer_the_terminal(void)
{
    g_autoptr(Study) study = synthetic_study(1);
    SummaryStyle style = {0};
    study->name = "a\033[2Jb";
    g_autofree char *text = print(study, "text", &style);
    CHECK(strchr(text, '\033') == NULL && g_str_has_prefix(text, "a?[2Jb: "));
}

/* Braces and brackets outside strings, in the order of a stack. */
static int is_balanced(const char *text)
{
    char stack[64];
    int depth = 0, in_string = 0;
    for (const char *p = text; *p; p++) {
        if (in_string && *p == '\\') {
            p++;
        } else if (*p == '"') {
            in_string = !in_string;
        } else if (!in_string && strchr("{[", *p)) {
            stack[depth++] = *p;
        } else if (!in_string && strchr("}]", *p)) {
            if (depth == 0 || stack[--depth] != (*p == '}' ? '{' : '['))
                return 0;
        }
    }
    return depth == 0 && !in_string;
}

static void json_has_its_four_parts_and_null_for_nothing(void)
{
    g_autoptr(Study) study = synthetic_study(1);
    SummaryStyle style = {.version = "0.1.0"};
    g_autofree char *text = print(study, "json", &style);
    CHECK(is_balanced(text));
    CHECK(strstr(text, "\"schema\": 1") != NULL && strstr(text, "\"run\": {") != NULL);
    CHECK(strstr(text, "\"requirements\": [") != NULL && strstr(text, "\"summary\": [") != NULL);
    CHECK(strstr(text, "\"predictions\": [") != NULL);
    CHECK(strstr(text, "\"ci_low\": null") != NULL && strstr(text, "nan") == NULL);
    CHECK(strstr(text, "\"passed\": false") != NULL);
}

static void markdown_and_junit_hold_every_requirement(void)
{
    g_autoptr(Study) study = synthetic_study(3);
    SummaryStyle style = {0};
    g_autofree char *markdown = print(study, "md", &style);
    g_autofree char *junit = print(study, "junit", &style);
    CHECK(strstr(markdown, "few &lt;misses> &amp; more") != NULL);
    CHECK(strstr(junit, "tests=\"4\" failures=\"1\" skipped=\"1\"") != NULL);
    CHECK(strstr(junit, "name=\"few &lt;misses&gt; &amp; more\"") != NULL);
    CHECK(strstr(junit, "<failure message=\"FAIL: availability &gt; 99.5 %") != NULL);
}

static void an_unknown_form_is_not_found(void)
{
    SummaryFormat format;
    CHECK(!summary_format_find("yaml", &format));
}

TEST_MAIN(CASE(the_verdict_is_the_first_line_and_the_place_the_last),
          CASE(colour_comes_only_if_asked_and_never_alone), CASE(ascii_is_ascii),
          CASE(quiet_prints_the_verdict_line_alone), CASE(a_name_cannot_steer_the_terminal),
          CASE(json_has_its_four_parts_and_null_for_nothing),
          CASE(markdown_and_junit_hold_every_requirement), CASE(an_unknown_form_is_not_found))
