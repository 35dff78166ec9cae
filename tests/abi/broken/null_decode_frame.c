/* SPDX-License-Identifier: MIT */
#include "sound.h"

static void amend(aip_module* module) { upstream.decode_frame = NULL; }

PLUGIN("null-decode-frame", ROLES);
