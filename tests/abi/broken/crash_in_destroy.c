/* SPDX-License-Identifier: MIT */
#include <signal.h>

#include "sound.h"

static void crash(void* instance) { raise(SIGSEGV); }

static void amend(aip_module* module) { module->destroy = crash; }

PLUGIN("crash-in-destroy", ROLES);
