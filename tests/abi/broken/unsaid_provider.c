/* SPDX-License-Identifier: MIT */
#include "sound.h"

static void amend(aip_module* module) {}

PLUGIN("unsaid-provider", "\"protocols\":[{\"id\":\"test.proto\",\"client\":true,\"upstream\":true}]");
