/*
 * out/json.h - JSON being written: commas and escapes are taken care of.
 *
 * Keys are NULL inside arrays.  NAN and infinities are null; numbers read back exactly.
 */
#ifndef TINYFLEET_OUT_JSON_H
#define TINYFLEET_OUT_JSON_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct Json {
    GString *text; /* borrowed */
    bool is_first; /* nothing written yet at this level */
} Json;

/* kind '{' or '['; json_end() takes the same. */
void json_begin(Json *json, const char *key, char kind);
void json_end(Json *json, char kind);
void json_text(Json *json, const char *key, const char *value); /* NULL = null */
void json_number(Json *json, const char *key, double value);
void json_integer(Json *json, const char *key, int64_t value);
void json_bool(Json *json, const char *key, bool value);

#endif
