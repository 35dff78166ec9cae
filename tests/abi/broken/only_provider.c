/* SPDX-License-Identifier: MIT */
#include "sound.h"

static const void* one_role(void* instance, aip_bytes id, size_t index) {
  return is(id, AIP_ROLE_ID_PROVIDER) ? role(instance, id, index) : NULL;
}

static void amend(aip_module* module) { module->role = one_role; }

PLUGIN("only-provider", "\"providers\":[{\"id\":\"test-api\",\"protocols\":[\"test.proto\"]}]");
