#include "util/suggest.h"

#include <glib.h>
#include <string.h>

enum { BEST_MAX = 3, SIDE = SUGGEST_WORD_MAX + 2 };

static uint32_t least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* Lowrance and Wagner: d[i + 1][j + 1] = distance of the first i letters of a to the first j of b;
 * row and column 0 hold a number that is too large. */
static uint32_t short_distance(const char *a, uint32_t a_length, const char *b, uint32_t b_length)
{
    uint32_t d[SIDE][SIDE];
    uint32_t row_of[256] = {0}; /* last row whose letter of a was this */
    uint32_t too_far = a_length + b_length;

    d[0][0] = too_far;
    for (uint32_t i = 0; i <= a_length; i++) {
        d[i + 1][0] = too_far;
        d[i + 1][1] = i;
    }
    for (uint32_t j = 0; j <= b_length; j++) {
        d[0][j + 1] = too_far;
        d[1][j + 1] = j;
    }
    for (uint32_t i = 1; i <= a_length; i++) {
        uint32_t column = 0; /* last column where b had this letter of a */
        for (uint32_t j = 1; j <= b_length; j++) {
            uint32_t row = row_of[(unsigned char)b[j - 1]];
            uint32_t swap = d[row][column] + (i - row - 1) + 1 + (j - column - 1);
            uint32_t replace = d[i][j] + (a[i - 1] != b[j - 1]);
            if (a[i - 1] == b[j - 1])
                column = j;
            d[i + 1][j + 1] = least(least(swap, replace), 1 + least(d[i][j + 1], d[i + 1][j]));
        }
        row_of[(unsigned char)a[i - 1]] = i;
    }
    return d[a_length + 1][b_length + 1];
}

uint32_t suggest_distance(const char *a, const char *b)
{
    size_t a_length = strlen(a);
    size_t b_length = strlen(b);
    if (a_length > SUGGEST_WORD_MAX || b_length > SUGGEST_WORD_MAX) {
        size_t more = a_length > b_length ? a_length - b_length : b_length - a_length;
        return more > UINT32_MAX ? UINT32_MAX : (uint32_t)more;
    }
    return short_distance(a, (uint32_t)a_length, b, (uint32_t)b_length);
}

static char *folded(const char *word)
{
    char *copy = g_ascii_strdown(word, -1);
    return g_strdelimit(copy, "-", '_');
}

/* Distance if `known` is near enough to be meant, else UINT32_MAX. */
static uint32_t near_distance(const char *word, const char *known)
{
    g_autofree char *right = folded(known);
    size_t length = strlen(word);
    size_t longer = MAX(length, strlen(right));
    if (longer > SUGGEST_WORD_MAX)
        return UINT32_MAX;
    uint32_t distance = suggest_distance(word, right);
    return distance <= MAX(1, length / 3) && distance < longer ? distance : UINT32_MAX;
}

/* The nearest words, best first; among equals the order of `known` decides. */
static size_t best_words(const char *word, const char *const *known, const char *best[BEST_MAX])
{
    uint32_t distances[BEST_MAX];
    size_t count = 0;
    g_autofree char *wrong = folded(word);
    for (size_t i = 0; known[i] != NULL; i++) {
        uint32_t distance = near_distance(wrong, known[i]);
        size_t place = count;
        while (place > 0 && distances[place - 1] > distance)
            place--;
        if (distance == UINT32_MAX || place == BEST_MAX)
            continue;
        count = MIN(count + 1, BEST_MAX);
        for (size_t j = count - 1; j > place; j--) {
            distances[j] = distances[j - 1];
            best[j] = best[j - 1];
        }
        distances[place] = distance;
        best[place] = known[i];
    }
    return count;
}

char *suggest_text(const char *word, const char *const *known)
{
    g_assert(word != NULL);
    g_assert(known != NULL);
    const char *best[BEST_MAX];
    size_t count = best_words(word, known, best);
    if (count == 0)
        return g_strdup("");
    GString *text = g_string_new("; did you mean ");
    for (size_t i = 0; i < count; i++) {
        const char *before = i == 0 ? "" : (i + 1 == count ? " or " : ", ");
        g_string_append_printf(text, "%s'%s'", before, best[i]);
    }
    g_string_append_c(text, '?');
    return g_string_free(text, FALSE);
}

char *suggest_among(const char *word, const char *what, const char *const *known)
{
    g_autofree char *best = suggest_text(word, known);
    if (known[0] == NULL)
        return g_steal_pointer(&best);
    g_autofree char *all = g_strjoinv(" ", (char **)(uintptr_t)known);
    return g_strdup_printf("%s (%s: %s)", best, what, all);
}
