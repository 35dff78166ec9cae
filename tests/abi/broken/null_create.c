/* SPDX-License-Identifier: MIT */
#include "sound.h"

static void amend(aip_module* module) { module->create = NULL; }

PLUGIN("null-create", ROLES);
