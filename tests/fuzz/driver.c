/*
 * tests/fuzz/driver.c - runs a fuzz target without libFuzzer: files, and mutations of them.
 *
 * usage: fuzz_NAME [MUTATIONS] PATH...
 * Each PATH is a file or a folder of files.  Every file is tried as it is, then MUTATIONS (2000)
 * times changed a little.  The changes depend on the file's name and the count alone, so a crash
 * repeats
 */
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { MUTATIONS_DEFAULT = 2000, EDITS_MAX = 4, INPUT_MAX = 1 << 16 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* xorshift64*: S. Vigna, ACM TOMS 42(4), 2016. */
static uint64_t next_random(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * UINT64_C(0x2545f4914f6cdd1d);
}

static size_t below(uint64_t *state, size_t count)
{
    return count == 0 ? 0 : (size_t)((next_random(state) >> 8) % count);
}

/* Bytes that mean something to one of the targets. */
static const char *const tokens[] = {"(",   ")",  "\"",   "\\",  ",",   "=",  ":",  "[",    "]",
                                     "#",   " ",  "\n",   "\r",  ";",   "%",  "/",  "-",    "e",
                                     "_",   ".",  "9999", "1e9", "min", "h",  "d",  "\xff", "\x01",
                                     "max", "KB", "m",    "0",   "@",   "..", "<=", "*",    "exp("};

static void edit(GByteArray *bytes, uint64_t *state)
{
    guint at = (guint)below(state, bytes->len);
    guint length = (guint)below(state, MIN(bytes->len - at, 16) + 1);
    const char *token = tokens[below(state, G_N_ELEMENTS(tokens))];
    switch (below(state, 5)) {
    case 0:
        if (bytes->len > 0)
            bytes->data[at] ^= (guint8)(1u << below(state, 8));
        break;
    case 1:
        g_byte_array_remove_range(bytes, at, length);
        break;
    case 2: { /* a piece of it once more, at the end */
        g_autofree guint8 *piece = g_memdup2(bytes->data + at, length);
        g_byte_array_append(bytes, piece, length);
        break;
    }
    case 3:
        g_byte_array_set_size(bytes, at);
        break;
    default: { /* a token in the middle */
        g_autoptr(GByteArray) rest = g_byte_array_new();
        g_byte_array_append(rest, bytes->data + at, bytes->len - at);
        g_byte_array_set_size(bytes, at);
        g_byte_array_append(bytes, (const guint8 *)token, (guint)strlen(token));
        g_byte_array_append(bytes, rest->data, rest->len);
    }
    }
}

/* The target gets a block of exactly `size` bytes, so that a sanitizer sees one read too many. */
static void try_input(const guint8 *data, size_t size)
{
    g_autofree guint8 *copy = g_malloc(size + (size == 0));
    if (size > 0)
        memcpy(copy, data, size);
    LLVMFuzzerTestOneInput(copy, size);
}

static void try_file(const char *path, uint64_t mutation_count)
{
    g_autofree char *text = NULL;
    g_autofree char *name = g_path_get_basename(path);
    gsize size = 0;
    if (!g_file_get_contents(path, &text, &size, NULL))
        g_error("%s cannot be read", path);
    try_input((const guint8 *)text, size);
    for (uint64_t i = 0; i < mutation_count; i++) {
        uint64_t state = UINT64_C(0x9e3779b97f4a7c15) * (i + 1) + g_str_hash(name);
        g_autoptr(GByteArray) bytes = g_byte_array_new();
        g_byte_array_append(bytes, (const guint8 *)text, (guint)MIN(size, INPUT_MAX));
        for (size_t edits = 1 + below(&state, EDITS_MAX); edits > 0; edits--)
            edit(bytes, &state);
        try_input(bytes->data, bytes->len);
    }
}

static void try_path(const char *path, uint64_t mutation_count)
{
    g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
    if (folder == NULL) {
        try_file(path, mutation_count);
        return;
    }
    const char *name;
    while ((name = g_dir_read_name(folder)) != NULL) {
        g_autofree char *file = g_build_filename(path, name, NULL);
        try_file(file, mutation_count);
    }
}

int main(int argc, char **argv)
{
    guint64 mutation_count = MUTATIONS_DEFAULT;
    int first = 1;
    if (argc > 1 && g_ascii_string_to_unsigned(argv[1], 10, 0, G_MAXUINT32, &mutation_count, NULL))
        first = 2;
    for (int i = first; i < argc; i++)
        try_path(argv[i], mutation_count);
    return EXIT_SUCCESS;
}
