// SPDX-License-Identifier: MIT
#include "plugins/gemini/decode_request.h"
#include "plugins/gemini/names.h"
#include "plugins/gemini/schema.h"
#include "plugins/gemini/thinking.h"

namespace aipool::gemini {
namespace {

class ConfigReader {
 public:
  ConfigReader(const Source& source, json::Value config, const Place& place, aip_request& to)
      : source_(source),
        mime_(named(config, "responseMimeType")),
        schema_(named(config, "responseSchema")),
        json_schema_(named(config, "responseJsonSchema")),
        place_(place),
        to_(to) {}

  // True: all of the member is in the tree.
  bool take(const json::Member& member) {
    const json::Value value = member.value;
    if (value.is_null()) return true;
    const std::string_view key = member.key.string_raw();
    if (number(key, value) || integer(key, value)) return true;
    if (same_name(key, "stopSequences")) return stop(value);
    if (same_name(key, "responseLogprobs")) {
      to_.present |= AIP_HAS_LOGPROBS;
      const Place here = place_.key("responseLogprobs");
      if (source_.boolean_at(value, here)) to_.flags |= AIP_REQUEST_LOGPROBS;
      return true;
    }
    if (same_name(key, "thinkingConfig")) {
      const Place here = place_.key("thinkingConfig");
      decode_thinking(source_, source_.object_at(value, here), here, to_);
      return true;
    }
    return is_named(member.key, {"responseMimeType", "responseSchema", "responseJsonSchema"}) && form(key);
  }

 private:
  bool number(std::string_view key, json::Value value) {
    struct Row {
      std::string_view key;
      std::uint64_t bit;
      double aip_request::*to;
    };
    constexpr Row kRows[] = {{"temperature", AIP_HAS_TEMPERATURE, &aip_request::temperature},
                             {"topP", AIP_HAS_TOP_P, &aip_request::top_p},
                             {"presencePenalty", AIP_HAS_PRESENCE_PENALTY, &aip_request::presence_penalty},
                             {"frequencyPenalty", AIP_HAS_FREQUENCY_PENALTY, &aip_request::frequency_penalty}};
    for (const Row& row : kRows) {
      if (!same_name(key, row.key)) continue;
      const Place here = place_.key(row.key);
      to_.*row.to = source_.number_at(value, here);
      to_.present |= row.bit;
      return true;
    }
    return false;
  }

  bool integer(std::string_view key, json::Value value) {
    struct Row {
      std::string_view key;
      std::uint64_t bit;
      std::int64_t aip_request::*to;
    };
    constexpr Row kRows[] = {{"maxOutputTokens", AIP_HAS_MAX_OUTPUT, &aip_request::max_output},
                             {"topK", AIP_HAS_TOP_K, &aip_request::top_k},
                             {"candidateCount", AIP_HAS_CHOICES, &aip_request::choices},
                             {"seed", AIP_HAS_SEED, &aip_request::seed},
                             {"logprobs", AIP_HAS_TOP_LOGPROBS, &aip_request::top_logprobs}};
    for (const Row& row : kRows) {
      if (!same_name(key, row.key)) continue;
      const Place here = place_.key(row.key);
      to_.*row.to = whole_number_at(source_, value, here);
      to_.present |= row.bit;
      return true;
    }
    return false;
  }

  bool stop(json::Value value) {
    const Place here = place_.key("stopSequences");
    const auto list = source_.env.array<aip_bytes>(item_count(value));
    for_each_item(value, [&](json::Value item, std::size_t index) {
      const Place at = here.at(index);
      list[index] = source_.string_at(item, at);
    });
    to_.stop = list.data();
    to_.stop_count = list.size();
    return true;
  }

  // False: a form of answer that only this protocol has, or the second of two schemas.
  bool form(std::string_view key) {
    const bool text = given(mime_) && mime_.equals("text/plain") && !given(schema_) && !given(json_schema_);
    if (given(mime_) && !mime_.equals("application/json") && !text) return false;
    if (given(json_schema_) && same_name(key, "responseSchema")) return false;
    if (to_.format != nullptr) return true;
    aip_format* format = source_.env.make<aip_format>();
    format->origin = source_.origin;
    format->kind = text ? AIP_FORMAT_TEXT : AIP_FORMAT_JSON;
    if (given(json_schema_)) {
      format->kind = AIP_FORMAT_SCHEMA;
      format->schema_json = json_schema_of(source_, json_schema_);
    } else if (given(schema_)) {
      const Place here = place_.key("responseSchema");
      format->kind = AIP_FORMAT_SCHEMA;
      format->json = source_.raw(source_.object_at(schema_, here));
      format->schema_json = json_schema_of(source_, schema_);
    }
    to_.format = format;
    return true;
  }

  const Source& source_;
  const json::Value mime_;
  const json::Value schema_;
  const json::Value json_schema_;
  const Place& place_;
  aip_request& to_;
};

}  // namespace

void decode_config(const Source& source, json::Value root, aip_request& request, std::vector<aip_extra>& extras) {
  const Place body;
  const Place place = body.key("generationConfig");
  const json::Value config = named(root, "generationConfig");
  if (!given(config)) return;
  ConfigReader reader(source, source.object_at(config, place), place, request);
  std::uint32_t ordinal = 0;
  for (const json::Member member : config.members()) {
    if (!reader.take(member)) {
      const std::string_view key = source.env.join(kConfigPrefix, sdk::view(extra_key(source, member.key)));
      extras.push_back({source.origin, ordinal, sdk::bytes(key), source.raw(member.value)});
    }
    ++ordinal;
  }
}

}  // namespace aipool::gemini
