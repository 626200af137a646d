/*
 * out/store.h - a Study as one SQLite file, results.db, that grows as replications end.
 *
 * The schema and the names are one transaction, each replication is one, and so is the end:
 * whatever becomes of the program, a replication is there whole or not at all.  Ids of runs
 * follow from point and replication, so the rows do not depend on which one ended first.
 *
 * The journal is a rollback journal, not a write-ahead log: between two commits the result is
 * one file that opens read-only, and on a full disk a log could neither be folded back nor the
 * file be opened.  meta 'status' says "interrupted" until
 * store_set_status() says something else.
 *
 * Errors:  FLEET_ERROR_RUN for the disk, FLEET_ERROR_INTERNAL for rows that break the schema.
 */
#ifndef TINYFLEET_OUT_STORE_H
#define TINYFLEET_OUT_STORE_H

#include "exp/sink.h"
#include "out/store_db.h"

#define STORE_FILE "results.db"

/* Makes the file; store_close() is due even after an error. */
bool store_begin(Store *store, const Study *study, const char *dir, const OutputOptions *options,
                 GError **error);
/* One call at a time, in any order of replications. */
bool store_add_run(Store *store, const RunResult *run, GError **error);
/* Summary, verdicts and predictions. */
bool store_end(Store *store, const Study *study, GError **error);
/* As in the manifest: "complete", "interrupted", "failed". */
bool store_set_status(Store *store, const char *status, GError **error);

/* All of it at once: a Study whose runs have ended. */
bool store_write(const Study *study, const char *dir, const OutputOptions *options, GError **error);

#endif
