#include "cli/bench_report.h"

#include <string.h>

#include "nn/kernels.h"
#include "util/error.h"

#define BENCH_SCHEMA "tinyfleet-bench-1"

static bool parse_number(const char *word, BenchRange range, uint32_t *ret_number)
{
    char *end = NULL;
    if (!g_ascii_isdigit(word[0]))
        return false;
    uint64_t number = g_ascii_strtoull(word, &end, 10);
    uint64_t factor = *end == 'k' ? 1000 : (*end == 'M' ? 1000000 : 1);
    end += factor > 1;
    if (*end != '\0' || number > range.max / factor || number * factor < range.min)
        return false;
    *ret_number = (uint32_t)(number * factor);
    return true;
}

GArray *bench_numbers(const char *option, const char *text, BenchRange range, GError **error)
{
    g_auto(GStrv) words = g_strsplit(text, ",", -1);
    GArray *numbers = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    for (size_t i = 0; words[i] != NULL; i++) {
        uint32_t number = 0;
        if (!parse_number(words[i], range, &number)) {
            g_set_error(error, FLEET_ERROR, FLEET_ERROR_USAGE,
                        "%s: '%s' is not a number from %u to %u, such as 1000, 10k or 1M", option,
                        words[i], range.min, range.max);
            g_array_free(numbers, TRUE);
            return NULL;
        }
        g_array_append_val(numbers, number);
    }
    if (numbers->len > 0)
        return numbers;
    g_set_error(error, FLEET_ERROR, FLEET_ERROR_USAGE, "%s: no number is given", option);
    g_array_free(numbers, TRUE);
    return NULL;
}

/* The processor as the kernel names it; to be freed. */
static char *cpu_name(void)
{
    g_autofree char *text = NULL;
    if (g_file_get_contents("/proc/cpuinfo", &text, NULL, NULL)) {
        const char *line = strstr(text, "model name");
        const char *colon = line != NULL ? strchr(line, ':') : NULL;
        if (colon != NULL)
            return g_strstrip(g_strndup(colon + 1, strcspn(colon + 1, "\n")));
    }
    return g_strdup("unknown");
}

/* The vector instructions the kernels can use. */
static const char *simd_name(void)
{
    if (kernels_find("amx") != NULL)
        return "amx";
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512vnni"))
        return "avx512vnni";
    if (__builtin_cpu_supports("avx512f"))
        return "avx512";
    if (__builtin_cpu_supports("avx2"))
        return "avx2";
#endif
    return "none";
}

void bench_json_begin(Json *json, const char *bench)
{
    g_autofree char *cpu = cpu_name();
    json_begin(json, NULL, '{');
    json_text(json, "schema", BENCH_SCHEMA);
    json_text(json, "bench", bench);
    json_text(json, "version", TINYFLEET_VERSION);
    json_begin(json, "machine", '{');
    json_text(json, "cpu", cpu);
    json_integer(json, "cores", g_get_num_processors());
    json_text(json, "simd", simd_name());
    json_end(json, '{');
    json_begin(json, "rows", '[');
}

void bench_json_end(Json *json)
{
    json_end(json, '[');
    json_end(json, '{');
    g_string_append_c(json->text, '\n');
}
