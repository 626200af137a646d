#include "cli/progress.h"

#include <math.h>
#include <string.h>

#include "out/number.h"

#define BAR_WIDTH      26
#define BAR_PERIOD_US  (G_USEC_PER_SEC / 5)
#define LINE_QUIET_US  (2 * G_USEC_PER_SEC)
#define LINE_PERIOD_US (60 * (gint64)G_USEC_PER_SEC)
#define STEADY_S       2.0
#define STEADY_SHARE   0.02

void progress_init(Progress *progress, When when, bool is_quiet)
{
    *progress = (Progress){.stream = stderr, .columns = terminal_columns()};
    g_mutex_init(&progress->lock);
    progress->started_us = g_get_monotonic_time();
    progress->style = terminal_is_capable(stderr) ? PROGRESS_BAR : PROGRESS_LINES;
    if (when == WHEN_ALWAYS)
        progress->style = PROGRESS_BAR;
    if (when == WHEN_NEVER || is_quiet)
        progress->style = PROGRESS_NONE;
}

void progress_clear(Progress *progress)
{
    g_mutex_clear(&progress->lock);
}

/* Time to go, from the share done so far; "--:--" until that says something. */
static void eta_text(double share, double elapsed_s, char *text, size_t size)
{
    if (elapsed_s < STEADY_S || share < STEADY_SHARE) {
        g_snprintf(text, (gulong)size, "--:--");
        return;
    }
    int64_t left = int64_from_double(elapsed_s * (1.0 - share) / share);
    if (left >= 3600)
        g_snprintf(text, (gulong)size, "%" G_GINT64_FORMAT ":%02d:%02d", left / 3600,
                   (int)(left / 60 % 60), (int)(left % 60));
    else
        g_snprintf(text, (gulong)size, "%d:%02d", (int)(left / 60), (int)(left % 60));
}

/* The largest unit that the whole run is at least two of. */
static const char *time_unit(SimTime duration, double *ret_seconds)
{
    static const struct {
        const char *word;
        SimTime length;
    } units[] = {{"day", NS_PER_D}, {"hour", NS_PER_H}, {"minute", NS_PER_MIN}};
    for (size_t i = 0; i < G_N_ELEMENTS(units); i++) {
        *ret_seconds = (double)units[i].length;
        if (duration >= 2 * units[i].length)
            return units[i].word;
    }
    *ret_seconds = (double)NS_PER_S;
    return "second";
}

char *progress_time_text(SimTime time, SimTime duration)
{
    double unit_ns;
    const char *unit = time_unit(duration, &unit_ns);
    return g_strdup_printf("%s %.1f", unit, (double)time / unit_ns);
}

char *progress_text(const StudyProgress *news, double elapsed_s)
{
    double unit_ns;
    const char *unit = time_unit(news->duration, &unit_ns);
    char eta[32], speed[NUMBER_SIZE];
    eta_text(news->share_done, elapsed_s, eta, sizeof eta);
    number_count(news->device_days_per_s, speed);
    uint32_t replication = MIN(news->replications_done + 1, news->replications);
    return g_strdup_printf("%s %.1f / %g  rep %u/%u  %s device-days/s  ETA %s", unit,
                           (double)news->time / unit_ns, (double)news->duration / unit_ns,
                           replication, news->replications, speed, eta);
}

static double elapsed_s(const Progress *progress, gint64 now)
{
    return (double)(now - progress->started_us) / G_USEC_PER_SEC;
}

static void draw_bar(Progress *progress, gint64 now)
{
    double share = CLAMP(progress->last.share_done, 0.0, 1.0);
    int head = (int)floor(share * (BAR_WIDTH - 1));
    char bar[BAR_WIDTH + 1];
    memset(bar, ' ', BAR_WIDTH);
    memset(bar, '=', (size_t)head);
    bar[head] = '>';
    bar[BAR_WIDTH] = '\0';
    g_autofree char *text = progress_text(&progress->last, elapsed_s(progress, now));
    g_autofree char *line = g_strdup_printf("[%s] %d %%  %s", bar, (int)floor(share * 100.0), text);
    int length = MIN((int)g_utf8_strlen(line, -1), progress->columns - 1);
    g_autofree char *cut = g_utf8_substring(line, 0, length);
    g_autofree char *padded =
        g_strdup_printf("\r%s%*s", cut, MAX(progress->bar_length - length, 0), "");
    terminal_put(progress->stream, padded);
    fflush(progress->stream);
    progress->bar_length = length;
}

static void write_line(Progress *progress, gint64 now)
{
    g_autofree char *text = progress_text(&progress->last, elapsed_s(progress, now));
    g_autofree char *line =
        g_strdup_printf("%d %%  %s\n", (int)floor(progress->last.share_done * 100.0), text);
    terminal_put(progress->stream, line);
    fflush(progress->stream);
}

static bool is_line_due(const Progress *progress, gint64 now)
{
    if (now - progress->started_us < LINE_QUIET_US)
        return false;
    return floor(progress->last.share_done * 10.0) > floor(progress->shown_share * 10.0) ||
           now - progress->shown_us >= LINE_PERIOD_US;
}

static void update_locked(Progress *progress, gint64 now)
{
    bool is_due = progress->style == PROGRESS_BAR ? now - progress->shown_us >= BAR_PERIOD_US
                                                  : is_line_due(progress, now);
    if (!is_due)
        return;
    if (progress->style == PROGRESS_BAR)
        draw_bar(progress, now);
    else
        write_line(progress, now);
    progress->shown_us = now;
    progress->shown_share = progress->last.share_done;
}

void progress_update(void *user, const StudyProgress *news)
{
    Progress *progress = user;
    g_mutex_lock(&progress->lock);
    progress->last = *news;
    if (progress->style != PROGRESS_NONE)
        update_locked(progress, g_get_monotonic_time());
    g_mutex_unlock(&progress->lock);
}

static void wipe_locked(Progress *progress)
{
    if (progress->bar_length == 0)
        return;
    fprintf(progress->stream, "\r%*s\r", progress->bar_length, "");
    fflush(progress->stream);
    progress->bar_length = 0;
}

void progress_show(void *user)
{
    Progress *progress = user;
    g_mutex_lock(&progress->lock);
    wipe_locked(progress);
    write_line(progress, g_get_monotonic_time());
    g_mutex_unlock(&progress->lock);
}

void progress_wipe(Progress *progress)
{
    g_mutex_lock(&progress->lock);
    wipe_locked(progress);
    progress->style = PROGRESS_NONE;
    g_mutex_unlock(&progress->lock);
}
