/* SPDX-License-Identifier: MIT */
#include "sound.h"

static void amend(aip_module* module) { module->struct_size = 65537; }

PLUGIN("huge-struct", ROLES);
