/*
 * out/store_schema.h - the tables and views of a result database, schema version 1.
 *
 * The only CREATE TABLE of the program. Times are simulated nanoseconds since t = 0,
 * values in the base unit of the metric, NULL = not available. Views v_scalar, v_series
 * and v_summary are what a user's SQL may rely on; tables may change with the version.
 */
#ifndef TINYFLEET_OUT_STORE_SCHEMA_H
#define TINYFLEET_OUT_STORE_SCHEMA_H

#define STORE_SCHEMA_VERSION 1

/* SQL in order, ends with NULL. */
const char *const *store_schema(void);

#endif
