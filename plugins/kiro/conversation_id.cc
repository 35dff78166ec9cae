// SPDX-License-Identifier: MIT
#include <array>

#include "plugins/kiro/encode_request.h"

namespace aipool::kiro {
namespace {

// What a client says of its session, else the way the conversation began.
std::string beginning(const aip_request& request, const Conversation& conversation) {
  if (request.cache_key.len != 0) return "key " + std::string(sdk::view(request.cache_key));
  if (request.user.len != 0 && sdk::view(request.user).find("session") != std::string_view::npos) {
    return "user " + std::string(sdk::view(request.user));
  }
  std::string text = "text " + conversation.system + "\n";
  if (!conversation.turns.empty()) text += conversation.turns.front().text;
  return text;
}

}  // namespace

std::string conversation_id(const aip_hash_service& hash, const aip_request& request,
                            const Conversation& conversation) {
  constexpr char kHex[] = "0123456789abcdef";
  std::array<std::uint8_t, 32> digest{};
  hash.sha256(sdk::bytes(beginning(request, conversation)), digest.data());
  digest[6] = static_cast<std::uint8_t>((digest[6] & 0x0f) | 0x80);  // a UUID of version 8: made from something
  digest[8] = static_cast<std::uint8_t>((digest[8] & 0x3f) | 0x80);
  std::string id;
  for (std::size_t i = 0; i < 16; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) id += '-';
    id.append({kHex[digest[i] >> 4], kHex[digest[i] & 15]});
  }
  return id;
}

}  // namespace aipool::kiro
