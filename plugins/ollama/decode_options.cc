// SPDX-License-Identifier: MIT
#include <cmath>

#include "plugins/ollama/decode_request.h"

namespace aipool::ollama {
namespace {

struct NumberOption {
  std::string_view key;
  std::uint64_t bit;
  double aip_request::*field;
};
constexpr NumberOption kNumberOptions[] = {
    {"temperature", AIP_HAS_TEMPERATURE, &aip_request::temperature},
    {"top_p", AIP_HAS_TOP_P, &aip_request::top_p},
    {"presence_penalty", AIP_HAS_PRESENCE_PENALTY, &aip_request::presence_penalty},
    {"frequency_penalty", AIP_HAS_FREQUENCY_PENALTY, &aip_request::frequency_penalty},
};

struct IntegerOption {
  std::string_view key;
  std::uint64_t bit;
  std::int64_t aip_request::*field;
};
constexpr IntegerOption kIntegerOptions[] = {
    {"top_k", AIP_HAS_TOP_K, &aip_request::top_k},
    {"seed", AIP_HAS_SEED, &aip_request::seed},
    {"num_predict", AIP_HAS_MAX_OUTPUT, &aip_request::max_output},
};

// Ollama takes 40.0 for 40.
std::int64_t whole_number(const Source& source, json::Value value, const Place& place) {
  constexpr double kExact = 9007199254740992.0;  // beyond it not every integer is a double
  const auto number = value.number();
  if (!value.int64() && number && std::trunc(*number) == *number && std::abs(*number) <= kExact) {
    return static_cast<std::int64_t>(*number);
  }
  return source.integer_at(value, place);
}

void take_stop(const Source& source, json::Value value, const Place& place, aip_request& request) {
  const std::size_t count = value.is_string() ? 1 : source.array_at(value, place).size();
  const auto stop = source.env.array<aip_bytes>(count);
  if (value.is_string()) stop[0] = source.text(value);
  std::size_t index = 0;
  for (const json::Value item : value.elements()) {
    stop[index] = source.string_at(item, place.at(index));
    ++index;
  }
  request.stop = stop.data();
  request.stop_count = stop.size();
}

// A limit of zero or below is none, which other protocols say by saying nothing.
bool take_integer(const Source& source, const IntegerOption& row, json::Value value, const Place& place,
                  aip_request& request) {
  const std::int64_t number = whole_number(source, value, place);
  if (row.bit == AIP_HAS_MAX_OUTPUT && number <= 0) return false;
  request.*row.field = number;
  request.present |= row.bit;
  return true;
}

bool take_option(const Source& source, std::string_view key, json::Value value, const Place& place,
                 aip_request& request) {
  if (value.is_null()) return true;
  for (const NumberOption& row : kNumberOptions) {
    if (row.key != key) continue;
    request.*row.field = source.number_at(value, place);
    request.present |= row.bit;
    return true;
  }
  for (const IntegerOption& row : kIntegerOptions) {
    if (row.key == key) return take_integer(source, row, value, place, request);
  }
  if (key != "stop") return false;
  take_stop(source, value, place, request);
  return true;
}

}  // namespace

bool decode_options(const Source& source, json::Value options, const Place& place, aip_request& request) {
  bool all = true;
  for (const json::Member member : source.object_at(options, place).members()) {
    const std::string_view key = sdk::view(source.text(member.key));
    const bool taken = take_option(source, key, member.value, place.key(key), request);
    all = all && taken;
  }
  return all;
}

}  // namespace aipool::ollama
