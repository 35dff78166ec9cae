/* SPDX-License-Identifier: MIT */
#include "sound.h"

static const void* one_role(void* instance, aip_bytes id, size_t index) {
  return is(id, AIP_ROLE_ID_PROTOCOL) ? role(instance, id, index) : NULL;
}

static void amend(aip_module* module) {
  protocol.id.data = "same.route";
  module->role = one_role;
}

PLUGIN("same-route", "\"protocols\":[{\"id\":\"same.route\",\"client\":true,\"upstream\":true}]");
