/* SPDX-License-Identifier: MIT */
#include "sound.h"

static void amend(aip_module* module) {
  static const aip_bytes kUnknown = TEXT("test.unknown");
  spoken[0] = kUnknown;
}

PLUGIN("unknown-protocol",
       "\"protocols\":[{\"id\":\"test.proto\",\"client\":true,\"upstream\":true}],"
       "\"providers\":[{\"id\":\"test-api\",\"protocols\":[\"test.unknown\"]}]");
