/* SPDX-License-Identifier: MIT */
#include "sound.h"

static void amend(aip_module* module) { module->magic = 0x464c457fu; }

PLUGIN("wrong-magic", ROLES);
