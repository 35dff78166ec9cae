/* SPDX-License-Identifier: MIT */
#include "sound.h"

static aip_rc failing_create(const aip_host* host, aip_fields config, void** instance) {
  (void)host;
  (void)config;
  (void)instance;
  return AIP_E_INTERNAL;
}

static void amend(aip_module* module) { module->create = failing_create; }

PLUGIN("create-fails", ROLES);
