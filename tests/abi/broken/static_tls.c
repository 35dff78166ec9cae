/* SPDX-License-Identifier: MIT */
#include "sound.h"

static _Thread_local int calls __attribute__((tls_model("initial-exec")));

__attribute__((constructor)) static void count(void) { ++calls; }

static void amend(aip_module* module) {}

PLUGIN("static-tls", ROLES);
