// SPDX-License-Identifier: MIT
//
// Source reads typed values out of a client's JSON: the right type, or a fault that names the field.
//
// Flow:      inspect and the decode_* files ask it for each member that they know.
// Threading: one per call.
// Ownership: texts are spans of the source, or copies in the call arena where they had escapes.
// Errors:    throws sdk::Fault of class AIP_E_INVALID_REQUEST.
#pragma once

#include <cstdint>
#include <string_view>

#include "aipool/json.hpp"
#include "aipool/sdk.hpp"
#include "plugins/openai/place.h"

namespace aipool::openai {

// A client's fault: `why` completes the sentence that begins with the field's name.
[[noreturn]] void refuse(const Place& place, std::string_view why);

struct Source {
  sdk::Env& env;
  std::uint32_t origin = 0;  // number of openai.chat

  aip_bytes text(json::Value string) const;  // unescaped
  aip_bytes raw(json::Value value) const { return sdk::bytes(value.raw()); }

  aip_bytes string_at(json::Value value, const Place& place) const;
  bool boolean_at(json::Value value, const Place& place) const;
  std::int64_t integer_at(json::Value value, const Place& place) const;
  double number_at(json::Value value, const Place& place) const;
  json::Value object_at(json::Value value, const Place& place) const;
  json::Value array_at(json::Value value, const Place& place) const;
  // The member `key` of an object, which must be there and be a string.
  aip_bytes required_string(json::Value object, std::string_view key, const Place& place) const;
  json::Value required_object(json::Value object, std::string_view key, const Place& place) const;
  // Absent or null gives {NULL, 0}.
  aip_bytes optional_string(json::Value object, std::string_view key, const Place& place) const;
};

// A member that is there and is not null.
inline bool given(json::Value value) { return value && !value.is_null(); }

}  // namespace aipool::openai
