// SPDX-License-Identifier: MIT
#include "core/gateway/answer_turn.h"

#include "aipool/sdk/ranges.hpp"
#include "core/plugin/abi_view.h"

namespace aipool::gateway {
namespace {

aip_part part_of(const aip_event& event, aip_enum kind) {
  auto part = plugin::sized<aip_part>();
  part.kind = kind;
  part.origin = event.origin;
  return part;
}

// Where a part of that kind has its deltas.
aip_bytes& content(aip_part& part) {
  switch (part.kind) {
    case AIP_PART_TOOL_CALL: return (part.flags & AIP_PART_FLAG_CUSTOM) != 0 ? part.text : part.json;
    case AIP_PART_IMAGE:
    case AIP_PART_AUDIO:
    case AIP_PART_VIDEO:
    case AIP_PART_DOCUMENT: return part.data;
    default: return part.text;
  }
}

}  // namespace

AnswerTurn::AnswerTurn(const sdk::Fold& fold) : message_(plugin::sized<aip_message>()) {
  fold.replay([this](const aip_event& event) { take(event); });
  for (std::size_t i = 0; i < parts_.size(); ++i) sdk::set_children(parts_[i], citations_[i]);
  message_.role = AIP_ROLE_ASSISTANT;
  sdk::set_parts(message_, parts_);
}

// The fold gives the events of a part one after the other.
void AnswerTurn::take(const aip_event& event) {
  if (event.choice != 0 && event.choice != AIP_NO_CHOICE) return;
  switch (event.kind) {
    case AIP_EVENT_PART_START: return begin(event);
    case AIP_EVENT_PART_DELTA:
      if (!parts_.empty()) content(parts_.back()) = event.text;
      return;
    case AIP_EVENT_PART_SIGN:
      if (parts_.empty()) return;
      ((parts_.back().flags & AIP_PART_FLAG_REDACTED) != 0 ? parts_.back().data : parts_.back().signature) = event.text;
      return;
    case AIP_EVENT_ANNOTATION:
      if (citations_.empty()) return;
      citations_.back().push_back(part_of(event, AIP_PART_CITATION));
      citations_.back().back().json = event.json;
      return;
    case AIP_EVENT_EXTRA:  // of the part before it
      if (event.part_kind != 0 && !parts_.empty()) parts_.back().extras = event.extras;
      return;
    case AIP_EVENT_OPAQUE:
      begin(event);
      parts_.back().kind = AIP_PART_OPAQUE;
      parts_.back().json = event.json;
      return;
    default: return;
  }
}

void AnswerTurn::begin(const aip_event& event) {
  aip_part part = part_of(event, event.part_kind);
  part.flags = event.flags;
  part.id = event.id;
  part.name = event.name;
  part.media_type = event.media_type;
  part.extras = event.extras;
  parts_.push_back(part);
  citations_.emplace_back();
}

}  // namespace aipool::gateway
