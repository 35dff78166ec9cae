/* SPDX-License-Identifier: MIT */
#include "sound.h"

static aip_rc fail(const aip_host* host, aip_fields config, void** instance) {
  static const char why[] = "the \033[31mmoon is not full";
  const aip_bytes message = {why, sizeof why - 1};
  host->log(host->ctx, AIP_LOG_ERROR, message, NULL);
  return AIP_E_UNSUPPORTED;
}

static void amend(aip_module* module) { module->create = fail; }

PLUGIN("says-why", ROLES);
