// SPDX-License-Identifier: MIT
#include "core/http/server_limits.h"

#include <sys/resource.h>

#include <algorithm>

namespace aipool::http {

std::size_t connections_max_of_process() {
  constexpr rlim_t kReserve = 64;  // log, ledger, listeners, plugins
  constexpr rlim_t kEnough = 1 << 20;
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 1024;
  const rlim_t descriptors = std::min(limit.rlim_cur, kEnough);
  return (std::max<rlim_t>(descriptors, kReserve + 2) - kReserve) / 2;
}

}  // namespace aipool::http
