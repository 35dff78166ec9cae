/* SPDX-License-Identifier: MIT */
#include "sound.h"

static void amend(aip_module* module) {
  module->abi_major = 2;
  module->abi_minor = 3;
}

PLUGIN("wrong-major", ROLES);
