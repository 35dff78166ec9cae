/* SPDX-License-Identifier: MIT */
#include "sound.h"

static void amend(aip_module* module) {}

PLUGIN("executable-stack", ROLES);
