/* SPDX-License-Identifier: MIT */
#include <stdint.h>

#include "sound.h"

static const void* wild(void* instance, aip_bytes id, size_t index) { return (const void*)(uintptr_t)8; }

static void amend(aip_module* module) { module->role = wild; }

PLUGIN("wild-role", ROLES);
