// SPDX-License-Identifier: MIT
#include "plugins/gemini/decode_request.h"

#include <algorithm>

#include "plugins/gemini/names.h"
#include "plugins/gemini/tier.h"

namespace aipool::gemini {
namespace {

// True: all of the member is in the tree, or is read by a decoder of its own.
bool take_member(const Source& source, const json::Member& member, aip_request& request) {
  const Place body;
  if (is_named(member.key, {"model", "contents", "systemInstruction", "tools"})) return true;
  if (member.value.is_null()) return false;
  if (is_named(member.key, {"toolConfig"})) return !has_beside(member.value, {"functionCallingConfig"});
  if (is_named(member.key, {"generationConfig"})) return true;
  if (is_named(member.key, {"labels"})) {
    const Place here = body.key("labels");
    request.metadata_json = source.raw(source.object_at(member.value, here));
    return true;
  }
  if (!is_named(member.key, {"serviceTier"})) return false;
  request.service_tier = sdk::bytes(common_tier(member.value.string_raw()));
  return request.service_tier.len != 0;
}

}  // namespace

void decode_request(const Source& source, aip_request& request) {
  const bool generation = request.operation == AIP_OP_GENERATE || request.operation == AIP_OP_COUNT_TOKENS;
  if (!generation && request.operation != AIP_OP_EMBED) return;
  json::Document document;
  json::Value root = body_of(document, request);
  if (!generation) return decode_embedding(source, root, request);
  const json::Value inner = named(root, "generateContentRequest");
  if (request.operation == AIP_OP_COUNT_TOKENS && given(inner)) root = inner;
  std::vector<aip_extra> extras;
  std::uint32_t ordinal = 0;
  for (const json::Member member : root.members()) {
    if (!take_member(source, member, request)) {
      extras.push_back({source.origin, ordinal, extra_key(source, member.key), source.raw(member.value)});
    }
    ++ordinal;
  }
  decode_config(source, root, request, extras);
  const auto kept = source.env.copy(std::span<const aip_extra>(extras));
  request.extras = {kept.data(), kept.size()};
  decode_contents(source, root, request);
  decode_tools(source, root, request);
}

}  // namespace aipool::gemini
