// SPDX-License-Identifier: MIT
//
// Fold merges the events of a stream into those of a unary answer: every part comes out once, with exactly one delta.
//
// Flow:      add() for each event, then replay(): START, the parts and all else in the order in which they began, FINISH
//            by choice, USAGE, and ERROR or END. PART_START, PART_DELTA, PART_SIGN, ANNOTATION..., PART_END of a part
//            follow one another.
// Threading: one stream, one thread at a time.
// Ownership: owns copies of all that it was given; replayed events live as long as the fold and until the next add().
// Errors:    std::bad_alloc; size() lets the caller keep a limit. Events out of order are merged as well as they can be:
//            a delta with no start opens its part.
// Units:     bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "aipool/abi/event.h"
#include "aipool/sdk/bytes.hpp"
#include "aipool/sdk/event_keeper.hpp"
#include "aipool/sdk/events.hpp"
#include "aipool/sdk/widen.hpp"

namespace aipool::sdk {

// One part of an answer, put together.
struct FoldedPart {
  aip_event start{};
  std::string text;
  std::optional<aip_event> signature;
  std::vector<aip_event> annotations;
};

class Fold {
 public:
  void add(const aip_event& event) {
    read(event, [this](const aip_event& whole) { take(whole); });
  }

  bool started() const noexcept { return start_.has_value(); }
  bool ended() const noexcept { return ended_; }
  bool failed() const noexcept { return error_ != nullptr; }

  // START's id, name and created; an empty event before it.
  aip_event start() const noexcept { return start_.value_or(events::make(AIP_EVENT_START)); }
  const std::vector<FoldedPart>& parts() const noexcept { return parts_; }
  const aip_usage* usage() const noexcept { return usage_; }
  const aip_error* error() const noexcept { return error_; }
  // AIP_FINISH_*, 0 while the choice goes on.
  aip_enum finish(std::uint32_t choice) const noexcept {
    const auto found = finishes_.find(choice);
    return found == finishes_.end() ? 0 : found->second.finish;
  }
  // All text of one kind of part, in order.
  std::string text(std::uint32_t choice, aip_enum part_kind) const {
    std::string all;
    for (const FoldedPart& part : parts_) {
      if (part.start.choice == choice && part.start.part_kind == part_kind) all += part.text;
    }
    return all;
  }
  std::size_t size() const noexcept {
    return keeper_.size() + text_size_ + parts_.size() * sizeof(FoldedPart) + entries_.size() * sizeof(Entry);
  }

  template <class Sink>
  void replay(Sink&& sink) const {
    if (start_) sink(*start_);
    for (const Entry& entry : entries_) {
      if (entry.part == kNoPart) {
        sink(entry.event);
      } else {
        replay_part(parts_[entry.part], sink);
      }
    }
    for (const auto& [choice, event] : finishes_) sink(event);
    if (usage_ != nullptr) sink(events::usage(*usage_));
    if (error_ != nullptr) {
      sink(events::error(*error_));
    } else if (ended_) {
      sink(events::end());
    }
  }

 private:
  static constexpr std::size_t kNoPart = static_cast<std::size_t>(-1);
  struct Entry {
    std::size_t part = kNoPart;
    aip_event event{};
  };

  template <class Sink>
  static void replay_part(const FoldedPart& part, Sink& sink) {
    const aip_event& start = part.start;
    sink(start);
    aip_event delta = events::delta(start.choice, start.part, start.part_kind, part.text);
    delta.origin = start.origin;
    sink(delta);
    if (part.signature) sink(*part.signature);
    for (const aip_event& annotation : part.annotations) sink(annotation);
    sink(events::part_end(start.choice, start.part, start.part_kind));
  }

  void take(const aip_event& event) {
    switch (event.kind) {
      case AIP_EVENT_START:
        if (!start_) start_ = keeper_.keep(event);
        break;
      case AIP_EVENT_PART_START:
      case AIP_EVENT_PART_END:
        part_of(event);
        break;
      case AIP_EVENT_PART_DELTA:
        part_of(event).text += view(event.text);
        text_size_ += event.text.len;
        break;
      case AIP_EVENT_PART_SIGN:
        part_of(event).signature = keeper_.keep(event);
        break;
      case AIP_EVENT_ANNOTATION:
        part_of(event).annotations.push_back(keeper_.keep(event));
        break;
      case AIP_EVENT_FINISH:
        finishes_[event.choice] = keeper_.keep(event);
        break;
      case AIP_EVENT_USAGE:
        if (event.usage != nullptr) usage_ = keeper_.keep(*event.usage);
        break;
      case AIP_EVENT_ERROR:
        if (event.error != nullptr) error_ = keeper_.keep(*event.error);
        break;
      case AIP_EVENT_END:
        ended_ = true;
        break;
      case AIP_EVENT_PING:
        break;
      default:
        entries_.push_back({kNoPart, keeper_.keep(event)});
        break;
    }
  }

  FoldedPart& part_of(const aip_event& event) {
    const auto [place, is_new] = part_index_.try_emplace(std::uint64_t{event.choice} << 32 | event.part, parts_.size());
    if (!is_new) return parts_[place->second];
    FoldedPart part;
    if (event.kind == AIP_EVENT_PART_START) {
      part.start = keeper_.keep(event);
    } else {
      part.start = events::part(AIP_EVENT_PART_START, event.choice, event.part,
                                event.kind == AIP_EVENT_ANNOTATION ? AIP_PART_TEXT : event.part_kind);
    }
    entries_.push_back({parts_.size(), {}});
    parts_.push_back(std::move(part));
    return parts_.back();
  }

  EventKeeper keeper_;
  std::optional<aip_event> start_;
  std::vector<FoldedPart> parts_;
  std::vector<Entry> entries_;
  std::map<std::uint32_t, aip_event> finishes_;                // by choice
  std::unordered_map<std::uint64_t, std::size_t> part_index_;  // by choice and part
  const aip_usage* usage_ = nullptr;
  const aip_error* error_ = nullptr;
  std::size_t text_size_ = 0;
  bool ended_ = false;
};

}  // namespace aipool::sdk
