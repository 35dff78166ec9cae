// SPDX-License-Identifier: MIT
#include "plugins/gemini/names.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace aipool::gemini {
namespace {

// Of several words, as encoders of requests write them.
constexpr std::string_view kWritten[] = {
    "systemInstruction",
    "toolConfig",
    "generationConfig",
    "serviceTier",
    "inlineData",
    "fileData",
    "functionCall",
    "functionResponse",
    "thoughtSignature",
    "parametersJsonSchema",
    "topP",
    "topK",
    "candidateCount",
    "maxOutputTokens",
    "stopSequences",
    "presencePenalty",
    "frequencyPenalty",
    "responseLogprobs",
    "responseMimeType",
    "responseSchema",
    "responseJsonSchema",
    "thinkingConfig",
    "thinkingBudget",
    "thinkingLevel",
    "includeThoughts",
    "taskType",
    "outputDimensionality",
};

}  // namespace

bool same_name(std::string_view key, std::string_view camel) {
  if (key == camel) return true;
  std::size_t at = 0;
  for (const char c : camel) {
    const bool upper = c >= 'A' && c <= 'Z';
    if (upper && (at >= key.size() || key[at++] != '_')) return false;
    const char lower = upper ? static_cast<char>(c - 'A' + 'a') : c;
    if (at >= key.size() || key[at++] != lower) return false;
  }
  return at == key.size();
}

bool is_named(json::Value key, std::initializer_list<std::string_view> names) {
  const std::string_view text = key.string_raw();
  return std::any_of(names.begin(), names.end(), [&](std::string_view name) { return same_name(text, name); });
}

json::Value named(json::Value object, std::string_view camel) {
  json::Value found;
  for (const json::Member member : object.members()) {
    if (same_name(member.key.string_raw(), camel)) found = member.value;
  }
  return found;
}

aip_bytes text_named(const Source& source, json::Value object, std::string_view camel, const Place& place) {
  const Place here = place.key(camel);
  const json::Value value = named(object, camel);
  if (!given(value)) return {};
  return source.string_at(value, here);
}

aip_bytes required_text_named(const Source& source, json::Value object, std::string_view camel, const Place& place) {
  const Place here = place.key(camel);
  const json::Value value = named(object, camel);
  if (!given(value)) refuse(here, "is required");
  return source.string_at(value, here);
}

std::int64_t whole_number_at(const Source& source, json::Value value, const Place& place) {
  constexpr double kExactMax = 1e15;
  const double real = source.number_at(value, place);
  const bool whole = std::abs(real) < kExactMax && std::nearbyint(real) == real;
  return whole ? static_cast<std::int64_t>(real) : source.integer_at(value, place);
}

aip_bytes extra_key(const Source& source, json::Value key) {
  const std::string_view text = key.string_raw();
  if (text.find('_') != std::string_view::npos) {
    const auto found = std::find_if(std::begin(kWritten), std::end(kWritten),
                                    [&](std::string_view name) { return same_name(text, name); });
    if (found != std::end(kWritten)) return sdk::bytes(*found);
  }
  return source.text(key);
}

aip_extras extras_beside(const Source& source, json::Value object, std::initializer_list<std::string_view> known) {
  std::vector<aip_extra> found;
  std::uint32_t ordinal = 0;
  for (const json::Member member : object.members()) {
    if (!is_named(member.key, known)) {
      found.push_back({source.origin, ordinal, extra_key(source, member.key), source.raw(member.value)});
    }
    ++ordinal;
  }
  const auto kept = source.env.copy(std::span<const aip_extra>(found));
  return {kept.data(), kept.size()};
}

bool has_beside(json::Value object, std::initializer_list<std::string_view> known) {
  for (const json::Member member : object.members()) {
    if (!is_named(member.key, known)) return true;
  }
  return false;
}

}  // namespace aipool::gemini
