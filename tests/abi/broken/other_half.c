/* SPDX-License-Identifier: MIT */
#include "sound.h"

static void amend(aip_module* module) { protocol.client = NULL; }

PLUGIN("other-half", ROLES);
