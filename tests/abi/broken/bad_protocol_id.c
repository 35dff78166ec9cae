/* SPDX-License-Identifier: MIT */
#include "sound.h"

static void amend(aip_module* module) { protocol.id.data = "Test.proto"; }

PLUGIN("bad-protocol-id", ROLES);
