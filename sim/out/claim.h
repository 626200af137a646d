/*
 * out/claim.h - a number in a sentence of the report, with what it claims to be.
 *
 * Sentences are HTML.  A number in one stands in <data value="WHAT">NUMBER</data>, and a name
 * that is quoted from the scenario in <span class="name">.  WHAT says in words which number of
 * results.db it is, "least availability in fleet:homes", not how to find it: a program that
 * knows the database works it out anew and compares (tests/e2e/report_claims.sh does, and
 * lists the words).  No digit of a sentence stands outside.
 *
 * Owner:   the caller owns html.
 * Errors:  none.
 */
#ifndef TINYFLEET_OUT_CLAIM_H
#define TINYFLEET_OUT_CLAIM_H

#include "exp/result.h"

/* The number as it is shown, and what it is. */
void claim_put(GString *html, const char *shown, const char *what);

/* What is WORDS METRIC in SCOPE: "mean p95 mttr in fleet:homes". */
typedef struct Claim {
    const char *words, *metric;
    uint32_t scope;
} Claim;
void claim_put_of(GString *html, const Study *study, const char *shown, Claim claim);

/* A name from the scenario, escaped. */
void claim_put_name(GString *html, const char *name);

#endif
