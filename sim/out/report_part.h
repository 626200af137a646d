/*
 * out/report_part.h - the parts of the report, each appends its sections to the page.
 */
#ifndef TINYFLEET_OUT_REPORT_PART_H
#define TINYFLEET_OUT_REPORT_PART_H

#include "exp/sink.h"

/* Title, line below it, verdict, requirement table, tiles. */
void report_head(GString *page, const Study *study, const OutputOptions *options);

/* The few sentences to read first: availability, what costs it, alarms, latency, batteries. */
void report_findings(GString *page, const Study *study);

/* "97 % of 2 341 alarms were false"; nothing without alarms. */
void report_alarms(GString *page, const Study *study);

/* What was simulated: facts by group. */
void report_facts(GString *page, const Study *study);

/* Availability to gateways: figures and tables of each section that has data. */
void report_metrics(GString *page, const Study *study, const char *dir);

/* The figures of a section that have data, each with what it says and how it was judged. */
void report_figures(GString *page, const Study *study, const char *section, const char *dir);

/* What a section says beyond its tables: downtime, causes and MTBF bounds, truth beside report. */
void report_note(GString *page, const Study *study, const char *section);

/* Points of a sweep side by side; nothing for a plain run. */
void report_points(GString *page, const Study *study);

/* Predictions, statistical quality, assumptions, how to redo it. */
void report_end(GString *page, const Study *study, const OutputOptions *options);

/* Does anything of this section exist? Its id and title; NULL id behind the last. */
typedef struct ReportSection {
    const char *id, *title;
} ReportSection;
ReportSection report_section_at(size_t index);
bool report_has_section(const Study *study, const char *id);

#endif
