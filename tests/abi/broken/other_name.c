/* SPDX-License-Identifier: MIT */
#include "sound.h"

static void amend(aip_module* module) {
  static const aip_bytes kName = TEXT("impostor");
  module->name = kName;
}

PLUGIN("other-name", ROLES);
