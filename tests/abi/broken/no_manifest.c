/* SPDX-License-Identifier: MIT */
#include "aipool/abi.h"

const aip_module* aipool_plugin_v1(const aip_host* host) {
  (void)host;
  return NULL;
}
