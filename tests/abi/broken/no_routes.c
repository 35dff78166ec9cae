/* SPDX-License-Identifier: MIT */
#include "sound.h"

static void amend(aip_module* module) { client.route_count = 0; }

PLUGIN("no-routes", ROLES);
