/* SPDX-License-Identifier: MIT */
#include "sound.h"

static const void* endless(void* instance, aip_bytes id, size_t index) {
  static aip_protocol protocols[80];
  static char names[80][4];
  if (index >= 80 || !is(id, AIP_ROLE_ID_PROTOCOL)) return role(instance, id, index);
  memcpy(names[index], "p00", 4);
  names[index][1] = (char)('0' + index / 10);
  names[index][2] = (char)('0' + index % 10);
  protocols[index] = protocol;
  protocols[index].id.data = names[index];
  protocols[index].id.len = 3;
  return &protocols[index];
}

static void amend(aip_module* module) { module->role = endless; }

PLUGIN("endless-roles", ROLES);
