/*
 * out/verdict_text.h - a requirement's row as words: the same rounding in every output.
 *
 * Rounding never moves a number across its limit or onto it: decimals are added until the
 * rounded numbers tell the same story as the exact ones.
 */
#ifndef TINYFLEET_OUT_VERDICT_TEXT_H
#define TINYFLEET_OUT_VERDICT_TEXT_H

#include <stdbool.h>

#include "exp/result.h"
#include "out/number.h"

#define NOTE_SIZE 160

typedef struct VerdictText {
    char observed[NUMBER_SIZE];                     /* with unit */
    char ci_low[NUMBER_SIZE], ci_high[NUMBER_SIZE]; /* bare; "" without an interval */
    char needed[NOTE_SIZE]; /* "about 34 replications would decide"; "" when decided */
    char note[NOTE_SIZE];   /* "should; about 34 replications would decide" */
} VerdictText;

VerdictText verdict_text(const Study *study, const RequirementRow *row);

/* "PASS", "FAIL", "UNCLEAR", "NO DATA", and a sign for it. */
const char *verdict_word(Verdict verdict);
const char *verdict_sign(Verdict verdict);

/* Of the report's style sheet: "pass", "fail", "unclear". */
const char *verdict_class(Verdict verdict);

/* The condition with a blank before each unit; the caller frees it. */
char *verdict_condition_text(const RequirementRow *row);

/* The condition's scope: "in fleet:rural". "" for everything. */
char *verdict_scope_text(const Study *study, const RequirementRow *row);

/* Rows at this level ("must", NULL = any) with this verdict. */
uint32_t verdict_count(const Study *study, const char *level, Verdict verdict);

/* "3 of 4 requirements passed, 1 should-level unclear" */
char *verdict_sentence(const Study *study);

/* The same as HTML, each number with what it claims to be (out/claim.h). */
char *verdict_sentence_html(const Study *study);

#endif
