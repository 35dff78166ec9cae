// SPDX-License-Identifier: MIT
#include "core/http/addresses.h"

#include <algorithm>

namespace aipool::http {

Addresses by_turns(Addresses addresses) {
  if (addresses.empty()) return addresses;
  const auto others = std::stable_partition(
      addresses.begin(), addresses.end(),
      [family = addresses.front().family()](const auto& address) { return address.family() == family; });
  Addresses order;
  for (auto first = addresses.begin(), other = others; first != others || other != addresses.end();) {
    if (first != others) order.push_back(*first++);
    if (other != addresses.end()) order.push_back(*other++);
  }
  return order;
}

}  // namespace aipool::http
