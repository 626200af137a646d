#include "scenario_reader.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

static const char *const files[] = {"wake-word.tflite", "wake-word-v2-bad.tflite",
                                    "wake-word/labels.csv"};

static char *file_path(const Reader *reader, size_t i)
{
    return g_build_filename(reader->models, files[i], NULL);
}

void reader_open(Reader *reader)
{
    g_assert(g_chdir(READER_FOLDER) == 0);
    reader->folder = g_dir_make_tmp("tinyfleet-scenario.XXXXXX", NULL);
    reader->models = g_build_filename(reader->folder, "models", NULL);
    g_autofree char *pool = g_build_filename(reader->models, "wake-word", NULL);
    g_assert(g_mkdir_with_parents(pool, 0700) == 0);
    for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autofree char *path = file_path(reader, i);
        g_assert(g_file_set_contents(path, "abc", 3, NULL));
    }
    reader->places = (ScenarioPlaces){reader->models, TINYFLEET_SOURCE_DIR "/hwprofiles"};
    reader->problems = problem_list_new();
}

void reader_close(Reader *reader)
{
    for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autofree char *path = file_path(reader, i);
        (void)g_unlink(path);
    }
    g_autofree char *pool = g_build_filename(reader->models, "wake-word", NULL);
    (void)g_rmdir(pool);
    (void)g_rmdir(reader->models);
    (void)g_rmdir(reader->folder);
    g_free(reader->models);
    g_free(reader->folder);
    problem_list_free(reader->problems);
}

static void start(Reader *reader)
{
    problem_list_free(reader->problems);
    reader->problems = problem_list_new();
}

Scenario *reader_file(Reader *reader, const char *path, const char *const *settings)
{
    start(reader);
    return scenario_read(path, settings, &reader->places, reader->problems);
}

Scenario *reader_text(Reader *reader, const char *more, const char *const *settings)
{
    start(reader);
    g_autofree char *text =
        g_strdup_printf("[scenario]\nextends = home.ini\nname = home\n%s", more);
    return scenario_parse((ScenarioText){text, strlen(text), "x.ini"}, settings, &reader->places,
                          reader->problems);
}

char *reader_said(const Reader *reader)
{
    return problem_list_text(reader->problems);
}

bool reader_says(const Reader *reader, const char *sentence)
{
    g_autofree char *said = reader_said(reader);
    bool is_there = strstr(said, sentence) != NULL;
    if (!is_there)
        printf("wanted: %s\nsaid:\n%s", sentence, said);
    return is_there;
}
