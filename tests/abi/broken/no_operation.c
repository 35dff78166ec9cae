/* SPDX-License-Identifier: MIT */
#include "sound.h"

static void amend(aip_module* module) { routes[0].operation = 0; }

PLUGIN("no-operation", ROLES);
