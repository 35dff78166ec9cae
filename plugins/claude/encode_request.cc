// SPDX-License-Identifier: MIT
#include "plugins/claude/encode_request.h"

#include <algorithm>

#include "plugins/claude/thinking.h"

namespace aipool::claude {
namespace {

constexpr std::string_view kAnyObjectSchema = R"({"type":"object"})";

class Body {
 public:
  explicit Body(const Target& target)
      : target_(target),
        request_(target.request),
        thinking_(target),
        counts_(request_.operation == AIP_OP_COUNT_TOKENS),
        object_(target.out, request_.extras, target.origin) {}

  void write() {
    object_.string("model", request_.upstream_model.len != 0 ? request_.upstream_model : request_.client_model);
    if (!counts_ && object_.member("max_tokens")) target_.out.number(thinking_.max_output());
    encode_system(target_, object_);
    if (object_.member("messages")) encode_messages(target_);
    encode_tools(target_, object_, thinking_.on());
    thinking();
    output_config();
    if (!counts_) generation();
    lose_unknown();
    lose_foreign(target_.env, request_.extras, target_.origin, Place());
    object_.close();
  }

 private:
  void lose(std::string_view key, std::string_view why) const {
    const Place body;
    target_.lose(body.key(key), why);
  }

  // The client's own form has more than the tree holds.
  void thinking() {
    const std::string_view own = source_form(target_, "thinking");
    if (!own.empty()) return object_.raw("thinking", sdk::bytes(own));
    if (request_.reasoning != nullptr) {
      lose_foreign(target_.env, request_.reasoning->extras, target_.origin, Place());
    }
    thinking_.write(target_, object_);
  }

  void output_config() {
    const std::string_view own = source_form(target_, "output_config");
    if (!own.empty()) return object_.raw("output_config", sdk::bytes(own));
    const aip_format* format = request_.format;
    const bool schema = format != nullptr && format->kind == AIP_FORMAT_SCHEMA && sdk::present(format->schema_json);
    const bool object = format != nullptr && format->kind == AIP_FORMAT_JSON;
    if (object) lose("response_format", "an object of any shape is asked for by a schema");
    if (format != nullptr && !schema && !object && format->kind != AIP_FORMAT_TEXT) {
      lose("response_format", "a form of answer that claude.messages has no word for");
    }
    if (schema && (sdk::present(format->name) || sdk::present(format->description))) {
      lose("response_format", "the name and description of a schema");
    }
    const std::string_view effort = thinking_.effort();
    if ((!schema && !object && effort.empty()) || !object_.member("output_config")) return;
    json::Writer& out = target_.out;
    out.begin_object();
    if (!effort.empty()) out.key("effort").string(effort);
    if (schema || object) {
      out.key("format").begin_object().key("type").string("json_schema");
      out.key("schema").raw(schema ? sdk::view(format->schema_json) : kAnyObjectSchema).end_object();
    }
    out.end_object();
  }

  void generation() {
    sampling();
    const auto sequences = sdk::stop_sequences(request_);
    if (!sequences.empty() && object_.member("stop_sequences")) {
      target_.out.begin_array();
      for (const aip_bytes& sequence : sequences) target_.out.string(sdk::view(sequence));
      target_.out.end_array();
    }
    if (sdk::present(request_.user) && object_.member("metadata")) {
      target_.out.begin_object().key("user_id").string(sdk::view(request_.user)).end_object();
    }
    tier();
    if ((request_.flags & AIP_REQUEST_STREAM) != 0 && object_.member("stream")) target_.out.boolean(true);
  }

  // A model that thinks takes none of them, and nobody's temperature above 1.
  void sampling() {
    const bool own = target_.own(request_.client_protocol);
    const auto number = [&](std::string_view key, std::uint64_t bit, auto value) {
      if (!sdk::has(request_, bit)) return;
      if (thinking_.on() && !own) return lose(key, "a model that thinks does not take it");
      if (object_.member(key)) target_.out.number(value);
    };
    if (sdk::has(request_, AIP_HAS_TEMPERATURE) && request_.temperature > 1 && !own && !thinking_.on()) {
      lose("temperature", "lowered to 1, the most that claude.messages takes");
    }
    number("temperature", AIP_HAS_TEMPERATURE, own ? request_.temperature : std::min(request_.temperature, 1.0));
    number("top_p", AIP_HAS_TOP_P, request_.top_p);
    number("top_k", AIP_HAS_TOP_K, request_.top_k);
  }

  void tier() {
    const std::string_view tier = sdk::view(request_.service_tier);
    if (tier.empty()) return;
    if (tier == "auto") return object_.string("service_tier", request_.service_tier);
    if (tier == "default") return object_.string("service_tier", "standard_only");
    lose("service_tier", "a tier that claude.messages does not have");
  }

  void lose_unknown() const {
    struct Scalar {
      std::uint64_t bit;
      std::string_view key;
    };
    constexpr Scalar kUnknown[] = {
        {AIP_HAS_PRESENCE_PENALTY, "presence_penalty"}, {AIP_HAS_FREQUENCY_PENALTY, "frequency_penalty"},
        {AIP_HAS_SEED, "seed"},                         {AIP_HAS_LOGPROBS, "logprobs"},
        {AIP_HAS_TOP_LOGPROBS, "top_logprobs"},         {AIP_HAS_STORE, "store"},
    };
    for (const Scalar& row : kUnknown) {
      if (sdk::has(request_, row.bit)) lose(row.key, "not in claude.messages");
    }
    if (sdk::has(request_, AIP_HAS_CHOICES) && request_.choices > 1) lose("n", "claude.messages gives one answer");
    if (sdk::present(request_.metadata_json)) lose("metadata", "claude.messages keeps none but a user id");
    if (sdk::present(request_.cache_key)) lose("prompt_cache_key", "claude.messages marks blocks instead");
    if (sdk::present(request_.verbosity)) lose("verbosity", "not in claude.messages");
  }

  const Target& target_;
  const aip_request& request_;
  const Thinking thinking_;
  const bool counts_;
  ObjectWriter object_;
};

}  // namespace

std::string encode_request(sdk::Env& env, std::uint32_t origin, const aip_request& request) {
  if (request.operation != AIP_OP_GENERATE && request.operation != AIP_OP_COUNT_TOKENS) return {};
  std::string body = convert::body_room(request);
  json::Writer out(body);
  const Target target{env, origin, request, out};
  Body(target).write();
  return body;
}

}  // namespace aipool::claude
