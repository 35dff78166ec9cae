// SPDX-License-Identifier: MIT
//
// Builders of canonical events: everything that is not named is zero.
//
// Flow:      out.event(events::delta(0, 0, AIP_PART_TEXT, "hello"));
// Threading: pure functions.
// Ownership: an event borrows its texts, usage and error.
// Errors:    none.
// Units:     Unix seconds, tokens.
#pragma once

#include <cstdint>
#include <string_view>

#include "aipool/abi/event.h"
#include "aipool/sdk/bytes.hpp"

namespace aipool::sdk::events {

// True unless the kind is about a usage or an error that is not there.
inline bool is_complete(const aip_event& event) noexcept {
  if (event.kind == AIP_EVENT_USAGE || event.kind == AIP_EVENT_COUNT) return event.usage != nullptr;
  return event.kind != AIP_EVENT_ERROR || event.error != nullptr;
}

inline aip_event make(aip_enum kind) noexcept {
  aip_event event{};
  event.struct_size = sizeof event;
  event.kind = kind;
  return event;
}

inline aip_event start(std::string_view id, std::string_view model, std::int64_t created) noexcept {
  aip_event event = make(AIP_EVENT_START);
  event.id = bytes(id);
  event.name = bytes(model);
  event.created = created;
  return event;
}

inline aip_event part(aip_enum kind, std::uint32_t choice, std::uint32_t part, aip_enum part_kind) noexcept {
  aip_event event = make(kind);
  event.choice = choice;
  event.part = part;
  event.part_kind = part_kind;
  return event;
}

inline aip_event part_start(std::uint32_t choice, std::uint32_t part, aip_enum part_kind, std::string_view id = {},
                            std::string_view name = {}, std::uint32_t flags = 0) noexcept {
  aip_event event = events::part(AIP_EVENT_PART_START, choice, part, part_kind);
  event.id = bytes(id);
  event.name = bytes(name);
  event.flags = flags;
  return event;
}

inline aip_event delta(std::uint32_t choice, std::uint32_t part, aip_enum part_kind, std::string_view text) noexcept {
  aip_event event = events::part(AIP_EVENT_PART_DELTA, choice, part, part_kind);
  event.text = bytes(text);
  return event;
}

inline aip_event signature(std::uint32_t choice, std::uint32_t part, aip_enum part_kind, std::string_view text,
                           std::uint32_t origin) noexcept {
  aip_event event = events::part(AIP_EVENT_PART_SIGN, choice, part, part_kind);
  event.text = bytes(text);
  event.origin = origin;
  return event;
}

inline aip_event part_end(std::uint32_t choice, std::uint32_t part, aip_enum part_kind) noexcept {
  return events::part(AIP_EVENT_PART_END, choice, part, part_kind);
}

inline aip_event annotation(std::uint32_t choice, std::uint32_t part, std::string_view json,
                            std::uint32_t origin) noexcept {
  aip_event event = events::part(AIP_EVENT_ANNOTATION, choice, part, AIP_PART_CITATION);
  event.json = bytes(json);
  event.origin = origin;
  return event;
}

inline aip_event logprobs(std::uint32_t choice, std::string_view json, std::uint32_t origin) noexcept {
  aip_event event = make(AIP_EVENT_LOGPROBS);
  event.choice = choice;
  event.json = bytes(json);
  event.origin = origin;
  return event;
}

// `word` is the origin's own; `sequence` the stop sequence that matched.
inline aip_event finish(std::uint32_t choice, aip_enum reason, std::string_view word = {},
                        std::string_view sequence = {}) noexcept {
  aip_event event = make(AIP_EVENT_FINISH);
  event.choice = choice;
  event.finish = reason;
  event.text = bytes(word);
  event.name = bytes(sequence);
  return event;
}

inline aip_event usage(const aip_usage& usage) noexcept {
  aip_event event = make(AIP_EVENT_USAGE);
  event.usage = &usage;
  return event;
}

inline aip_event count(const aip_usage& usage) noexcept {
  aip_event event = make(AIP_EVENT_COUNT);
  event.usage = &usage;
  return event;
}

inline aip_event extra(std::uint32_t choice, aip_extras extras) noexcept {
  aip_event event = make(AIP_EVENT_EXTRA);
  event.choice = choice;
  event.extras = extras;
  return event;
}

inline aip_event error(const aip_error& error) noexcept {
  aip_event event = make(AIP_EVENT_ERROR);
  event.error = &error;
  return event;
}

inline aip_event model(std::string_view id, std::string_view owner, std::int64_t created) noexcept {
  aip_event event = make(AIP_EVENT_MODEL);
  event.id = bytes(id);
  event.text = bytes(owner);
  event.created = created;
  return event;
}

inline aip_event embedding(std::uint32_t index, std::string_view json) noexcept {
  aip_event event = make(AIP_EVENT_EMBEDDING);
  event.part = index;
  event.json = bytes(json);
  return event;
}

inline aip_event end() noexcept { return make(AIP_EVENT_END); }
inline aip_event ping() noexcept { return make(AIP_EVENT_PING); }

}  // namespace aipool::sdk::events
