/* SPDX-License-Identifier: MIT */
#include "sound.h"

static const aip_option options[] = {
    {TEXT("region"), AIP_OPTION_STRING, AIP_OPTION_FLAG_REQUIRED, ABSENT, TEXT("where it runs")}};

static void amend(aip_module* module) {
  module->options = options;
  module->option_count = 1;
}

PLUGIN("needs-option", ROLES);
