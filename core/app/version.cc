// SPDX-License-Identifier: MIT
#include <iostream>

#include "aipool/abi.h"
#include "core/app/commands.h"

namespace aipool::app {

int version() {
  std::cout << "aipool " << AIPOOL_VERSION << ", plugin ABI " << AIP_ABI_MAJOR << '.' << AIP_ABI_MINOR << '\n';
  return 0;
}

}  // namespace aipool::app
