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
#include <span>
#include <string>
#include <string_view>

#include "aipool/convert/place.hpp"
#include "aipool/json.hpp"
#include "aipool/sdk.hpp"

namespace aipool::convert {

// A client's fault: `why` completes the sentence that begins with the field's name.
[[noreturn]] inline void refuse(const Place& place, std::string_view why) {
  sdk::Fault fault;
  fault.error_class = AIP_E_INVALID_REQUEST;
  fault.param = place.param();
  fault.type = "invalid_request_error";
  fault.message = fault.param.empty() ? "The request body " : "'" + fault.param + "' ";
  fault.message.append(why) += '.';
  throw fault;
}

struct Source {
  sdk::Env& env;
  std::uint32_t origin = 0;  // number of the protocol that it speaks for

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
  aip_bytes optional_at(json::Value value, const Place& place) const;
  aip_bytes optional_string(json::Value object, std::string_view key, const Place& place) const;
};

// A member that is there and is not null.
inline bool given(json::Value value) { return value && !value.is_null(); }

inline aip_bytes Source::text(json::Value string) const {
  if (!string.has_escapes()) return sdk::bytes(string.string_raw());
  const std::string_view body = string.string_raw();
  const std::span<char> room = env.room<char>(body.size());
  return {room.data(), json::unescape(body, room.data()).written};
}

inline aip_bytes Source::string_at(json::Value value, const Place& place) const {
  if (!value.is_string()) refuse(place, "must be a string");
  return text(value);
}

inline bool Source::boolean_at(json::Value value, const Place& place) const {
  const auto boolean = value.boolean();
  if (!boolean) refuse(place, "must be a boolean");
  return *boolean;
}

inline std::int64_t Source::integer_at(json::Value value, const Place& place) const {
  const auto integer = value.int64();
  if (!integer) refuse(place, "must be an integer");
  return *integer;
}

inline double Source::number_at(json::Value value, const Place& place) const {
  const auto number = value.number();
  if (!number) refuse(place, "must be a number");
  return *number;
}

inline json::Value Source::object_at(json::Value value, const Place& place) const {
  if (!value.is_object()) refuse(place, "must be an object");
  return value;
}

inline json::Value Source::array_at(json::Value value, const Place& place) const {
  if (!value.is_array()) refuse(place, "must be an array");
  return value;
}

inline aip_bytes Source::required_string(json::Value object, std::string_view key, const Place& place) const {
  const Place here = place.key(key);
  const json::Value value = object.find(key);
  if (!value) refuse(here, "is required");
  return string_at(value, here);
}

inline json::Value Source::required_object(json::Value object, std::string_view key, const Place& place) const {
  const Place here = place.key(key);
  const json::Value value = object.find(key);
  if (!value) refuse(here, "is required");
  return object_at(value, here);
}

inline aip_bytes Source::optional_string(json::Value object, std::string_view key, const Place& place) const {
  return optional_at(object.find(key), place.key(key));
}

inline aip_bytes Source::optional_at(json::Value value, const Place& place) const {
  if (!given(value)) return {};
  return string_at(value, place);
}

}  // namespace aipool::convert
