/* SPDX-License-Identifier: MIT */
#include "sound.h"

static void amend(aip_module* module) { provider.protocol_count = 0; }

PLUGIN("speechless-provider", ROLES);
