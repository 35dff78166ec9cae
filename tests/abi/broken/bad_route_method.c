/* SPDX-License-Identifier: MIT */
#include "sound.h"

static void amend(aip_module* module) { routes[0].method.data = "PO T"; }

PLUGIN("bad-route-method", ROLES);
