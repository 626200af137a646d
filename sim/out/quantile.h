/*
 * out/quantile.h - what a quantile of samples may say: as many digits, as many samples, as it has.
 *
 * A quantile q needs 10 samples, and 1 / min(q, 1 - q): 20 for p95, 1,000 for p99.9.  Has every
 * replication that many, the mean over them and its interval stand; have all together, the
 * quantile of their joined histogram; else there are too few, and that is what is said.
 * Histograms know a value to 1/256: no digit and no interval is finer.
 *
 * Units:   of the metric.
 * Errors:  none.
 */
#ifndef TINYFLEET_OUT_QUANTILE_H
#define TINYFLEET_OUT_QUANTILE_H

#include "exp/result.h"
#include "out/number.h"

typedef enum QuantileForm {
    QUANTILE_MEAN,   /* over replications, as in the summary; also of what is no quantile */
    QUANTILE_POOLED, /* of all samples together; no interval */
    QUANTILE_FEW     /* no value */
} QuantileForm;

typedef struct Quantile {
    QuantileForm form;
    double value, low, high; /* NAN = not known */
    double sample_count;     /* in all replications; NAN = not of samples */
    NumberStyle style;       /* for value, low and high */
} Quantile;

/* Is this statistic of this metric a quantile of samples, which come from a histogram? */
bool quantile_is(const Study *study, uint32_t metric, const char *stat);

Quantile quantile_of(const Study *study, const SummaryRow *row);

/* "61.4 ms", or "9 samples: too few". */
void quantile_text(const Quantile *quantile, char text[NUMBER_SIZE]);

/* What the value claims to be: "mean p95", "pooled p95", or of too few "samples". */
char *quantile_words(const Quantile *quantile, const char *stat);

/* "9": the number in the sentence of too few. */
void quantile_count_text(const Quantile *quantile, char text[NUMBER_SIZE]);

#endif
