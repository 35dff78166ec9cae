// SPDX-License-Identifier: MIT
#include "plugins/openai/source.h"

#include <string>

namespace aipool::openai {

void refuse(const Place& place, std::string_view why) {
  sdk::Fault fault;
  fault.error_class = AIP_E_INVALID_REQUEST;
  fault.param = place.param();
  fault.type = "invalid_request_error";
  fault.message = fault.param.empty() ? "The request body " : "'" + fault.param + "' ";
  fault.message.append(why) += '.';
  throw fault;
}

aip_bytes Source::text(json::Value string) const {
  if (!string.has_escapes()) return sdk::bytes(string.string_raw());
  return sdk::bytes(env.copy(string.string()));
}

aip_bytes Source::string_at(json::Value value, const Place& place) const {
  if (!value.is_string()) refuse(place, "must be a string");
  return text(value);
}

bool Source::boolean_at(json::Value value, const Place& place) const {
  const auto boolean = value.boolean();
  if (!boolean) refuse(place, "must be a boolean");
  return *boolean;
}

std::int64_t Source::integer_at(json::Value value, const Place& place) const {
  const auto integer = value.int64();
  if (!integer) refuse(place, "must be an integer");
  return *integer;
}

double Source::number_at(json::Value value, const Place& place) const {
  const auto number = value.number();
  if (!number) refuse(place, "must be a number");
  return *number;
}

json::Value Source::object_at(json::Value value, const Place& place) const {
  if (!value.is_object()) refuse(place, "must be an object");
  return value;
}

json::Value Source::array_at(json::Value value, const Place& place) const {
  if (!value.is_array()) refuse(place, "must be an array");
  return value;
}

aip_bytes Source::required_string(json::Value object, std::string_view key, const Place& place) const {
  const Place here = place.key(key);
  const json::Value value = object.find(key);
  if (!value) refuse(here, "is required");
  return string_at(value, here);
}

json::Value Source::required_object(json::Value object, std::string_view key, const Place& place) const {
  const Place here = place.key(key);
  const json::Value value = object.find(key);
  if (!value) refuse(here, "is required");
  return object_at(value, here);
}

aip_bytes Source::optional_string(json::Value object, std::string_view key, const Place& place) const {
  const json::Value value = object.find(key);
  if (!given(value)) return {};
  return string_at(value, place.key(key));
}

}  // namespace aipool::openai
