#include "util/digest.h"

#include <glib.h>
#include <inttypes.h>

/* The end counts as one more byte, so that "ab" and "c" are not "a" and "bc". */
uint64_t digest_text(uint64_t chain, const char *text)
{
    g_assert(text != NULL);
    for (const char *c = text; *c != '\0'; c++)
        chain = digest_fold(chain, (uint8_t)*c);
    return digest_fold(chain, 0x100);
}

void digest_print(Digest digest, char text[DIGEST_TEXT_SIZE])
{
    g_snprintf(text, DIGEST_TEXT_SIZE, "%016" PRIx64 "%016" PRIx64, digest.chains, digest.totals);
}
