#include "out/store_db.h"

#include <math.h>

#include "util/error.h"

#define BUSY_MS 30000 /* a reader may hold the file that long */

StoreValue store_int(int64_t value)
{
    return (StoreValue){STORE_INT, value, 0, NULL};
}

StoreValue store_int_or_null(int64_t value, bool is_known)
{
    return (StoreValue){is_known ? STORE_INT : STORE_NULL, value, 0, NULL};
}

StoreValue store_real(double value)
{
    return (StoreValue){isnan(value) ? STORE_NULL : STORE_REAL, 0, value, NULL};
}

StoreValue store_text(const char *value)
{
    return (StoreValue){value ? STORE_TEXT : STORE_NULL, 0, 0, value};
}

static void store_fail(Store *store, int status)
{
    bool is_bug = status == SQLITE_CONSTRAINT || status == SQLITE_ERROR || status == SQLITE_MISUSE;
    if (!store->error)
        g_set_error(&store->error, FLEET_ERROR, is_bug ? FLEET_ERROR_INTERNAL : FLEET_ERROR_RUN,
                    "%s: cannot be written: %s", sqlite3_db_filename(store->db, "main"),
                    sqlite3_errmsg(store->db));
}

void store_open(Store *store, const char *path)
{
    g_assert(store && path);

    *store = (Store){0};
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    int status = sqlite3_open_v2(path, &store->db, flags, NULL);
    if (status != SQLITE_OK) {
        store_fail(store, status);
        return;
    }
    sqlite3_busy_timeout(store->db, BUSY_MS);
    store_exec(store, "PRAGMA foreign_keys = ON; PRAGMA journal_mode = DELETE;"
                      "PRAGMA synchronous = NORMAL; PRAGMA cache_size = -32000;");
}

void store_exec(Store *store, const char *sql)
{
    g_assert(store && sql);

    if (store->error)
        return;
    int status = sqlite3_exec(store->db, sql, NULL, NULL, NULL);
    if (status != SQLITE_OK)
        store_fail(store, status);
}

sqlite3_stmt *store_prepare(Store *store, const char *sql)
{
    g_assert(store && sql);

    sqlite3_stmt *statement = NULL;
    if (store->error)
        return NULL;
    int status = sqlite3_prepare_v2(store->db, sql, -1, &statement, NULL);
    if (status != SQLITE_OK)
        store_fail(store, status);
    return statement;
}

static int bind_value(sqlite3_stmt *statement, int position, const StoreValue *value)
{
    switch (value->type) {
    case STORE_INT:
        return sqlite3_bind_int64(statement, position, value->integer);
    case STORE_REAL:
        return sqlite3_bind_double(statement, position, value->real);
    case STORE_TEXT:
        return sqlite3_bind_text(statement, position, value->text, -1, SQLITE_STATIC);
    default:
        return sqlite3_bind_null(statement, position);
    }
}

void store_insert(Store *store, sqlite3_stmt *statement, const StoreValue *values, int count)
{
    g_assert(store && values);

    if (store->error)
        return;
    int status = SQLITE_OK;
    for (int i = 0; i < count && status == SQLITE_OK; i++)
        status = bind_value(statement, i + 1, &values[i]);
    if (status == SQLITE_OK)
        status = sqlite3_step(statement);
    if (status != SQLITE_DONE)
        store_fail(store, status);
    sqlite3_reset(statement);
}

bool store_commit(Store *store, GError **error)
{
    g_assert(store);

    store_exec(store, "COMMIT");
    if (!store->error)
        return true;
    if (store->db && !sqlite3_get_autocommit(store->db))
        sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    g_propagate_error(error, g_error_copy(store->error));
    return false;
}

void store_close(Store *store)
{
    g_assert(store);

    sqlite3_close(store->db);
    store->db = NULL;
    g_clear_error(&store->error);
}
