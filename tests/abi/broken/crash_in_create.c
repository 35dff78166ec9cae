/* SPDX-License-Identifier: MIT */
#include <signal.h>

#include "sound.h"

static aip_rc crash(const aip_host* host, aip_fields config, void** instance) {
  raise(SIGSEGV);
  return AIP_OK;
}

static void amend(aip_module* module) { module->create = crash; }

PLUGIN("crash-in-create", ROLES);
