/* SPDX-License-Identifier: MIT */
#include "sound.h"

static aip_rc open_call(void* i, const aip_env* e, const aip_account* a, const aip_request* r, void** call) {
  return AIP_OK;
}
static void close_call(void* call) {}

static void amend(aip_module* module) {
  static const aip_steps steps = {sizeof(aip_steps), 0, open_call, NULL, close_call};
  provider.steps = &steps;
}

PLUGIN("null-step", ROLES);
