/* SPDX-License-Identifier: MIT */
#include "sound.h"

static void amend(aip_module* module) { module->struct_size = 136; }

PLUGIN("short-struct", ROLES);
