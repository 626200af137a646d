/*
 * out/store_db.h - a database being written: statements, values and transactions.
 *
 * Once a call has failed the Store stays failed and the next calls do nothing, so that a
 * writer of many rows asks once, at the end.
 */
#ifndef TINYFLEET_OUT_STORE_DB_H
#define TINYFLEET_OUT_STORE_DB_H

#include <glib.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct Store {
    sqlite3 *db;
    uint32_t replications; /* of each point: makes the ids of runs */
    GError *error;         /* the first one; owned */
} Store;

typedef enum StoreType { STORE_INT, STORE_REAL, STORE_TEXT, STORE_NULL } StoreType;

typedef struct StoreValue {
    StoreType type;
    int64_t integer;
    double real;
    const char *text;
} StoreValue;

/* NAN and NULL texts become NULL. */
StoreValue store_int(int64_t value);
StoreValue store_int_or_null(int64_t value, bool is_known);
StoreValue store_real(double value);
StoreValue store_text(const char *value);

void store_open(Store *store, const char *path);
void store_exec(Store *store, const char *sql);
/* A statement for store_insert() and then sqlite3_finalize(); NULL after an error. */
sqlite3_stmt *store_prepare(Store *store, const char *sql);
void store_insert(Store *store, sqlite3_stmt *statement, const StoreValue *values, int count);
/* Commits, or after an error rolls back; false with a copy of the error. */
bool store_commit(Store *store, GError **error);
/* What is not committed is lost. */
void store_close(Store *store);

#endif
