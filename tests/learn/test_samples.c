/* A pool's folder: what is written is read, and every mistake in it is named with its line. */
#include "test.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "learn/samples.h"
#include "util/error.h"

static const SampleClass classes[2] = {{"quiet", false}, {"alarm", true}};

static void put(const char *folder, const char *name, const char *text)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    CHECK(g_file_set_contents(path, text, -1, NULL));
}

static void drop(const char *folder)
{
    const char *const names[] = {"inputs.bin", "labels.csv", "classes.csv"};
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = g_build_filename(folder, names[i], NULL);
        g_unlink(path);
    }
    g_rmdir(folder);
}

static void a_written_folder_is_read_back(void)
{
    g_autofree char *folder = g_dir_make_tmp("samples-XXXXXX", NULL);
    g_autoptr(Samples) samples = samples_new(3, 2);
    memcpy(samples->inputs, (int8_t[]){1, -2, 127, -128, 0, 10}, 6);
    samples->labels[1] = 1;
    CHECK(samples_write(samples, classes, 2, folder, NULL));
    g_autoptr(Samples) read = samples_read(folder, 2, 2, NULL);
    CHECK(read != NULL);
    CHECK_INT((int64_t)read->count, 3);
    CHECK(memcmp(read->inputs, samples->inputs, 6) == 0);
    CHECK(memcmp(read->labels, samples->labels, 3) == 0);
    g_autofree char *path = g_build_filename(folder, "classes.csv", NULL);
    g_autofree char *text = NULL;
    CHECK(g_file_get_contents(path, &text, NULL, NULL));
    CHECK_TEXT(text, "label,name,event\n0,quiet,0\n1,alarm,1\n");
    drop(folder);
}

static void refuse(const char *inputs, const char *labels, const char *ending)
{
    g_autofree char *folder = g_dir_make_tmp("samples-XXXXXX", NULL);
    put(folder, "inputs.bin", inputs);
    put(folder, "labels.csv", labels);
    g_autoptr(GError) error = NULL;
    g_autoptr(Samples) samples = samples_read(folder, 2, 2, &error);
    CHECK(samples == NULL);
    CHECK(g_error_matches(error, FLEET_ERROR, FLEET_ERROR_INPUT));
    CHECK(error != NULL && g_str_has_suffix(error->message, ending));
    drop(folder);
}

static void mistakes_are_named(void)
{
    refuse("abc", "index,label\n0,0\n", "inputs.bin: 3 bytes are no whole number of inputs of 2");
    refuse("", "index,label\n", "inputs.bin: 0 bytes are no whole number of inputs of 2");
    refuse("abcd", "index,label\n0,0\n", "labels.csv: 1 labels for 2 inputs");
    refuse("ab", "index,label\n0,0\n1,1\n", "labels.csv: 2 labels for 1 inputs");
    refuse("ab", "index,label\n1,0\n", "labels.csv:2: index 1, the next is 0");
    refuse("ab", "index,label\n0,2\n", "labels.csv:2: label 2 is outside 0..1");
}

static void missing_files_are_the_users(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Samples) samples = samples_read("/nowhere", 2, 2, &error);
    CHECK(samples == NULL);
    CHECK(g_error_matches(error, FLEET_ERROR, FLEET_ERROR_INPUT));
}

static void a_folder_that_cannot_be_written_is_said(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Samples) samples = samples_new(1, 1);
    CHECK(!samples_write(samples, classes, 2, "/nowhere", &error));
    CHECK(g_error_matches(error, FLEET_ERROR, FLEET_ERROR_RUN));
}

TEST_MAIN(CASE(a_written_folder_is_read_back), CASE(mistakes_are_named),
          CASE(missing_files_are_the_users), CASE(a_folder_that_cannot_be_written_is_said))
