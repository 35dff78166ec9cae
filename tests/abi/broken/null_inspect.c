/* SPDX-License-Identifier: MIT */
#include "sound.h"

static void amend(aip_module* module) { client.inspect = NULL; }

PLUGIN("null-inspect", ROLES);
