// SPDX-License-Identifier: MIT
#include "core/plugin/protocol_numbers.h"

#include <algorithm>

namespace aipool::plugin {

std::uint32_t ProtocolNumbers::number(std::string_view id) {
  const Lock lock(mutex_);
  const auto found = std::find(ids_.begin(), ids_.end(), id);
  const auto index = found - ids_.begin();
  if (found == ids_.end()) ids_.emplace_back(id);
  return static_cast<std::uint32_t>(index + 1);
}

std::string_view ProtocolNumbers::id(std::uint32_t number) const {
  const Lock lock(mutex_);
  return number == 0 || number > ids_.size() ? std::string_view() : std::string_view(ids_[number - 1]);
}

}  // namespace aipool::plugin
