/*
 * exp/scenario_reader.h - reads scenarios for tests: files of tests/exp/scenarios, or texts on top
 * of home.ini there.  Boards are the shipped ones; models are files that exist and hold "abc".
 *
 * Owner:   reader_close() removes what reader_open() has made; scenarios are the caller's.
 */
#ifndef TINYFLEET_TESTS_SCENARIO_READER_H
#define TINYFLEET_TESTS_SCENARIO_READER_H

#include "exp/scenario_read.h"

#define READER_FOLDER TINYFLEET_SOURCE_DIR "/tests/exp/scenarios"

typedef struct Reader {
    char *folder, *models; /* temporary */
    ScenarioPlaces places;
    ProblemList *problems; /* of the last reading */
} Reader;

void reader_open(Reader *reader);
void reader_close(Reader *reader);

/* NULL settings = none. */
Scenario *reader_file(Reader *reader, const char *path, const char *const *settings);

/* home.ini under the name "home" with `more` behind [scenario]; its places are "x.ini:LINE", and
 * `more` begins in line 4. */
Scenario *reader_text(Reader *reader, const char *more, const char *const *settings);

/* Everything the last reading said; to be freed. */
char *reader_said(const Reader *reader);

/* Does the last reading say this? Prints what it said if not. */
bool reader_says(const Reader *reader, const char *sentence);

#endif
