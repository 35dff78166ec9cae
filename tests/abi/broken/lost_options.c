/* SPDX-License-Identifier: MIT */
#include "sound.h"

static void amend(aip_module* module) { module->option_count = 1; }

PLUGIN("lost-options", ROLES);
