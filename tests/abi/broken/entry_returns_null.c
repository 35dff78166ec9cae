/* SPDX-License-Identifier: MIT */
#include "aipool/abi.h"

static const char manifest[] __attribute__((section(AIP_MANIFEST_SECTION), used)) =
    "{\"abi\":\"1.0\",\"name\":\"entry-returns-null\",\"version\":\"1.0.0\",\"license\":\"MIT\"}";

const aip_module* aipool_plugin_v1(const aip_host* host) {
  (void)host;
  return NULL;
}
