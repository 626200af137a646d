#include "hw/board.h"

#include <math.h>
#include <string.h>

#include "hw/cost.h"
#include "util/error.h"
#include "util/param_read.h"

static const char *const simd_words[] = {"none", "dsp", "helium", "npu", NULL};
static const char *const regulator_words[] = {"ldo", "smps", NULL};
static const char *const fidelity_words[] = {"measured", "fitted", "datasheet", "assumed", NULL};

/* Defaults of the flash are those of the nRF52840: 4 KiB pages, 85 ms an erase, 41 us a word. */
const ParamSpec board_params[] = {
    PARAM_ROW(TEXT, Board, name, .is_required = true, .doc = "board, as people call it"),
    PARAM_ROW(TEXT, Board, core, .is_required = true,
              .doc = "core family: with `library` the row of the cycle table"),
    PARAM_ROW(TEXT, Board, library, .is_required = true, .doc = "kernel library"),
    PARAM_ROW(FREQUENCY, Board, clock, .is_required = true, .min = 1e3, .max = 1e11,
              .doc = "of the core that infers"),
    PARAM_ROW(SIZE, Board, flash, .is_required = true, .min = 1024, .max = 1e12,
              .doc = "for programs and models"),
    PARAM_ROW(SIZE, Board, ram, .is_required = true, .min = 256, .max = 1e12,
              .doc = "for the tensor arena and all else"),
    PARAM_ROW(CHOICE, Board, simd, .words = simd_words, .def = "none",
              .doc = "vector instructions or accelerator"),
    PARAM_ROW(INT, Board, cores, .def = "1", .min = 1, .max = 64, .doc = "of this kind"),
    PARAM_ROW(NUMBER, Board, kernel, .is_map = true,
              .doc = "overrides single coefficients: conv conv_c1 out depthwise fc layer"),
    PARAM_ROW(CURRENT, Board, active_current, .is_required = true,
              .doc = "whole board while it infers, at `voltage` and `clock`"),
    PARAM_ROW(CURRENT, Board, sleep_current, .is_required = true,
              .doc = "whole board asleep, RAM kept, timer running"),
    PARAM_ROW(VOLTAGE, Board, voltage, .def = "3.0V", .min = 0.5, .max = 60.0,
              .doc = "at which the currents hold"),
    PARAM_ROW(CHOICE, Board, regulator, .words = regulator_words, .def = "ldo",
              .doc = "ldo keeps the current at any battery voltage, smps the power"),
    PARAM_ROW(CURRENT, Board, tx_current, .doc = "whole board sending; absent = active_current"),
    PARAM_ROW(CURRENT, Board, rx_current, .doc = "whole board receiving; absent = active_current"),
    PARAM_ROW(DURATION, Board, tx_overhead, .def = "0s", .doc = "radio start-up per message"),
    PARAM_ROW(DURATION, Board, wake_time, .def = "0s", .doc = "from sleep to running"),
    PARAM_ROW(TEMPERATURE, Board, temp_min, .def = "-40C", .doc = "least ambient temperature"),
    PARAM_ROW(TEMPERATURE, Board, temp_max, .def = "85C",
              .doc = "above it the failure rate doubles every 10C on top of Arrhenius"),
    PARAM_ROW(TEMPERATURE_DELTA, Board, self_heating, .def = "3C",
              .doc = "warmer than what is around it"),
    PARAM_ROW(NUMBER, Board, fit, .min = 0.0, .max = 1e9,
              .doc = "failures per 1e9 h at 40C, through `rate = profile`"),
    PARAM_ROW(NUMBER, Board, activation_energy, .def = "0.7", .min = 0.0, .max = 3.0,
              .doc = "eV, of that rate"),
    PARAM_ROW(INT, Board, flash_endurance, .def = "10000", .min = 1, .max = 1e12,
              .doc = "erase cycles of a sector"),
    PARAM_ROW(SIZE, Board, flash_sector, .def = "4KiB", .min = 1, .max = 1e9,
              .doc = "smallest erase"),
    PARAM_ROW(DURATION, Board, flash_erase, .def = "85ms", .doc = "of one sector"),
    PARAM_ROW(BITRATE, Board, flash_write, .def = "780kbps", .min = 1.0, .max = 1e12,
              .doc = "writing erased flash"),
    PARAM_ROW(CHOICE, Board, fidelity, .words = fidelity_words, .def = "assumed",
              .doc = "of the whole; single numbers in hwprofiles/catalog.csv"),
    PARAM_ROW(TEXT, Board, source, .doc = "where the numbers come from"),
    PARAM_NONE,
};

/* A board and what its texts live in. */
typedef struct BoardFile {
    Board board; /* first: what the caller holds */
    ParamContext context;
} BoardFile;

/* The one section there may be. */
static const IniSection *only_section(const IniFile *ini, const char *shown, ProblemList *problems)
{
    const IniSection *found = inifile_find(ini, "hwprofile", "");
    if (found == NULL)
        problem_add(problems, PROBLEM_ERROR, shown, "no section [hwprofile]");
    for (size_t i = 0; inifile_at(ini, i) != NULL; i++) {
        const IniSection *section = inifile_at(ini, i);
        if (section == found)
            continue;
        g_autofree char *place = iniplace_text(section->place);
        g_autofree char *title = inisection_title(section);
        problem_add(problems, PROBLEM_ERROR, place,
                    "unknown section %s; a profile has one section [hwprofile]", title);
    }
    return found;
}

static void check_values(const Board *board, const char *shown, ProblemList *problems)
{
    if (board->temp_min >= board->temp_max)
        problem_add(problems, PROBLEM_ERROR, shown, "temp_min must be below temp_max");
    if (board->sleep_current > board->active_current)
        problem_add(problems, PROBLEM_ERROR, shown,
                    "sleep_current must not be above active_current");
    g_autoptr(GError) error = NULL;
    CostModel model;
    if (!cost_model(board, &model, &error))
        problem_take_error(problems, shown, &error);
}

static void read_into(BoardFile *file, const char *path, const char *shown, ProblemList *problems)
{
    g_autoptr(IniFile) ini = inifile_read(path, shown, problems);
    if (problem_count(problems, PROBLEM_ERROR) > 0)
        return;
    const IniSection *section = only_section(ini, shown, problems);
    if (section != NULL && param_read_section(&file->context, board_params, section, &file->board))
        check_values(&file->board, shown, problems);
    file->context.place = (IniPlace){NULL, 0}; /* its text belongs to the IniFile */
}

Board *board_read(const char *path, GError **error)
{
    g_autofree char *shown = g_path_get_basename(path);
    g_autoptr(ProblemList) problems = problem_list_new();
    BoardFile *file = g_new0(BoardFile, 1);
    param_context_init(&file->context, problems);
    g_autofree char *stem = g_str_has_suffix(shown, ".ini")
                                ? g_strndup(shown, strlen(shown) - strlen(".ini"))
                                : g_strdup(shown);
    file->board.profile = param_text_keep(&file->context, stem);
    read_into(file, path, shown, problems);
    file->context.problems = NULL;
    if (problem_count(problems, PROBLEM_ERROR) == 0)
        return &file->board;
    g_autofree char *text = problem_list_text(problems);
    g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT, "%s", g_strchomp(text));
    board_free(&file->board);
    return NULL;
}

void board_free(Board *board)
{
    if (board == NULL)
        return;
    BoardFile *file = (BoardFile *)board;
    param_context_clear(&file->context);
    g_free(file);
}

const char *board_simd_name(int simd)
{
    g_assert(simd >= 0);
    g_assert(simd <= BOARD_SIMD_NPU);
    return simd_words[simd];
}

const char *board_fidelity_name(int fidelity)
{
    g_assert(fidelity >= 0);
    g_assert(fidelity <= BOARD_ASSUMED);
    return fidelity_words[fidelity];
}

const char *board_regulator_name(int regulator)
{
    g_assert(regulator >= 0);
    g_assert(regulator <= BOARD_SMPS);
    return regulator_words[regulator];
}

SimTime board_flash_time(const Board *board, Bytes size)
{
    g_assert(size >= 0);
    Bytes sectors = (size + board->flash_sector - 1) / board->flash_sector;
    SimTime write = int64_from_double(8.0 * (double)size * 1e9 / board->flash_write);
    return sectors * board->flash_erase + write;
}
