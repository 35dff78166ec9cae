/* SPDX-License-Identifier: MIT */
#include "sound.h"

/* An absolute address in the code. */
static int somewhere;
__asm__(".text\n.quad somewhere_of_it\n");
extern int somewhere_of_it __attribute__((alias("somewhere"), visibility("hidden")));

static void amend(aip_module* module) {}

PLUGIN("text-relocations", ROLES);
