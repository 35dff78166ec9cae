/* SPDX-License-Identifier: MIT */
#include <unistd.h>

#include "sound.h"

__attribute__((constructor)) static void hang(void) {
  for (;;) pause();
}

static void amend(aip_module* module) {}

PLUGIN("hang-in-constructor", ROLES);
