/* SPDX-License-Identifier: MIT */
#include "sound.h"

static void amend(aip_module* module) {
  module->manifest_json.data = NULL;
  module->manifest_json.len = 0;
}

PLUGIN("null-manifest", ROLES);
