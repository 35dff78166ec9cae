/* SPDX-License-Identifier: MIT */
#include "sound.h"

static void amend(aip_module* module) { module->version.len = 0; }

PLUGIN("bad-version", ROLES);
