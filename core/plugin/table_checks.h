// SPDX-License-Identifier: MIT
//
// What is common to the checks of a plugin's tables: sizes of ABI 1.0, the copy, the sentence of a refusal.
//
// Threading: pure functions.
// Ownership: a checked table is a copy; what its pointers lead to stays the plugin's.
// Errors:    the reason of a refusal, in a few words, without the file name.
// Units:     bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "aipool/abi.h"
#include "core/base/result.h"
#include "core/plugin/abi_view.h"
#include "core/plugin/names.h"

namespace aipool::plugin {

// Sizes in ABI 1.0: a table may be longer, never shorter.
inline constexpr std::uint32_t kModuleSize = 144;
inline constexpr std::uint32_t kProtocolSize = 40;
inline constexpr std::uint32_t kClientHalfSize = 80;
inline constexpr std::uint32_t kUpstreamHalfSize = 56;
inline constexpr std::uint32_t kProviderSize = 152;
inline constexpr std::uint32_t kStepsSize = 32;
inline constexpr std::uint32_t kAuthSize = 64;
inline constexpr std::uint32_t kTableMax = 64 * 1024;

static_assert(sizeof(aip_module) >= kModuleSize && sizeof(aip_protocol) >= kProtocolSize);
static_assert(sizeof(aip_client_half) >= kClientHalfSize && sizeof(aip_upstream_half) >= kUpstreamHalfSize);
static_assert(sizeof(aip_provider) >= kProviderSize && sizeof(aip_steps) >= kStepsSize);
static_assert(sizeof(aip_auth) >= kAuthSize);

inline Error refused(std::string reason) {
  return make_error(ErrorCode::kUnsupported, ErrorSource::kPlugin, std::move(reason));
}

// `what`: "its module", "client half of \"x\"", ...
template <typename T>
Result<T> copy_table(const T* table, std::uint32_t size_1_0, const std::string& what) {
  const std::uint32_t size = table->struct_size;
  if (size < size_1_0) {
    return refused(what + " has " + std::to_string(size) + " bytes, ABI 1.0 needs " + std::to_string(size_1_0));
  }
  if (size > kTableMax) {
    return refused(what + " claims " + std::to_string(size) + " bytes, more than " + std::to_string(kTableMax));
  }
  return zero_extended(table);
}

struct Mandatory {
  std::string_view name;
  bool there;
};

inline Result<void> check_mandatory(const std::string& what, std::initializer_list<Mandatory> members) {
  for (const Mandatory& member : members) {
    if (!member.there) return refused(what + " lacks " + std::string(member.name) + "()");
  }
  return {};
}

}  // namespace aipool::plugin
