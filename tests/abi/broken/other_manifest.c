/* SPDX-License-Identifier: MIT */
#include "sound.h"

static void amend(aip_module* module) { module->manifest_json.len -= 1; }

PLUGIN("other-manifest", ROLES);
