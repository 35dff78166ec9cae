/* SPDX-License-Identifier: MIT */
#include "sound.h"

static void amend(aip_module* module) { provider.struct_size = 0x7fffffff; }

PLUGIN("huge-provider", ROLES);
