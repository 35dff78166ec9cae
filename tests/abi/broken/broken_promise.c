/* SPDX-License-Identifier: MIT */
#include "sound.h"

static void amend(aip_module* module) {}

PLUGIN("broken-promise",
       "\"protocols\":[{\"id\":\"test.proto\",\"client\":true,\"upstream\":true},"
       "{\"id\":\"test.other\",\"client\":true}],"
       "\"providers\":[{\"id\":\"test-api\",\"protocols\":[\"test.proto\"]}]");
