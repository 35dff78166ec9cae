/* SPDX-License-Identifier: MIT */
#include "sound.h"

static void amend(aip_module* module) { routes[0].path.data = "/test/{model\n"; }

PLUGIN("bad-route-path", ROLES);
