/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "sound.h"

static void amend(aip_module* module) { abort(); }

PLUGIN("abort-in-entry", ROLES);
