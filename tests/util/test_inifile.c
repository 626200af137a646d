/* The claims are the rows of INTERFACE 2.1 and the grammar of 2.2. */
#include "test.h"

#include <glib.h>
#include <string.h>

#include "util/inifile.h"

static IniFile *parse(const char *text, ProblemList *problems)
{
    return inifile_parse(text, strlen(text), "f.ini", problems);
}

/* Problems of a text, without the summary. */
static void check_problems(const char *text, const char *expected)
{
    g_autoptr(ProblemList) problems = problem_list_new();
    g_autoptr(IniFile) ini = parse(text, problems);
    CHECK(ini != NULL);
    GString *lines = g_string_new(NULL);
    for (size_t i = 0; problem_at(problems, i) != NULL; i++)
        g_string_append_printf(lines, "%s: %s\n", problem_at(problems, i)->place,
                               problem_at(problems, i)->text);
    CHECK_TEXT(lines->str, expected);
    g_string_free(lines, TRUE);
}

/* Value of a key in a text without mistakes. */
static void check_value(const char *text, const char *key, const char *expected)
{
    g_autoptr(ProblemList) problems = problem_list_new();
    g_autoptr(IniFile) ini = parse(text, problems);
    CHECK_INT(problem_count(problems, PROBLEM_ERROR), 0);
    const IniSection *section = inifile_at(ini, 0);
    const IniPair *pair = section == NULL ? NULL : inisection_find(section, key);
    CHECK_TEXT(pair == NULL ? "" : pair->value, expected);
}

static void sections_and_keys_keep_order_and_line(void)
{
    g_autoptr(ProblemList) problems = problem_list_new();
    g_autoptr(IniFile) ini = parse("# head\n\n[scenario]\nname = a\nduration = 1d\n"
                                   "[ fleet  speakers ] # note\n\tdevices=7\n",
                                   problems);
    CHECK_INT(problem_count(problems, PROBLEM_ERROR), 0);
    CHECK_INT(ini->sections->len, 2);
    const IniSection *fleet = inifile_find(ini, "fleet", "speakers");
    CHECK(fleet == inifile_at(ini, 1));
    CHECK_TEXT(inifile_at(ini, 0)->kind, "scenario");
    CHECK_TEXT(inifile_at(ini, 0)->name, "");
    CHECK_INT(inifile_at(ini, 0)->place.line, 3);
    CHECK_TEXT(inisection_at(inifile_at(ini, 0), 1)->key, "duration");
    CHECK_INT(fleet->place.line, 6);
    CHECK_INT(inisection_find(fleet, "devices")->place.line, 7);
    CHECK_TEXT(inisection_find(fleet, "devices")->place.file, "f.ini");
    CHECK(inisection_find(fleet, "device") == NULL);
    CHECK(inifile_find(ini, "fleet", "") == NULL);
    g_autofree char *place = iniplace_text(fleet->place);
    CHECK_TEXT(place, "f.ini:6");
    g_autofree char *title = inisection_title(fleet);
    CHECK_TEXT(title, "[fleet speakers]");
}

static void comment_needs_a_blank_and_no_quotes(void)
{
    check_value("[a]\nx = 5%  # note\n", "x", "5%");
    check_value("[a]\nx = 5%\t# note\n", "x", "5%");
    check_value("[a]\nx = a#b\n", "x", "a#b");
    check_value("[a]\nx = \"a # b\" # c\n", "x", "\"a # b\"");
    check_value("[a]\nx = \"a \\\" # b\"\n", "x", "\"a \\\" # b\"");
    check_value("[a]\nx = a=b\n", "x", "a=b");
    check_value("[a]\nx =#5\n", "x", "#5");
}

static void byte_order_mark_and_carriage_returns_are_fine(void)
{
    check_value("\xef\xbb\xbf[a]\r\nx = 1\r\n", "x", "1");
    check_value("[a]\nx = 1", "x", "1");
}

static void section_given_twice_names_both_lines(void)
{
    check_problems("[faults crash]\nx = 1\n\n[faults crash]\nx = 2\n[faults other]\nx = 3\n",
                   "f.ini:4: [faults crash] given twice; first at line 1\n");
}

static void key_given_twice_names_both_lines(void)
{
    check_problems("[a]\nx = 1\ny = 2\nx = 3\n[b]\nx = 1\n",
                   "f.ini:4: key 'x' given twice; first at line 2\n");
}

static void every_mistake_is_told_in_one_go(void)
{
    check_problems("y = 1\n[a\n; old\n[a]\nfoo\nx =\nk[de] = 1\n1x = 2\n= 3\n[b] c\n",
                   "f.ini:1: 'y' stands before any [section]\n"
                   "f.ini:2: the ']' of '[a' is missing\n"
                   "f.ini:3: a comment starts with '#', not with ';'\n"
                   "f.ini:5: 'foo' is neither [section] nor key = value\n"
                   "f.ini:6: key 'x' has no value\n"
                   "f.ini:7: 'k[de]': brackets are not allowed in keys\n"
                   "f.ini:8: '1x' is not a key (a letter, then letters, digits or '_')\n"
                   "f.ini:9: '' is not a key (a letter, then letters, digits or '_')\n"
                   "f.ini:10: 'c' follows the section; a comment starts with ' #'\n");
}

static void section_titles_follow_the_grammar(void)
{
    check_problems("[]\n[a b c]\n[a 1b]\n[a.b]\n",
                   "f.ini:1: a section is written [kind] or [kind name]\n"
                   "f.ini:2: a section is written [kind] or [kind name]\n"
                   "f.ini:3: '1b' is not a name (a letter, then letters, digits, '-' or '_', at "
                   "most 63 in all)\n"
                   "f.ini:4: 'a.b' is not a name (a letter, then letters, digits, '-' or '_', at "
                   "most 63 in all)\n");
}

static void paths_are_keys_in_sweep_only(void)
{
    check_value("[sweep]\nfleet.a-b.devices = 1, 2\n", "fleet.a-b.devices", "1, 2");
    check_problems("[a]\nb.c = 1\n",
                   "f.ini:2: 'b.c' is not a key (a letter, then letters, digits or '_')\n");
}

static void bytes_that_no_editor_shows_are_refused(void)
{
    check_problems("[a]\nx = 1\x07\ny = \xff\nz = a\rb\nw = \x7f\n",
                   "f.ini:2: control character 0x07 in the line\n"
                   "f.ini:3: the line is not valid UTF-8\n"
                   "f.ini:4: control character 0x0d in the line\n"
                   "f.ini:5: control character 0x7f in the line\n");
    check_problems("[a]\nx = \"open\n", "f.ini:2: the closing quote is missing\n");
    g_autoptr(ProblemList) problems = problem_list_new();
    g_autoptr(IniFile) ini = inifile_parse("[a]\nx\0y = 1\n", 12, "f.ini", problems);
    CHECK_INT(ini->sections->len, 1);
    CHECK_TEXT(problem_at(problems, 0)->text, "control character 0x00 in the line");
}

static void hostile_sizes_are_refused(void)
{
    g_autoptr(ProblemList) problems = problem_list_new();
    g_autofree char *line = g_strnfill(INI_LINE_MAX + 1, 'x');
    g_autoptr(IniFile) ini = parse(line, problems);
    CHECK_INT(ini->sections->len, 0);
    CHECK_TEXT(problem_at(problems, 0)->text, "the line is longer than 65536 bytes");
    g_autofree char *large = g_strnfill(INI_SIZE_MAX + 1, '\n');
    g_autoptr(IniFile) other = inifile_parse(large, INI_SIZE_MAX + 1, "g.ini", problems);
    CHECK_INT(other->sections->len, 0);
    CHECK_TEXT(problem_at(problems, 1)->text, "the file is larger than 16 MiB");
}

static void missing_file_is_a_mistake(void)
{
    g_autoptr(ProblemList) problems = problem_list_new();
    g_autoptr(IniFile) ini = inifile_read("/nowhere/x.ini", "x.ini", problems);
    CHECK_INT(ini->sections->len, 0);
    CHECK(g_str_has_prefix(problem_at(problems, 0)->text, "x.ini cannot be read: "));
}

static void a_bracket_behind_a_hash_is_not_called_missing(void)
{
    g_autoptr(ProblemList) problems = problem_list_new();
    g_autoptr(IniFile) ini = parse("[fleet a #1]\n[fleet b\n", problems);
    CHECK_INT(ini->sections->len, 0);
    CHECK_TEXT(problem_at(problems, 0)->text,
               "the ']' of '[fleet a' stands behind a '#', which starts a comment");
    CHECK_TEXT(problem_at(problems, 1)->text, "the ']' of '[fleet b' is missing");
}

static void many_keys_of_a_section_are_found_and_overridden(void)
{
    g_autoptr(ProblemList) problems = problem_list_new();
    g_autoptr(GString) text = g_string_new("[a]\n");
    for (int i = 0; i < 1000; i++)
        g_string_append_printf(text, "k%d = %d\n", i, i);
    g_autoptr(IniFile) base = parse(text->str, problems);
    g_autoptr(IniFile) over = parse("[a]\nk17 = x\nk999 = y\nnew = z\n", problems);
    inifile_merge(base, over);
    const IniSection *a = inifile_find(base, "a", "");
    CHECK_INT(a->pairs->len, 1001);
    CHECK_TEXT(inisection_find(a, "k17")->value, "x");
    CHECK_TEXT(inisection_find(a, "k18")->value, "18");
    CHECK_TEXT(inisection_find(a, "k999")->value, "y");
    CHECK_TEXT(inisection_at(a, 1000)->key, "new");
    CHECK(inisection_find(a, "k1000") == NULL);
}

static void later_file_wins_key_by_key_and_order_stays(void)
{
    g_autoptr(ProblemList) problems = problem_list_new();
    g_autoptr(IniFile) base = parse("[a]\nx = 1\ny = 2\n[b]\nz = 3\n", problems);
    const char *text = "[c]\nw = 6\n[a]\nnew = 5\ny = 4\n";
    g_autoptr(IniFile) over = inifile_parse(text, strlen(text), "g.ini", problems);
    inifile_merge(base, over);
    g_autofree char *merged = inifile_text(base);
    CHECK_TEXT(merged, "[a]\nx = 1\ny = 4\nnew = 5\n\n[b]\nz = 3\n\n[c]\nw = 6\n");
    const IniSection *a = inifile_find(base, "a", "");
    CHECK_TEXT(a->place.file, "f.ini");
    CHECK_TEXT(inisection_find(a, "x")->place.file, "f.ini");
    CHECK_TEXT(inisection_find(a, "y")->place.file, "g.ini");
    CHECK_INT(inisection_find(a, "y")->place.line, 5);
}

static void value_that_starts_with_a_hash_survives_writing(void)
{
    g_autoptr(ProblemList) problems = problem_list_new();
    g_autoptr(IniFile) ini = parse("[a]\nx =#5\n", problems);
    g_autofree char *text = inifile_text(ini);
    check_value(text, "x", "#5");
}

static void single_keys_are_set_with_a_place_of_their_own(void)
{
    g_autoptr(ProblemList) problems = problem_list_new();
    g_autoptr(IniFile) ini = parse("[fleet a]\ndevices = 1\n", problems);
    IniPair pair = {"devices", "1e6", {"--set fleet.a.devices=1e6", 0}};
    inifile_set(ini, "fleet", "a", &pair);
    inifile_set(ini, "fleet", "b", &pair);
    g_autofree char *text = inifile_text(ini);
    CHECK_TEXT(text, "[fleet a]\ndevices = 1e6\n\n[fleet b]\ndevices = 1e6\n");
    g_autofree char *place =
        iniplace_text(inisection_at(inifile_find(ini, "fleet", "a"), 0)->place);
    CHECK_TEXT(place, "--set fleet.a.devices=1e6");
}

/* INTERFACE 2.1: what is accepted loads in plain GKeyFile, comments stripped. GKeyFile is the
 * reference for every value. */
static void check_against_keyfile(const IniFile *ini, const char *text)
{
    g_autoptr(GKeyFile) keyfile = g_key_file_new();
    g_autoptr(GError) error = NULL;
    CHECK(g_key_file_load_from_data(keyfile, text, strlen(text), G_KEY_FILE_NONE, &error));
    CHECK_TEXT(error == NULL ? "" : error->message, "");
    gsize group_count = 0;
    g_auto(GStrv) groups = g_key_file_get_groups(keyfile, &group_count);
    CHECK(group_count == ini->sections->len);
    for (size_t i = 0; i < MIN(group_count, ini->sections->len); i++) {
        const IniSection *section = inifile_at(ini, i);
        g_autofree char *title = inisection_title(section);
        gsize key_count = 0;
        g_auto(GStrv) keys = g_key_file_get_keys(keyfile, groups[i], &key_count, NULL);
        CHECK_INT(strncmp(title + 1, groups[i], strlen(groups[i])), 0);
        CHECK(key_count == section->pairs->len);
        for (size_t j = 0; j < MIN(key_count, section->pairs->len); j++) {
            g_autofree char *value = g_key_file_get_value(keyfile, groups[i], keys[j], NULL);
            CHECK_TEXT(inisection_at(section, j)->key, keys[j]);
            CHECK_TEXT(inisection_at(section, j)->value, g_strchomp(value));
        }
    }
}

/* Trailing comments away, by a regular expression that knows quotes. */
static char *without_comments(const char *text)
{
    g_autoptr(GRegex) regex =
        g_regex_new("^((?:[^\"#\\n]|\"(?:\\\\.|[^\"\\\\\\n])*\"|(?<![ \\t])#)*?)"
                    "[ \\t]+#.*$",
                    G_REGEX_MULTILINE, 0, NULL);
    return g_regex_replace(regex, text, -1, 0, "\\1", 0, NULL);
}

static void draft_scenarios_load_as_in_keyfile(void)
{
    if (test_shared_dir() == NULL)
        test_skip("no shared folder");
    g_autofree char *folder = g_build_filename(test_shared_dir(), "draft-scenarios", NULL);
    g_autoptr(GDir) files = g_dir_open(folder, 0, NULL);
    CHECK(files != NULL);
    size_t file_count = 0;
    const char *name;
    while (files != NULL && (name = g_dir_read_name(files)) != NULL) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        g_autofree char *text = NULL;
        if (!g_str_has_suffix(name, ".ini") || !g_file_get_contents(path, &text, NULL, NULL))
            continue;
        g_autoptr(ProblemList) problems = problem_list_new();
        g_autoptr(IniFile) ini = inifile_read(path, name, problems);
        g_autofree char *mistakes = problem_list_text(problems);
        g_autofree char *stripped = without_comments(text);
        CHECK_TEXT(mistakes, "");
        check_against_keyfile(ini, stripped);
        g_autofree char *written = inifile_text(ini);
        check_against_keyfile(ini, written);
        file_count++;
    }
    CHECK(file_count >= 5);
}

TEST_MAIN(CASE(a_bracket_behind_a_hash_is_not_called_missing),
          CASE(many_keys_of_a_section_are_found_and_overridden),
          CASE(sections_and_keys_keep_order_and_line), CASE(comment_needs_a_blank_and_no_quotes),
          CASE(byte_order_mark_and_carriage_returns_are_fine),
          CASE(section_given_twice_names_both_lines), CASE(key_given_twice_names_both_lines),
          CASE(every_mistake_is_told_in_one_go), CASE(section_titles_follow_the_grammar),
          CASE(paths_are_keys_in_sweep_only), CASE(bytes_that_no_editor_shows_are_refused),
          CASE(hostile_sizes_are_refused), CASE(missing_file_is_a_mistake),
          CASE(later_file_wins_key_by_key_and_order_stays),
          CASE(single_keys_are_set_with_a_place_of_their_own),
          CASE(value_that_starts_with_a_hash_survives_writing),
          CASE(draft_scenarios_load_as_in_keyfile))
