/* SPDX-License-Identifier: MIT */
#include "sound.h"

AIP_EXPORT int extra_export_of_it(void);
AIP_EXPORT int extra_export_of_it(void) { return 1; }

static void amend(aip_module* module) {}

PLUGIN("extra-export", ROLES);
