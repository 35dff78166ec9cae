// SPDX-License-Identifier: MIT
#include "plugins/openai/responses/decode_thoughts.h"

#include "plugins/openai/responses/words.h"

namespace aipool::openai::responses {
namespace {

aip_part thought_of(const Source& source, aip_bytes id, std::uint32_t flags) {
  aip_part part{};
  part.struct_size = sizeof part;
  part.kind = AIP_PART_REASONING;
  part.origin = source.origin;
  part.flags = flags;
  part.id = id;
  return part;
}

}  // namespace

aip_part opaque_item(const Source& source, json::Value item) {
  aip_part part{};
  part.struct_size = sizeof part;
  part.kind = AIP_PART_OPAQUE;
  part.origin = source.origin;
  if (item.find("type").is_string()) part.name = source.text(item.find("type"));
  part.json = source.raw(item);
  return part;
}

void decode_thoughts(const Source& source, json::Value item, const Place& place, std::vector<aip_part>& to) {
  const std::size_t first = to.size();
  const aip_bytes id = source.optional_string(item, "id", place);
  for (const std::string_view key : {"summary", "content"}) {
    const Place list = place.key(key);
    std::size_t index = 0;
    for (const json::Value text : item.find(key).elements()) {
      const Place here = list.at(index++);
      aip_part& part = to.emplace_back(thought_of(source, id, key == "summary" ? AIP_PART_FLAG_SUMMARY : 0u));
      part.text = source.required_string(source.object_at(text, here), "text", here);
      if (to.size() != first + 1) part.detail = sdk::bytes(kMore);
    }
  }
  const aip_bytes sealed = source.optional_string(item, "encrypted_content", place);
  if (to.size() == first) {
    if (!sdk::present(sealed)) return to.push_back(opaque_item(source, item));
    to.push_back(thought_of(source, id, AIP_PART_FLAG_REDACTED));
    to.back().data = sealed;
  } else {
    to.back().signature = sealed;
  }
  const bool done = item.find("status").equals(kCompleted);
  if (done) to[first].detail = sdk::bytes(kCompleted);
  to[first].extras =
      done ? extras_of(source, item, {"type", "id", "summary", "content", "encrypted_content", "status"})
           : extras_of(source, item, {"type", "id", "summary", "content", "encrypted_content"});
}

}  // namespace aipool::openai::responses
