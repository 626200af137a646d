#include "exp/selector.h"

#include <glib.h>

#include "util/digest.h"

/* Is the device among the share? Its place in [0, 1) does not depend on the share, so a larger
 * share keeps whom a smaller one picks. */
static bool is_in_share(const Selector *selector, uint32_t fleet, uint32_t number)
{
    uint64_t mixed = digest_mix(selector->fleet_hash[fleet], number);
    return (double)(mixed >> 11) * 0x1p-53 < selector->share;
}

static bool is_listed(const Selector *selector, uint32_t id)
{
    uint32_t low = 0, high = selector->device_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (selector->device[middle] < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < selector->device_count && selector->device[low] == id;
}

bool selector_has(const Selector *selector, uint32_t fleet, uint32_t leaf, uint32_t number,
                  uint32_t id)
{
    g_assert(selector != NULL);
    if (selector->is_everything)
        return true;
    if (!selector->fleet[fleet] || !selector->leaf[leaf])
        return false;
    if (selector->device != NULL && !is_listed(selector, id))
        return false;
    return selector->share >= 1.0 || is_in_share(selector, fleet, number);
}
