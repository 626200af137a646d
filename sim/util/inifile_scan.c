#include <string.h>

#include "util/inifile.h"
#include "util/readfile.h"
#include "util/value.h"

#define BLANKS " \t"

/* One scan of one text. */
typedef struct Scanner {
    IniFile *ini;
    ProblemList *problems;
    GHashTable *first_line; /* "kind\x1fname" or "kind\x1fname\x1fkey" -> line */
    IniSection *section;    /* NULL before the first */
    char *section_id;
    const char *comment; /* of the line at hand, without its '#' */
    bool is_scratch;     /* the section was refused: its keys are read and dropped */
    IniPlace place;
} Scanner;

G_GNUC_PRINTF(2, 3) static void complain(Scanner *scanner, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_autofree char *place = iniplace_text(scanner->place);
    problem_add(scanner->problems, PROBLEM_ERROR, place, "%s", text);
    if (scanner->section != NULL)
        scanner->section->is_damaged = true;
    else
        scanner->ini->is_damaged = true;
}

/* Start of the comment, or the end of the line. *ret_is_quoted: a quote stays open. */
static size_t content_length(const char *line, bool *ret_is_quoted)
{
    bool is_quoted = false;
    size_t at = 0;
    for (; line[at] != '\0'; at++) {
        bool is_hash = line[at] == '#' && !is_quoted;
        if (is_hash && (at == 0 || strchr(BLANKS, line[at - 1]) != NULL))
            break;
        if (is_quoted && line[at] == '\\' && (line[at + 1] == '"' || line[at + 1] == '\\'))
            at++;
        else if (line[at] == '"')
            is_quoted = !is_quoted;
    }
    *ret_is_quoted = is_quoted;
    return at;
}

/* First character that no line may have, or NULL; blanks and tabs are fine. */
static const char *control_character(const char *line)
{
    for (; *line != '\0'; line++) {
        if ((unsigned char)*line < 0x20 && *line != '\t')
            return line;
        if (*line == 0x7f)
            return line;
    }
    return NULL;
}

/* Line of the first time `id` was seen, 0 if this is it. Takes the id. */
static int seen_before(Scanner *scanner, char *take_id)
{
    int line = GPOINTER_TO_INT(g_hash_table_lookup(scanner->first_line, take_id));
    if (line == 0)
        g_hash_table_insert(scanner->first_line, take_id, GINT_TO_POINTER(scanner->place.line));
    else
        g_free(take_id);
    return line;
}

/* Text between the brackets of "[kind name]" becomes kind and name. */
static bool split_title(Scanner *scanner, char *inside, char **ret_kind, char **ret_name)
{
    g_strstrip(inside);
    size_t length = strcspn(inside, BLANKS);
    char *name = inside + length + strspn(inside + length, BLANKS);
    inside[length] = '\0';
    *ret_kind = inside;
    *ret_name = name;
    if (*inside == '\0' || strpbrk(name, BLANKS) != NULL) {
        complain(scanner, "a section is written [kind] or [kind name]");
        return false;
    }
    for (int i = 0; i < 2; i++) {
        const char *part = i == 0 ? inside : name;
        g_autoptr(GError) mistake = NULL;
        if ((i == 0 || *part != '\0') && !value_name_check(part, &mistake)) {
            complain(scanner, "%s", mistake->message);
            return false;
        }
    }
    return true;
}

static void start_section(Scanner *scanner, IniSection *section, char *take_id)
{
    scanner->section = section;
    scanner->is_scratch = section == NULL;
    g_free(scanner->section_id);
    scanner->section_id = take_id;
}

static void scan_section(Scanner *scanner, char *line)
{
    char *kind, *name;
    char *close = strchr(line, ']');
    start_section(scanner, NULL, g_strdup(""));
    if (close == NULL) {
        bool is_behind = strchr(scanner->comment, ']') != NULL;
        complain(scanner,
                 is_behind ? "the ']' of '%s' stands behind a '#', which starts a comment"
                           : "the ']' of '%s' is missing",
                 line);
        return;
    }
    if (close[1] != '\0') {
        complain(scanner, "'%s' follows the section; a comment starts with ' #'",
                 close + 1 + strspn(close + 1, BLANKS));
        return;
    }
    *close = '\0';
    if (!split_title(scanner, line + 1, &kind, &name))
        return;
    const char *blank = *name == '\0' ? "" : " ";
    int first = seen_before(scanner, g_strdup_printf("%s\x1f%s", kind, name));
    if (first != 0) {
        complain(scanner, "[%s%s%s] given twice; first at line %d", kind, blank, name, first);
        return;
    }
    IniSection *section = inifile_add(scanner->ini, kind, name, scanner->place);
    start_section(scanner, section, g_strdup_printf("%s\x1f%s", kind, name));
}

/* letter { letter | digit | "_" }; '-' too, so that boot-time is an unknown key with a suggestion;
 * '.' in the paths of [sweep]. */
static bool check_key(Scanner *scanner, const char *key)
{
    bool has_paths = scanner->section != NULL && strcmp(scanner->section->kind, "sweep") == 0;
    if (strchr(key, '[') != NULL) {
        complain(scanner, "'%s': brackets are not allowed in keys", key);
        return false;
    }
    bool is_good = g_ascii_isalpha(*key);
    for (const char *at = key; *at != '\0' && is_good; at++)
        is_good = g_ascii_isalnum(*at) || *at == '_' || *at == '-' || (*at == '.' && has_paths);
    if (!is_good)
        complain(scanner, "'%s' is not a key (a letter, then letters, digits or '_')", key);
    return is_good;
}

/* "fleet a]": what stands below it is of no section. */
static void refuse_title(Scanner *scanner, const char *line)
{
    start_section(scanner, NULL, g_strdup(""));
    complain(scanner, "the '[' of '%s' is missing", line);
}

/* Parentheses that a comment has cut off: outside quotes, more open than close. */
static bool is_cut_off(const char *value, const char *comment)
{
    int depth = 0;
    bool is_quoted = false;
    for (; *value != '\0'; value++) {
        is_quoted = is_quoted != (*value == '"');
        depth += !is_quoted && *value == '(';
        depth -= !is_quoted && *value == ')';
    }
    return depth > 0 && strchr(comment, ')') != NULL;
}

static void scan_pair(Scanner *scanner, char *line)
{
    char *equals = strchr(line, '=');
    if (equals == NULL && g_str_has_suffix(line, "]")) {
        refuse_title(scanner, line);
        return;
    }
    if (equals == NULL) {
        complain(scanner, "'%s' is neither [section] nor key = value", line);
        return;
    }
    *equals = '\0';
    const char *key = g_strstrip(line);
    const char *value = g_strstrip(equals + 1);
    if (scanner->section == NULL && !scanner->is_scratch) {
        complain(scanner, "'%s' stands before any [section]", key);
        return;
    }
    if (!check_key(scanner, key) || scanner->is_scratch)
        return;
    if (*value == '\0') {
        complain(scanner, "key '%s' has no value", key);
        return;
    }
    if (is_cut_off(value, scanner->comment)) {
        complain(scanner, "%s = %s: the ')' stands behind a '#', which starts a comment", key,
                 value);
        return;
    }
    int first = seen_before(scanner, g_strdup_printf("%s\x1f%s", scanner->section_id, key));
    if (first != 0) {
        complain(scanner, "key '%s' given twice; first at line %d", key, first);
        return;
    }
    IniPair pair = {key, value, scanner->place};
    inisection_set(scanner->ini, scanner->section, &pair);
}

/* One line without its end and without NUL bytes. */
static void scan_line(Scanner *scanner, char *line)
{
    const char *control = control_character(line);
    bool is_quoted = false;
    if (!g_utf8_validate(line, -1, NULL)) {
        complain(scanner, "the line is not valid UTF-8");
        return;
    }
    if (control != NULL) {
        complain(scanner, "control character 0x%02x in the line", (unsigned char)*control);
        return;
    }
    char *comment = line + content_length(line, &is_quoted);
    scanner->comment = *comment == '\0' ? "" : comment + 1;
    *comment = '\0';
    g_strstrip(line);
    if (*line == '\0')
        return;
    if (*line == ';')
        complain(scanner, "a comment starts with '#', not with ';'");
    else if (is_quoted)
        complain(scanner, "the closing quote is missing");
    else if (*line == '[')
        scan_section(scanner, line);
    else
        scan_pair(scanner, line);
}

static void scan_lines(Scanner *scanner, const char *text, size_t size)
{
    size_t at = size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    while (at < size) {
        const char *newline = memchr(text + at, '\n', size - at);
        size_t length = newline == NULL ? size - at : (size_t)(newline - text) - at;
        scanner->place.line++;
        if (length > INI_LINE_MAX)
            complain(scanner, "the line is longer than %d bytes", INI_LINE_MAX);
        else if (memchr(text + at, '\0', length) != NULL)
            complain(scanner, "control character 0x00 in the line");
        else {
            g_autofree char *line = g_strndup(text + at, length);
            if (length > 0 && line[length - 1] == '\r')
                line[length - 1] = '\0';
            scan_line(scanner, line);
        }
        at += length + 1;
    }
}

IniFile *inifile_parse(const char *text, size_t size, const char *shown, ProblemList *problems)
{
    IniFile *ini = inifile_new();
    Scanner scanner = {.ini = ini, .problems = problems};
    scanner.place.file = g_string_chunk_insert_const(ini->texts, shown);
    if (size > INI_SIZE_MAX) {
        complain(&scanner, "the file is larger than %d MiB", INI_SIZE_MAX >> 20);
        return ini;
    }
    scanner.first_line = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    scan_lines(&scanner, text, size);
    g_hash_table_unref(scanner.first_line);
    g_free(scanner.section_id);
    return ini;
}

IniFile *inifile_read(const char *path, const char *shown, ProblemList *problems)
{
    g_autofree char *text = NULL;
    size_t size = 0;
    g_autoptr(GError) failure = NULL;
    if (readfile(path, INI_SIZE_MAX, &text, &size, &failure))
        return inifile_parse(text, size, shown, problems);
    problem_add(problems, PROBLEM_ERROR, "", "%s cannot be read: %s", shown, failure->message);
    return inifile_new();
}
