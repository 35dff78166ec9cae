// SPDX-License-Identifier: MIT
//
// Compares what we read with what simdjson's DOM reads.
//
// Flow:      for the mutation test and the fuzz target.
// Threading: pure functions.
// Ownership: borrow both documents.
// Errors:    none.
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "aipool/json.hpp"

namespace aipool::json {

inline constexpr std::uint32_t kDepthMax = 1023;  // as deep as simdjson goes

inline bool same(Value ours, simdjson::dom::element theirs);

inline bool same_array(Value ours, const simdjson::dom::array& theirs) {
  if (!ours.is_array() || ours.size() != theirs.size()) return false;
  auto value = ours.elements().begin();
  for (const auto element : theirs) {
    if (!same(*value, element)) return false;
    ++value;
  }
  return value == ours.elements().end();
}

inline bool same_object(Value ours, const simdjson::dom::object& theirs) {
  if (!ours.is_object() || ours.size() != theirs.size()) return false;
  auto member = ours.members().begin();
  for (const auto field : theirs) {
    if ((*member).key.string() != field.key || !(*member).key.equals(field.key)) return false;
    if (!same((*member).value, field.value)) return false;
    ++member;
  }
  return member == ours.members().end();
}

inline bool same(Value ours, simdjson::dom::element theirs) {
  using simdjson::dom::element_type;
  switch (theirs.type()) {
    case element_type::ARRAY:
      return same_array(ours, simdjson::dom::array(theirs));
    case element_type::OBJECT:
      return same_object(ours, simdjson::dom::object(theirs));
    case element_type::STRING:
      return ours.is_string() && ours.string() == std::string_view(theirs);
    case element_type::INT64:
      return ours.int64() == std::int64_t{theirs};
    case element_type::UINT64:
      return ours.raw() == std::to_string(std::uint64_t{theirs});
    case element_type::DOUBLE:
      return ours.number().value_or(0) == double{theirs};  // what is too small is 0 to simdjson
    case element_type::BOOL:
      return ours.boolean() == bool{theirs};
    case element_type::NULL_VALUE:
      return ours.is_null();
  }
  return false;
}

// Whether a number in it is beyond what simdjson can hold.
inline bool has_wide_number(Value value) {
  for (const Value element : value.elements()) {
    if (has_wide_number(element)) return true;
  }
  for (const Member member : value.members()) {
    if (has_wide_number(member.value)) return true;
  }
  if (!value.is_number()) return false;
  const bool integer = value.raw().find_first_of(".eE") == std::string_view::npos;
  const bool wide = integer && !value.int64() && (value.raw()[0] == '-' || value.raw().size() >= 20);
  return wide || !value.number();
}

}  // namespace aipool::json
