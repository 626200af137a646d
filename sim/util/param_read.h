/*
 * util/param_read.h - texts to structs, by the rows of util/param.h.
 *
 * A ParamContext keeps what values need beside their struct, and the list of mistakes.  A mistake
 * reads "key = text: what is wrong"; behind --set, whose place shows the text already, only
 * "what is wrong".
 *
 * Owner:   texts, lists, parameters of forms and samples live until param_context_clear(); the
 *          ProblemList is borrowed.
 * Errors:  every mistake is appended to ctx->problems; the field is then left as it was.  A
 *          default that cannot be read is a mistake of the program.
 */
#ifndef TINYFLEET_UTIL_PARAM_READ_H
#define TINYFLEET_UTIL_PARAM_READ_H

#include <glib.h>

#include "util/inifile.h"
#include "util/param.h"
#include "util/problem.h"
#include "util/value.h"

typedef struct ParamContext {
    GStringChunk *texts;
    GPtrArray *blocks; /* lists, parameters of forms, samples: freed together */
    ProblemList *problems;
    IniPlace place; /* of the value being read; line 0 = --set, its file is the whole place */

    /* Finds the file of empirical(file=...): a path to be freed, or NULL and error. NULL = the
     * path as written. */
    char *(*file_find)(void *user, const char *name, GError **error);
    void *file_user;
} ParamContext;

void param_context_init(ParamContext *ctx, ProblemList *problems);
void param_context_clear(ParamContext *ctx);

/* Memory that lives as long as the context: zeroed, or a copy of a text. */
void *param_alloc(ParamContext *ctx, size_t size);
const char *param_text_keep(ParamContext *ctx, const char *text);

/* The row of a key, NULL if there is none. Tables end with PARAM_NONE. */
const ParamSpec *param_find(const ParamSpec *specs, const char *name);

/* Names of a table, ends with NULL; the array is to be freed with g_free. */
const char **param_names(const ParamSpec *specs);

/* Reads one value at ctx->place into its field of `record`. */
bool param_read(ParamContext *ctx, const ParamSpec *spec, const char *text, void *record);

/* Every field: its default, or absent. */
void param_set_defaults(ParamContext *ctx, const ParamSpec *specs, void *record);

/* Defaults, then every pair of the section; unknown keys and missing required ones are mistakes.
 * Returns whether there was none. The address of ctx->place is the last pair's. */
bool param_read_section(ParamContext *ctx, const ParamSpec *specs, const IniSection *section,
                        void *record);

/* Does spec->only_with hold in a record that has been read? The deciding key is a choice or a
 * form; always true without .only_with. */
bool param_has_effect(const ParamSpec *specs, const ParamSpec *spec, const void *record);

/* A mistake for every pair of the section that has no effect. */
bool param_check_effects(ParamContext *ctx, const ParamSpec *specs, const IniSection *section,
                         const void *record);

/* The rest of this header is shared by the param_*.c files. ------------------------------------ */

/* One value of spec->type (no list, no map, no special word) into *field. */
bool param_read_scalar(ParamContext *ctx, const ParamSpec *spec, const char *text, void *field,
                       GError **error);

/* A value with everything the row allows: special words, lists, maps, distributions. */
bool param_read_field(ParamContext *ctx, const ParamSpec *spec, const char *text, void *field,
                      GError **error);

/* A call of the family, or a bare value if the family has a "<type>" member. */
bool param_read_form(ParamContext *ctx, const ParamSpec *spec, const char *text, Form *form,
                     GError **error);

void param_set_absent(const ParamSpec *spec, void *field);

/* Is `word` one of spec->special? */
bool param_is_special(const ParamSpec *spec, const char *word);

/* Refuses a word that is none of `known`: "unknown word 'x'; did you mean ...? (words: ...)". */
bool param_refuse_word(const char *word, const char *const *known, GError **error);

/* "key = text: message", or "key = text is ..." if the message starts with the quoted text. */
char *param_say(const char *name, const char *text, const char *message);

#endif
