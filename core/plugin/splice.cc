// SPDX-License-Identifier: MIT
#include "core/plugin/splice.h"

#include <algorithm>

namespace aipool::plugin {

bool SpliceCheck::accept(const aip_splice& splice) noexcept {
  const bool inside = splice.offset >= next_ && splice.offset <= size_ && splice.erase <= size_ - splice.offset;
  if (inside) next_ = splice.offset + splice.erase;
  return inside;
}

bool splices_fit(std::size_t source_size, std::span<const aip_splice> splices) noexcept {
  SpliceCheck check(source_size);
  return std::all_of(splices.begin(), splices.end(), [&](const aip_splice& splice) { return check.accept(splice); });
}

std::string apply_splices(std::string_view source, std::span<const Splice> splices) {
  std::size_t size = source.size();
  for (const Splice& splice : splices) size = size - splice.erase + splice.insert.size();
  std::string result;
  result.reserve(size);
  std::size_t at = 0;
  for (const Splice& splice : splices) {
    result.append(source.substr(at, splice.offset - at)).append(splice.insert);
    at = splice.offset + splice.erase;
  }
  return result.append(source.substr(at));
}

}  // namespace aipool::plugin
