// SPDX-License-Identifier: MIT
#include "plugins/kiro/encode_request.h"

#include <algorithm>

#include "plugins/kiro/model_names.h"
#include "plugins/kiro/thinking.h"

namespace aipool::kiro {
namespace {

class RequestBody {
 public:
  RequestBody(const Target& target, const aip_hash_service& hash)
      : target_(target),
        request_(target.request),
        hash_(hash),
        options_(request_.dialect),
        model_(model_id(options_, sdk::view(asked()))),
        thinking_(target, options_, model_) {}

  void write() {
    Conversation talk = read_turns(target_, thinking_.in_tags());
    const std::string id = conversation_id(hash_, request_, talk);
    pair_calls(target_, talk.turns);
    alternate(target_, talk.turns);
    trim_history(target_, static_cast<std::size_t>(std::max<std::int64_t>(options_.number("history_max"), 0)),
                 talk.turns);
    fill_texts(talk.turns);
    const std::string tools = encode_tools(target_, hash_, talk.turns, talk.system);
    put_system(talk);
    json::Writer& out = target_.out;
    out.begin_object().key("conversationState").begin_object();
    out.key("chatTriggerType").string(options_.text("trigger")).key("conversationId").string(id);
    if (options_.lists("body_fields", "agentTaskType")) out.key("agentTaskType").string(options_.text("agent_mode"));
    if (options_.lists("body_fields", "agentContinuationId")) out.key("agentContinuationId").string(id);
    write_turns(talk.turns, tools);
    out.end_object();
    if (options_.lists("body_fields", "agentMode")) out.key("agentMode").string(options_.text("agent_mode"));
    if (!thinking_.fields().empty()) out.key("additionalModelRequestFields").raw(thinking_.fields());
    inference_config();
    lose_rest();
    out.end_object();
  }

 private:
  aip_bytes asked() const { return request_.upstream_model.len != 0 ? request_.upstream_model : request_.client_model; }

  void lose(std::string_view key, std::string_view why) const {
    const Place body;
    target_.lose(body.key(key), why);
  }

  // In front of what the user said first.
  void put_system(Conversation& talk) const {
    const bool has_tags = talk.system.find("<thinking_mode>") != std::string::npos;
    std::string front = has_tags ? std::string() : thinking_.tags();
    if (!front.empty() && !talk.system.empty()) front += '\n';
    front += talk.system;
    if (!front.empty()) talk.turns.front().text.insert(0, front + "\n\n");
  }

  void write_turns(const std::vector<Turn>& turns, std::string_view tools) {
    json::Writer& out = target_.out;
    const TurnForm form{hash_, model_, options_.text("origin")};
    out.key("currentMessage");
    write_turn(out, form, turns.back(), tools);
    if (turns.size() == 1) return;
    out.key("history").begin_array();
    for (std::size_t i = 0; i + 1 < turns.size(); ++i) write_turn(out, form, turns[i], {});
    out.end_array();
  }

  void inference_config() {
    struct Scalar {
      std::uint64_t bit;
      std::string_view key;
      std::string_view name;
      double value;
    };
    const Scalar known[] = {
        {AIP_HAS_MAX_OUTPUT, "max_tokens", "maxTokens", static_cast<double>(request_.max_output)},
        {AIP_HAS_TEMPERATURE, "temperature", "temperature", request_.temperature},
        {AIP_HAS_TOP_P, "top_p", "topP", request_.top_p},
    };
    const bool sends = options_.flag("inference_config");
    bool any = false;
    for (const Scalar& row : known) {
      if (!sdk::has(request_, row.bit)) continue;
      if (!sends) {
        lose(row.key, "sent only where the account's option `inference_config` is set");
        continue;
      }
      if (!any) target_.out.key("inferenceConfig").begin_object();
      any = true;
      target_.out.key_raw(row.name);
      row.bit == AIP_HAS_MAX_OUTPUT ? target_.out.number(request_.max_output) : target_.out.number(row.value);
    }
    if (any) target_.out.end_object();
  }

  void lose_rest() const {
    struct Unknown {
      std::uint64_t bit;
      std::string_view key;
    };
    constexpr Unknown kUnknown[] = {
        {AIP_HAS_TOP_K, "top_k"},
        {AIP_HAS_PRESENCE_PENALTY, "presence_penalty"},
        {AIP_HAS_FREQUENCY_PENALTY, "frequency_penalty"},
        {AIP_HAS_SEED, "seed"},
        {AIP_HAS_LOGPROBS, "logprobs"},
        {AIP_HAS_TOP_LOGPROBS, "top_logprobs"},
        {AIP_HAS_STORE, "store"},
    };
    for (const Unknown& row : kUnknown) {
      if (sdk::has(request_, row.bit)) lose(row.key, "not in kiro.generate");
    }
    if (request_.stop_count != 0) lose("stop", "kiro.generate has no stop sequences");
    if (sdk::has(request_, AIP_HAS_CHOICES) && request_.choices > 1) lose("n", "kiro.generate gives one answer");
    const aip_format* format = request_.format;
    if (format != nullptr && format->kind != AIP_FORMAT_TEXT) lose("response_format", "kiro.generate answers in text");
    if (format != nullptr) lose_foreign(target_.env, format->extras, target_.origin, Place());
    if (sdk::present(request_.user)) lose("user", "not in kiro.generate");
    if (sdk::present(request_.metadata_json)) lose("metadata", "not in kiro.generate");
    if (sdk::present(request_.service_tier)) lose("service_tier", "not in kiro.generate");
    if (sdk::present(request_.cache_key)) lose("prompt_cache_key", "only names the conversation in kiro.generate");
    if (sdk::present(request_.verbosity)) lose("verbosity", "not in kiro.generate");
    lose_foreign(target_.env, request_.extras, target_.origin, Place());
  }

  const Target& target_;
  const aip_request& request_;
  const aip_hash_service& hash_;
  const AccountOptions options_;
  const std::string model_;
  const Thinking thinking_;
};

}  // namespace

std::string encode_request(sdk::Env& env, const aip_hash_service& hash, std::uint32_t origin,
                           const aip_request& request) {
  if (request.operation != AIP_OP_GENERATE) return {};
  std::string body = convert::body_room(request);
  json::Writer out(body);
  const Target target{env, origin, request, out};
  RequestBody(target, hash).write();
  return body;
}

}  // namespace aipool::kiro
