/* SPDX-License-Identifier: MIT */
#include "aipool/abi.h"

static const char manifest[] __attribute__((section(AIP_MANIFEST_SECTION), used)) =
    "{\"abi\":\"2.0\",\"name\":\"future-manifest\",\"version\":\"1.0.0\",\"license\":\"MIT\"}";
