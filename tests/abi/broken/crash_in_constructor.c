/* SPDX-License-Identifier: MIT */
#include <signal.h>

#include "sound.h"

__attribute__((constructor)) static void crash(void) { raise(SIGSEGV); }

static void amend(aip_module* module) {}

PLUGIN("crash-in-constructor", ROLES);
