/* SPDX-License-Identifier: MIT */
#include "sound.h"

static const aip_option options[] = {
    {TEXT("size"), AIP_OPTION_INTEGER, 0, {NULL, 0}, TEXT("first")},
    {TEXT("size"), AIP_OPTION_INTEGER, 0, {NULL, 0}, TEXT("second")},
};

static void amend(aip_module* module) {
  module->options = options;
  module->option_count = 2;
}

PLUGIN("same-option-twice", ROLES);
