/*
 * out/store.h - a Study as one SQLite file, results.db.
 *
 * Written in transactions of 50,000 rows; the result is a single file that opens read-only.
 * The journal is a rollback journal, not a write-ahead log: a log cannot be folded back, nor
 * the file be opened, on a disk that is full.  Then what was committed stays, the file opens,
 * and meta 'status' says "writing" instead of "complete".
 *
 * Errors:  FLEET_ERROR_RUN for the disk, FLEET_ERROR_INTERNAL for rows that break the schema.
 */
#ifndef TINYFLEET_OUT_STORE_H
#define TINYFLEET_OUT_STORE_H

#include "exp/sink.h"

#define STORE_FILE "results.db"

/* Sink "store". */
bool store_write(const Study *study, const char *dir, const OutputOptions *options, GError **error);

#endif
