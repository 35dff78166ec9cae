// SPDX-License-Identifier: MIT
//
// AnswerExtras gathers the members of an answer's objects that nobody mapped. A null says no more than absence.
//
// Flow:      collect() while decoding, get() for the event that carries them.
// Threading: one per frame.
// Ownership: get() borrows the frame and the object itself, keep() copies into the call arena.
// Errors:    none.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/openai/convert.h"

namespace aipool::openai {

class AnswerExtras {
 public:
  explicit AnswerExtras(const Step& step) : step_(step) {}

  void collect(json::Value object, std::initializer_list<std::string_view> known);
  aip_extras get() const { return sdk::extras(items_); }
  aip_extras keep() const;
  // EXTRA of the choice (`place`: kMessageExtra for its message), if there is anything.
  void emit(std::uint32_t choice, std::string_view place = {}) const;
  void emit_part(std::uint32_t choice, std::uint32_t part, aip_enum part_kind) const;

 private:
  friend class RepeatedExtras;
  const Step& step_;
  std::vector<aip_extra> items_;
};

// Members that a host repeats in every chunk go out once, and again when they change.
class RepeatedExtras {
 public:
  void drop_known(AnswerExtras& extras);

 private:
  struct Seen {
    std::string key;
    std::string raw;
  };
  std::vector<Seen> seen_;
};

}  // namespace aipool::openai
