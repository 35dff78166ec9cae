/* SPDX-License-Identifier: MIT */
#include "sound.h"

static void amend(aip_module* module) { client.struct_size = 72; }

PLUGIN("short-client-half", ROLES);
