/* Files are read whole up to the limit; what is no file, or never ends, is refused. */
#include "test.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "util/readfile.h"

static void check_refused(const char *path, size_t limit, const char *sentence)
{
    g_autofree char *bytes = NULL;
    size_t size = 77;
    g_autoptr(GError) error = NULL;
    CHECK(!readfile(path, limit, &bytes, &size, &error));
    CHECK_TEXT(error == NULL ? "" : error->message, sentence);
    CHECK(bytes == NULL);
    CHECK(size == 77);
}

static void a_file_is_read_up_to_its_limit(void)
{
    g_autofree char *folder = g_dir_make_tmp("readfile-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "x", NULL);
    g_autofree char *bytes = NULL;
    size_t size = 0;
    CHECK(g_file_set_contents(path, "a\0b", 3, NULL));
    CHECK(readfile(path, 3, &bytes, &size, NULL));
    CHECK(size == 3);
    CHECK(memcmp(bytes, "a\0b", 4) == 0);
    check_refused(path, 2, "the file is larger than 2B");
    CHECK_INT(g_remove(path), 0);
    check_refused(path, 3, "No such file or directory");
    CHECK_INT(mkfifo(path, 0600), 0);
    check_refused(path, 3, "it is a device or a pipe, not a file");
    CHECK_INT(g_remove(path), 0);
    check_refused(folder, 3, "it is a folder");
    CHECK_INT(g_rmdir(folder), 0);
}

static void what_never_ends_is_refused(void)
{
    check_refused("/dev/zero", 1000, "it is a device or a pipe, not a file");
}

TEST_MAIN(CASE(a_file_is_read_up_to_its_limit), CASE(what_never_ends_is_refused))
