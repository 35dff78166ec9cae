/* SPDX-License-Identifier: MIT */
#include "aipool/abi.h"

static const char manifest[] __attribute__((section(AIP_MANIFEST_SECTION), used)) =
    "{\"abi\":\"1.0\",\"name\":\"Bad Manifest\",\"version\":\"1.0.0\",\"license\":\"MIT\"}";
