/*
 * util/inifile.h - scenario text to sections and keys, each with its file and line.
 *
 * A line scanner of our own, because GKeyFile has no positions: "#" after a blank ends a line, a
 * section or key given twice is a mistake, a byte order mark and \r\n are fine.  Sections and
 * keys keep their order, and are found by hash: reading is linear in the length of the text.  What
 * is accepted loads in plain GKeyFile too, comments stripped.
 *
 * Units:   lines count from 1; line 0 means that `file` is the whole place ("--set PATH=VALUE").
 * Owner:   an IniFile owns everything in it.
 * Errors:  every mistake is appended to the ProblemList; scanning goes on, and what is wrong is
 *          left out.  A file above INI_SIZE_MAX or a line above INI_LINE_MAX bytes is a mistake.
 */
#ifndef TINYFLEET_UTIL_INIFILE_H
#define TINYFLEET_UTIL_INIFILE_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "util/problem.h"

enum { INI_SIZE_MAX = 16 << 20, INI_LINE_MAX = 64 << 10 };

typedef struct IniPlace {
    const char *file;
    int line;
} IniPlace;

typedef struct IniPair {
    const char *key;
    const char *value; /* as written: trimmed, quotes kept, comment gone */
    IniPlace place;
} IniPair;

typedef struct IniSection {
    const char *kind;
    const char *name;   /* "" if it has none */
    IniPlace place;     /* where it was given first */
    GArray *pairs;      /* of IniPair */
    bool is_damaged;    /* a line of it was refused: what seems to be missing may stand there */
    GHashTable *by_key; /* key -> position + 1; NULL while there are few */
} IniSection;

typedef struct IniFile {
    GPtrArray *sections;  /* of IniSection */
    GHashTable *by_title; /* the sections by kind and name */
    bool is_damaged;      /* the title of a section was refused */
    GStringChunk *texts;
} IniFile;

IniFile *inifile_new(void);
void inifile_free(IniFile *ini);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(IniFile, inifile_free)

/* Reads a file; in places it is called `shown`. A file that cannot be read is a mistake at "". */
IniFile *inifile_read(const char *path, const char *shown, ProblemList *problems);

/* The same from memory. */
IniFile *inifile_parse(const char *text, size_t size, const char *shown, ProblemList *problems);

/* The section [kind name] (name "" for none), NULL if there is none. */
IniSection *inifile_find(const IniFile *ini, const char *kind, const char *name);

/* The i-th section, NULL behind the last. */
const IniSection *inifile_at(const IniFile *ini, size_t i);

/* The pair of a key, NULL if there is none; the i-th pair, NULL behind the last. */
const IniPair *inisection_find(const IniSection *section, const char *key);
const IniPair *inisection_at(const IniSection *section, size_t i);

/* A new section; there must be none of that kind and name. */
IniSection *inifile_add(IniFile *ini, const char *kind, const char *name, IniPlace place);

/* Sets one key of a section of the file; an old pair keeps its place in the order. */
void inisection_set(IniFile *ini, IniSection *section, const IniPair *pair);

/* Sets one key, making section and pair if they are new; old pairs keep their order. */
void inifile_set(IniFile *ini, const char *kind, const char *name, const IniPair *pair);

/* Puts `over` on top of `base`, key by key; new sections and keys go to the end. */
void inifile_merge(IniFile *base, const IniFile *over);

/* "fleet.ini:14", or the file alone if line is 0; to be freed. */
char *iniplace_text(IniPlace place);

/* "[fleet speakers]"; to be freed. */
char *inisection_title(const IniSection *section);

/* All sections as a scenario, one "key = value" a line; to be freed. */
char *inifile_text(const IniFile *ini);

#endif
