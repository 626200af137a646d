#include "util/error.h"

GQuark fleet_error_quark(void)
{
    return g_quark_from_static_string("tinyfleet-error");
}
