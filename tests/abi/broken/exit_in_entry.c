/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "sound.h"

static void amend(aip_module* module) { exit(3); }

PLUGIN("exit-in-entry", ROLES);
