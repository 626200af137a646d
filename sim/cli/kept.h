/*
 * cli/kept.h - what a run has kept so far, and the sentence that says it, from any thread.
 */
#ifndef TINYFLEET_CLI_KEPT_H
#define TINYFLEET_CLI_KEPT_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct Kept {
    GMutex lock;
    char *dir;      /* with the results; NULL = not made yet */
    char *old;      /* "res still holds the complete run of home, 2026-01-01"; NULL = nothing */
    uint32_t count; /* replications that ran to their end and are in the database */
    uint32_t replications;
    bool is_complete; /* all is written */
    bool is_said;
} Kept;

void kept_init(Kept *kept);
void kept_clear(Kept *kept);

/* The directory is there. `old` may be NULL. */
void kept_place(Kept *kept, const char *dir, const char *old, uint32_t replications);
void kept_add(Kept *kept);
/* All is written, in its place. */
void kept_finish(Kept *kept, const char *dir);

/* May the caller say it? The first one may; what is said once need not be said again. */
bool kept_claim(Kept *kept);

/* "kept 37 of 50 replications in res; res/results.db can be read; --force replaces it"; to be
 * freed. */
char *kept_sentence(Kept *kept);

#endif
