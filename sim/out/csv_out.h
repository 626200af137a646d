/*
 * out/csv_out.h - a Study as CSV files in metrics/.
 *
 * summary.csv and scalars.csv always exist, the others when they have rows.  Rows are in
 * the order of the Study, which is sorted by key; times are in seconds.
 */
#ifndef TINYFLEET_OUT_CSV_OUT_H
#define TINYFLEET_OUT_CSV_OUT_H

#include "exp/sink.h"

/* Sink "csv". */
bool tables_write(const Study *study, const char *dir, const OutputOptions *options,
                  GError **error);

/* Names of the files it may write, from the result directory; ends with NULL. */
const char *const *tables_file_names(void);

#endif
