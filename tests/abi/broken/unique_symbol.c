/* SPDX-License-Identifier: MIT */
#include "sound.h"

/* What g++ makes of an inline static variable. */
__asm__(
    ".data\n"
    ".globl shared_by_all\n"
    ".type shared_by_all, @gnu_unique_object\n"
    ".size shared_by_all, 4\n"
    "shared_by_all: .long 1\n"
    ".text\n");

static void amend(aip_module* module) {}

PLUGIN("unique-symbol", ROLES);
