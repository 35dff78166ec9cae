/* SPDX-License-Identifier: MIT */
#include "sound.h"

static void amend(aip_module* module) { provider.prepare = NULL; }

PLUGIN("null-prepare", ROLES);
