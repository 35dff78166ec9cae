/* SPDX-License-Identifier: MIT */
#include "sound.h"

static void amend(aip_module* module) {
  protocol.client = NULL;
  protocol.upstream = NULL;
}

PLUGIN("no-half", ROLES);
