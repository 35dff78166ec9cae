// SPDX-License-Identifier: MIT
#include "plugins/openai/encode_request.h"

#include <algorithm>
#include <vector>

#include "plugins/openai/convert.h"
#include "plugins/openai/encode_thinking.h"
#include "plugins/openai/pass_through.h"

namespace aipool::openai {
namespace {

// Own extras of the body and of its reasoning forms, in the order of the source; stream options of any form ask for
// usage, where the host takes them.
aip_extras body_extras(const Target& target, const ChatDialect& dialect) {
  const aip_request& request = target.request;
  const auto own = sdk::span(request.extras);
  std::vector<aip_extra> all(own.begin(), own.end());
  if (request.reasoning != nullptr) {
    const auto forms = sdk::span(request.reasoning->extras);
    all.insert(all.end(), forms.begin(), forms.end());
  }
  const auto asks_for_usage = [&](const aip_extra& extra) {
    return target.own(extra.origin) && sdk::view(extra.key) == "stream_options";
  };
  if (!dialect.stream_usage) std::erase_if(all, asks_for_usage);
  for (aip_extra& extra : all) {
    if (asks_for_usage(extra)) extra.raw = sdk::bytes(target.env.copy(with_usage(sdk::view(extra.raw))));
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const aip_extra& a, const aip_extra& b) { return a.ordinal < b.ordinal; });
  return sdk::extras(target.env.copy(std::span<const aip_extra>(all)));
}

class Body {
 public:
  explicit Body(const Target& target)
      : target_(target), request_(target.request), dialect_(convert::chat_dialect(target.request.dialect)),
        object_(target.out, body_extras(target, dialect_), target.origin) {}

  void generate() {
    model();
    if (object_.member("messages")) encode_messages(target_);
    sampling();
    limits();
    stop();
    encode_tools(target_, object_);
    if (request_.format != nullptr && object_.member("response_format")) encode_format(target_);
    flag("parallel_tool_calls", AIP_HAS_PARALLEL_TOOLS, AIP_REQUEST_PARALLEL_TOOLS);
    encode_thinking(target_, object_, dialect_);
    labels();
    stream();
    close();
  }

  void embed() {
    model();
    encode_embedding(target_, object_);
    object_.string("user", request_.user);
    close();
  }

 private:
  void model() {
    object_.string("model", request_.upstream_model.len != 0 ? request_.upstream_model : request_.client_model);
  }
  void number(std::string_view key, std::uint64_t bit, double value) {
    if (sdk::has(request_, bit) && object_.member(key)) target_.out.number(value);
  }
  void integer(std::string_view key, std::uint64_t bit, std::int64_t value) {
    if (sdk::has(request_, bit) && object_.member(key)) target_.out.number(value);
  }
  void flag(std::string_view key, std::uint64_t bit, std::uint32_t value) {
    if (sdk::has(request_, bit) && object_.member(key)) target_.out.boolean((request_.flags & value) != 0);
  }

  void sampling() {
    number("temperature", AIP_HAS_TEMPERATURE, request_.temperature);
    number("top_p", AIP_HAS_TOP_P, request_.top_p);
    number("presence_penalty", AIP_HAS_PRESENCE_PENALTY, request_.presence_penalty);
    number("frequency_penalty", AIP_HAS_FREQUENCY_PENALTY, request_.frequency_penalty);
    integer("seed", AIP_HAS_SEED, request_.seed);
    integer("n", AIP_HAS_CHOICES, request_.choices);
    flag("logprobs", AIP_HAS_LOGPROBS, AIP_REQUEST_LOGPROBS);
    integer("top_logprobs", AIP_HAS_TOP_LOGPROBS, request_.top_logprobs);
    if (!sdk::has(request_, AIP_HAS_TOP_K)) return;
    if (!source_form(target_, "top_k").empty()) return integer("top_k", AIP_HAS_TOP_K, request_.top_k);
    const Place body;
    target_.lose(body.key("top_k"), "not in openai.chat");
  }

  // Reasoning models refuse the older name; hosts that know only that one get it from clients that use it.
  void limits() {
    const bool older =
        source_form(target_, "max_completion_tokens").empty() && !source_form(target_, "max_tokens").empty();
    const std::string_view name = older ? "max_tokens" : "max_completion_tokens";
    integer(dialect_.max_tokens_name.empty() ? name : dialect_.max_tokens_name, AIP_HAS_MAX_OUTPUT, request_.max_output);
  }

  void stop() {
    const auto sequences = sdk::stop_sequences(request_);
    if (sequences.empty() || !object_.member("stop")) return;
    if (sequences.size() == 1 && source_form(target_, "stop").starts_with('"')) {
      target_.out.string(sdk::view(sequences[0]));
      return;
    }
    target_.out.begin_array();
    for (const aip_bytes& sequence : sequences) target_.out.string(sdk::view(sequence));
    target_.out.end_array();
  }

  void labels() {
    object_.string("user", request_.user);
    object_.raw("metadata", request_.metadata_json);
    object_.string("service_tier", request_.service_tier);
    object_.string("prompt_cache_key", request_.cache_key);
    object_.string("verbosity", request_.verbosity);
    flag("store", AIP_HAS_STORE, AIP_REQUEST_STORE);
  }

  // Usage is always asked for: the host counts it, and the encoder for the client drops what nobody asked for.
  void stream() {
    if ((request_.flags & AIP_REQUEST_STREAM) == 0) return;
    if (object_.member("stream")) target_.out.boolean(true);
    if (dialect_.stream_usage && object_.member("stream_options")) target_.out.raw(with_usage({}));
  }

  void close() {
    lose_foreign(target_.env, request_.extras, target_.origin, Place());
    object_.close();
  }

  const Target& target_;
  const aip_request& request_;
  const ChatDialect dialect_;
  ObjectWriter object_;
};

}  // namespace

std::string encode_request(sdk::Env& env, std::uint32_t origin, const aip_request& request) {
  std::string body = convert::body_room(request);
  json::Writer out(body);
  const Target target{env, origin, request, out};
  if (request.operation == AIP_OP_EMBED) {
    Body(target).embed();
  } else if (request.operation == AIP_OP_GENERATE) {
    Body(target).generate();
  }
  return body;
}

}  // namespace aipool::openai
