// SPDX-License-Identifier: MIT
//
// AnswerPart is a part on its way to a client: what canonical events have said of it.
//
// Flow:      the encoders of answers make one at PART_START and fill it until PART_END.
// Threading: one answer, one thread at a time.
// Ownership: owns its texts.
// Errors:    parts that have no form here are reported as losses.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "plugins/gemini/convert.h"

namespace aipool::gemini {

// Whether a part can stand for the one that an event begins. Reports the loss where none can.
bool can_answer(sdk::Env& env, const aip_event& part_start, std::uint32_t origin);
void lose_event(sdk::Env& env, const aip_event& event);

struct AnswerPart {
  AnswerPart(sdk::Env& env, const aip_event& part_start, std::uint32_t origin);
  // A part of the vendor's own that goes out as it came.
  explicit AnswerPart(const aip_event& opaque);

  bool is_text() const { return kind == AIP_PART_TEXT || kind == AIP_PART_REFUSAL || kind == AIP_PART_REASONING; }
  // The whole part. False: but for arguments that are no JSON object.
  bool write(json::Writer& out) const;
  // A piece of a text; `with_signature`: the last one.
  void write_piece(json::Writer& out, std::string_view piece, bool with_signature) const;

  std::uint32_t choice = 0;
  std::uint32_t part = 0;
  aip_enum kind = AIP_PART_OPAQUE;
  std::uint32_t flags = 0;
  std::string id;
  std::string name;
  std::string media_type;
  std::string text;       // of what has come; in a stream, what has not gone out
  std::string signature;  // of this vendor
  std::string json;       // of an opaque part
  OwnedExtras extras;

 private:
  bool write_call(json::Writer& out) const;
  void write_end(json::Writer& out, bool with_signature) const;
};

// The parts of all candidates in their order, where an upstream may have opened many at once.
class AnswerParts {
 public:
  using Parts = std::multimap<std::uint64_t, AnswerPart>;

  template <class... Args>
  void add(const aip_event& event, Args&&... args) {
    parts_.emplace(std::piecewise_construct, std::forward_as_tuple(key_of(event.choice, event.part)),
                   std::forward_as_tuple(std::forward<Args>(args)...));
  }
  // The one that an event goes on with; nullptr: none, or one that came whole.
  AnswerPart* find(const aip_event& event);
  void remove(const aip_event& event);
  template <class Visit>
  void of_choice(std::uint32_t choice, Visit&& visit) {
    const auto end = parts_.upper_bound(key_of(choice, 0xffffffffu));
    for (auto at = parts_.lower_bound(key_of(choice, 0)); at != end; ++at) visit(at->second);
  }
  template <class Visit>
  void each(Visit&& visit) {
    for (auto& [key, part] : parts_) visit(part);
  }
  void clear() { parts_.clear(); }

 private:
  static std::uint64_t key_of(std::uint32_t choice, std::uint32_t part) { return std::uint64_t{choice} << 32 | part; }
  Parts::iterator last_of(const aip_event& event);

  Parts parts_;
};

}  // namespace aipool::gemini
