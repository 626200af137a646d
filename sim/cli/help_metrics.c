/* Every metric, from the table that measures it. */
#include <glib.h>

#include "cli/help_topic.h"
#include "cli/listing.h"
#include "cli/status.h"
#include "world/metric.h"

static const ListingColumn columns[] = {
    {"metric", "metric"}, {"unit", "unit"}, {"per", "population"},  {"headline", "headline"},
    {"better", "better"}, {"as", "source"}, {"meaning", "meaning"}, {NULL, NULL},
};

int help_metrics(void)
{
    g_autoptr(Listing) listing = listing_new(columns);
    for (uint32_t i = 0; i < METRIC_ID_COUNT; i++) {
        const Metric *metric = metric_get(i);
        listing_text(listing, metric->name);
        listing_text(listing, metric->unit);
        listing_text(listing, metric->population);
        listing_text(listing, metric->headline);
        listing_text(listing, metric->better);
        listing_text(listing, metric->is_reported ? "reported" : "truth");
        listing_text(listing, metric->doc);
    }
    listing_print(listing, LISTING_TEXT);
    return STATUS_YES;
}
