// SPDX-License-Identifier: MIT
#include "plugins/openai/responses/encode_thoughts.h"

#include "plugins/openai/responses/words.h"

namespace aipool::openai::responses {
namespace {

bool goes_on(const aip_part& first, const aip_part& part) {
  if (part.kind != AIP_PART_REASONING || part.origin != first.origin) return false;
  const bool same = sdk::view(part.id).size() != 0 && sdk::view(part.id) == sdk::view(first.id);
  return same || is_detail(part, kMore);
}

// What the host signed for a client of another protocol has no id; what such a client saw was the summary.
bool is_text(const aip_part& part, bool summary) {
  const bool returned = !sdk::present(part.id) && sdk::present(part.signature);
  const bool summed = returned || (part.flags & AIP_PART_FLAG_SUMMARY) != 0;
  return (part.flags & AIP_PART_FLAG_REDACTED) == 0 && sdk::present(part.text) && summed == summary;
}

// Empty and false: nothing is written.
bool write_texts(const Target& target, std::span<const aip_part> parts, bool summary, ObjectWriter& object) {
  bool any = summary;  // which the protocol always has
  for (const aip_part& part : parts) any = any || is_text(part, summary);
  if (!any || !object.member(summary ? "summary" : "content")) return any;
  target.out.begin_array();
  for (const aip_part& part : parts) {
    if (!is_text(part, summary)) continue;
    target.out.begin_object().key("type").string(summary ? "summary_text" : "reasoning_text");
    target.out.key("text").string(sdk::view(part.text)).end_object();
  }
  target.out.end_array();
  return true;
}

aip_bytes seal_of(std::span<const aip_part> parts) {
  for (const aip_part& part : parts) {
    const bool redacted = (part.flags & AIP_PART_FLAG_REDACTED) != 0;
    const aip_bytes seal = redacted ? part.data : part.signature;
    if (sdk::view(seal).size() != 0) return seal;
  }
  return {};
}

}  // namespace

std::size_t write_thoughts(const Target& target, std::span<const aip_part> parts, const Place& place) {
  std::size_t count = 1;
  while (count < parts.size() && goes_on(parts[0], parts[count])) ++count;
  const aip_part& first = parts[0];
  if (!target.own(first.origin)) {
    for (std::size_t i = 0; i < count; ++i) target.lose(place.key("reasoning"), "thoughts of another vendor");
    return count;
  }
  const auto own = parts.first(count);
  ObjectWriter object(target.out, first.extras, target.origin);
  object.string("type", sdk::bytes("reasoning"));
  object.string("id", first.id);
  write_texts(target, own, true, object);
  write_texts(target, own, false, object);
  object.string("encrypted_content", seal_of(own));
  if (is_detail(first, kCompleted)) object.string("status", sdk::bytes(kCompleted));
  object.close();
  return count;
}

}  // namespace aipool::openai::responses
