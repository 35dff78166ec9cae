// SPDX-License-Identifier: MIT
#include "plugins/openai/vector_form.h"

#include <bit>
#include <charconv>
#include <cstdint>

#include "aipool/json.hpp"

namespace aipool::openai {
namespace {

constexpr std::size_t kFloatSize = 4;

void append_float(std::string& bytes, float number) {
  const auto bits = std::bit_cast<std::uint32_t>(number);
  for (unsigned shift = 0; shift < 32; shift += 8) bytes += static_cast<char>((bits >> shift) & 0xffu);
}

float float_at(std::string_view bytes) {
  std::uint32_t bits = 0;
  for (std::size_t i = kFloatSize; i-- > 0;) bits = (bits << 8) | static_cast<unsigned char>(bytes[i]);
  return std::bit_cast<float>(bits);
}

}  // namespace

std::string_view base64_of(sdk::Env& env, const aip_base64_service& base64, std::string_view json) {
  json::Document document;
  if (document.parse(json) != json::Error::kNone) throw sdk::upstream_fault("An embedding is not valid JSON.");
  std::string bytes;
  for (const json::Value item : document.root().elements()) {
    append_float(bytes, static_cast<float>(item.number().value_or(0)));
  }
  aip_bytes text{};
  if (base64.encode(env.raw().call, sdk::bytes(bytes), &text) != AIP_OK) throw std::bad_alloc();
  return sdk::view(text);
}

std::string json_of(sdk::Env& env, const aip_base64_service& base64, std::string_view text) {
  aip_bytes data{};
  const aip_rc rc = base64.decode(env.raw().call, sdk::bytes(text), &data);
  if (rc == AIP_E_NOMEM) throw std::bad_alloc();
  if (rc != AIP_OK || data.len % kFloatSize != 0) throw sdk::upstream_fault("An embedding is not base64 of floats.");
  std::string json = "[";
  for (std::string_view rest = sdk::view(data); !rest.empty(); rest.remove_prefix(kFloatSize)) {
    char digits[32];
    const auto [end, fault] = std::to_chars(digits, digits + sizeof digits, float_at(rest));
    if (json.size() > 1) json += ',';
    json.append(digits, end);
  }
  return json += ']';
}

}  // namespace aipool::openai
