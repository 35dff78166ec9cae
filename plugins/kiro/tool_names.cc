// SPDX-License-Identifier: MIT
#include "plugins/kiro/tool_names.h"

#include <algorithm>
#include <array>

namespace aipool::kiro {
namespace {

constexpr std::size_t kNameSizeMax = 63;
constexpr std::size_t kKept = 54;
constexpr std::size_t kHashBytes = 4;

bool is_name_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

bool fits(std::string_view name) {
  return !name.empty() && name.size() <= kNameSizeMax && std::all_of(name.begin(), name.end(), is_name_letter);
}

}  // namespace

std::string tool_name(const aip_hash_service& hash, std::string_view name) {
  if (fits(name)) return std::string(name);
  constexpr char kHex[] = "0123456789abcdef";
  std::array<std::uint8_t, 32> digest{};
  hash.sha256(sdk::bytes(name), digest.data());
  std::string made(name.substr(0, kKept));
  for (char& c : made) c = is_name_letter(c) ? c : '_';
  made += '_';
  for (std::size_t i = 0; i < kHashBytes; ++i) made.append({kHex[digest[i] >> 4], kHex[digest[i] & 15]});
  return made;
}

ToolNames::ToolNames(const aip_hash_service& hash, const aip_request& request) {
  for (const aip_tool& tool : sdk::tools(request)) {
    const std::string_view name = sdk::view(tool.name);
    if (!fits(name)) changed_.try_emplace(tool_name(hash, name), name);
  }
}

std::string_view ToolNames::of_client(std::string_view name) const {
  const auto found = changed_.find(name);
  return found == changed_.end() ? name : std::string_view(found->second);
}

}  // namespace aipool::kiro
