/* SPDX-License-Identifier: MIT */
#include "sound.h"

static const void* twice(void* instance, aip_bytes id, size_t index) {
  return role(instance, id, index == 1 && is(id, AIP_ROLE_ID_PROTOCOL) ? 0 : index);
}

static void amend(aip_module* module) { module->role = twice; }

PLUGIN("twice-a-protocol", ROLES);
