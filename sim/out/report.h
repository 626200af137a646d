/*
 * out/report.h - report.html: one self-contained page for a design review.
 *
 * Verdicts first, evidence second, how to redo it last. No network, no script; plots are
 * embedded; light, dark, narrow and printed. Each section is there when its data are.
 *
 * Errors:  FLEET_ERROR_RUN for the disk; the page appears whole or not at all.
 */
#ifndef TINYFLEET_OUT_REPORT_H
#define TINYFLEET_OUT_REPORT_H

#include "exp/sink.h"

#define REPORT_FILE "report.html"

/* Sink "report". Embeds the pictures found in dir/plots. */
bool report_write(const Study *study, const char *dir, const OutputOptions *options,
                  GError **error);

#endif
