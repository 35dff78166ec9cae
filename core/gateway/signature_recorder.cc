// SPDX-License-Identifier: MIT
#include "core/gateway/signature_recorder.h"

#include <algorithm>
#include <memory>

#include "core/plugin/abi_view.h"

namespace aipool::gateway {
namespace {

constexpr std::size_t kNodeBytes = 64;  // of a map

bool any_signed(const Thoughts& thoughts) {
  return std::any_of(thoughts.begin(), thoughts.end(), [](const Thought& one) { return one.signed_by_origin(); });
}

}  // namespace

void SignatureRecorder::event(const aip_event& event) {
  if (bytes_ > kBytesMax) return;
  switch (event.kind) {
    case AIP_EVENT_PART_START:
      begin_part(event);
      break;
    case AIP_EVENT_PART_DELTA:
      if (event.part_kind != AIP_PART_REASONING) return;
      if (Thought* thought = open_thought(event)) append(thought->text, plugin::text(event.text));
      break;
    case AIP_EVENT_PART_SIGN:
      if (event.part_kind == AIP_PART_TOOL_CALL) {
        sign_call(event);
      } else if (Thought* thought = open_thought(event)) {
        const bool redacted = (thought->flags & AIP_PART_FLAG_REDACTED) != 0;
        append(redacted ? thought->data : thought->signature, plugin::text(event.text));
      }
      break;
    case AIP_EVENT_END:
      for (const auto& [number, choice] : choices_) file(choice);
      choices_.clear();
      break;
    default:
      break;
  }
}

void SignatureRecorder::begin_part(const aip_event& event) {
  if (event.part_kind == AIP_PART_REASONING) {
    if (!charge(sizeof(Thought) + kNodeBytes)) return;
    Choice& choice = choices_[event.choice];
    if (choice.empty() || !choice.back().call_id.empty()) choice.emplace_back();
    choice.back().parts[event.part].flags = event.flags;
  } else if (event.part_kind == AIP_PART_TOOL_CALL && event.id.len != 0) {
    const auto choice = choices_.find(event.choice);
    if (choice == choices_.end() || !choice->second.back().call_id.empty()) return;
    if (charge(event.id.len)) choice->second.back().call_id = plugin::text(event.id);
  }
}

// The signature of a call is kept as one of a thought without words before it.
void SignatureRecorder::sign_call(const aip_event& event) {
  if (event.id.len == 0 || !charge(sizeof(Thought) + kNodeBytes + event.id.len)) return;
  Choice& choice = choices_[event.choice];
  if (choice.empty() || choice.back().call_id != plugin::text(event.id)) {
    choice.emplace_back().call_id = plugin::text(event.id);
  }
  append(choice.back().parts[event.part].signature, plugin::text(event.text));
}

Thought* SignatureRecorder::open_thought(const aip_event& event) {
  const auto choice = choices_.find(event.choice);
  if (choice == choices_.end()) return nullptr;
  auto& parts = choice->second.back().parts;
  const auto part = parts.find(event.part);
  return part == parts.end() ? nullptr : &part->second;
}

// Past the bound all of it goes.
bool SignatureRecorder::charge(std::size_t bytes) {
  bytes_ += bytes;
  if (bytes_ > kBytesMax) choices_.clear();
  return bytes_ <= kBytesMax;
}

void SignatureRecorder::append(std::string& to, std::string_view piece) {
  if (charge(piece.size())) to += piece;
}

void SignatureRecorder::file(const Choice& choice) {
  const std::string scope = owner_.scope();
  Thoughts all;
  std::string all_text;
  for (const Run& run : choice) {
    Thoughts thoughts;
    for (const auto& [number, thought] : run.parts) thoughts.push_back(thought);
    if (!any_signed(thoughts)) continue;
    for (const Thought& thought : thoughts) {
      all.push_back(thought);
      all_text += thought.text;
      if (thought.text.empty() || !thought.signed_by_origin()) continue;
      store_.put(SignatureStore::by_text(scope, thought.text), std::make_shared<Thoughts>(Thoughts{thought}));
    }
    if (run.call_id.empty()) continue;
    store_.put(SignatureStore::by_call(scope, run.call_id), std::make_shared<Thoughts>(std::move(thoughts)));
  }
  // A protocol with one field for all of them gives them back as one text.
  if (all.size() < 2 || all_text.empty()) return;
  store_.put(SignatureStore::by_text(scope, all_text), std::make_shared<Thoughts>(std::move(all)));
}

}  // namespace aipool::gateway
