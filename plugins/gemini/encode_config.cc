// SPDX-License-Identifier: MIT
#include <string>
#include <vector>

#include "plugins/gemini/decode_request.h"
#include "plugins/gemini/encode_request.h"
#include "plugins/gemini/thinking.h"

namespace aipool::gemini {
namespace {

constexpr std::string_view kJsonType = "application/json";

// generationConfig, which is left out where it would say nothing.
class ConfigWriter {
 public:
  ConfigWriter(const Target& target, json::Writer& out)
      : target_(target),
        scratch_{target.env, target.origin, target.request, out},
        extras_(config_extras(target)),
        object_(out, sdk::extras(extras_), target.origin) {}

  void write() {
    const aip_request& request = target_.request;
    number("temperature", AIP_HAS_TEMPERATURE, request.temperature);
    number("topP", AIP_HAS_TOP_P, request.top_p);
    number("topK", AIP_HAS_TOP_K, request.top_k);
    number("candidateCount", AIP_HAS_CHOICES, request.choices);
    number("maxOutputTokens", AIP_HAS_MAX_OUTPUT, request.max_output);
    stop();
    number("presencePenalty", AIP_HAS_PRESENCE_PENALTY, request.presence_penalty);
    number("frequencyPenalty", AIP_HAS_FREQUENCY_PENALTY, request.frequency_penalty);
    number("seed", AIP_HAS_SEED, request.seed);
    if (sdk::has(request, AIP_HAS_LOGPROBS) && object_.member("responseLogprobs")) {
      scratch_.out.boolean((request.flags & AIP_REQUEST_LOGPROBS) != 0);
    }
    number("logprobs", AIP_HAS_TOP_LOGPROBS, request.top_logprobs);
    form();
    encode_thinking(scratch_, upstream_model(request), object_);
    object_.close();
  }

 private:
  // Their keys without the prefix.
  static std::vector<aip_extra> config_extras(const Target& target) {
    std::vector<aip_extra> found;
    for (aip_extra extra : sdk::span(target.request.extras)) {
      const std::string_view key = sdk::view(extra.key);
      if (!target.own(extra.origin) || !key.starts_with(kConfigPrefix)) continue;
      extra.key = sdk::bytes(key.substr(kConfigPrefix.size()));
      found.push_back(extra);
    }
    return found;
  }

  template <class Number>
  void number(std::string_view key, std::uint64_t bit, Number value) {
    if (sdk::has(target_.request, bit) && object_.member(key)) scratch_.out.number(value);
  }

  void stop() {
    const auto sequences = sdk::stop_sequences(target_.request);
    if (sequences.empty() || !object_.member("stopSequences")) return;
    scratch_.out.begin_array();
    for (const aip_bytes& sequence : sequences) scratch_.out.string(sdk::view(sequence));
    scratch_.out.end_array();
  }

  void form() {
    const aip_format* format = target_.request.format;
    if (format == nullptr) return;
    const Place body;
    const Place place = body.key("response_format");
    const bool own = target_.own(format->origin);
    lose_foreign(target_.env, format->extras, target_.origin, place);
    if (format->kind == AIP_FORMAT_OPAQUE) return target_.lose(place, "a form that gemini.generate has no word for");
    if (format->kind == AIP_FORMAT_TEXT) {
      if (own) object_.string("responseMimeType", sdk::bytes("text/plain"));
      return;
    }
    object_.string("responseMimeType", sdk::bytes(kJsonType));
    if (sdk::present(format->name)) target_.lose(place, "the name of a schema");
    if (sdk::present(format->description)) target_.lose(place, "the description of a schema");
    if ((format->flags & AIP_TOOL_FLAG_STRICT_SET) != 0) target_.lose(place, "how strictly a schema is kept");
    if (format->kind != AIP_FORMAT_SCHEMA) return;
    if (own && sdk::present(format->json)) return object_.raw("responseSchema", format->json);
    object_.raw("responseJsonSchema", format->schema_json);
  }

  const Target& target_;
  const Target scratch_;  // the same, with the text of the object
  const std::vector<aip_extra> extras_;
  ObjectWriter object_;
};

}  // namespace

void encode_config(const Target& target, ObjectWriter& body) {
  std::string text;
  json::Writer out(text);
  ConfigWriter(target, out).write();
  if (text != "{}") body.raw("generationConfig", sdk::bytes(text));
}

}  // namespace aipool::gemini
