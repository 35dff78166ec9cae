/* SPDX-License-Identifier: MIT */
#include <unistd.h>

#include "sound.h"

/* Writes into every descriptor that could be a pipe to somebody. */
static void amend(aip_module* module) {
  int descriptor;
  for (descriptor = 3; descriptor < 16; ++descriptor) {
    if (write(descriptor, "this is no answer to any question", 33) < 0) continue;
  }
}

PLUGIN("garbles-probe", ROLES);
