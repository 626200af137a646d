#include "cli/kept.h"

#include "out/store.h"

void kept_init(Kept *kept)
{
    *kept = (Kept){0};
    g_mutex_init(&kept->lock);
}

void kept_clear(Kept *kept)
{
    g_mutex_clear(&kept->lock);
    g_free(kept->dir);
    g_free(kept->old);
}

void kept_place(Kept *kept, const char *dir, const char *old, uint32_t replications)
{
    g_mutex_lock(&kept->lock);
    kept->dir = g_strdup(dir);
    kept->old = g_strdup(old);
    kept->replications = replications;
    g_mutex_unlock(&kept->lock);
}

void kept_add(Kept *kept)
{
    g_mutex_lock(&kept->lock);
    kept->count++;
    g_mutex_unlock(&kept->lock);
}

void kept_finish(Kept *kept, const char *dir)
{
    g_mutex_lock(&kept->lock);
    g_free(kept->dir);
    kept->dir = g_strdup(dir);
    kept->is_complete = true;
    g_mutex_unlock(&kept->lock);
}

bool kept_claim(Kept *kept)
{
    g_mutex_lock(&kept->lock);
    bool is_first = !kept->is_said;
    kept->is_said = true;
    g_mutex_unlock(&kept->lock);
    return is_first;
}

static char *sentence_of(const Kept *kept)
{
    if (kept->dir == NULL)
        return g_strdup("nothing had been written yet");
    if (kept->is_complete)
        return g_strdup_printf("the results are complete in %s", kept->dir);
    g_autofree char *after =
        kept->old == NULL ? g_strdup("--force replaces it") : g_strdup_printf("%s", kept->old);
    return g_strdup_printf("kept %u of %u replication%s in %s; %s/%s can be read; %s", kept->count,
                           kept->replications, kept->replications == 1 ? "" : "s", kept->dir,
                           kept->dir, STORE_FILE,
                           kept->old == NULL ? "--force replaces it" : kept->old);
}

char *kept_sentence(Kept *kept)
{
    g_mutex_lock(&kept->lock);
    char *sentence = sentence_of(kept);
    g_mutex_unlock(&kept->lock);
    return sentence;
}
