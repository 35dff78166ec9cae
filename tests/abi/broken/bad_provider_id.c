/* SPDX-License-Identifier: MIT */
#include "sound.h"

static void amend(aip_module* module) { provider.id.len = 0; }

PLUGIN("bad-provider-id", ROLES);
