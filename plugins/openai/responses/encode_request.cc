// SPDX-License-Identifier: MIT
#include "plugins/openai/responses/encode_request.h"

#include "plugins/openai/responses/encode_items.h"
#include "plugins/openai/responses/words.h"

namespace aipool::openai::responses {
namespace {

constexpr std::int64_t kLeastOutput = 16;  // that the vendor's API takes

class RequestBody {
 public:
  explicit RequestBody(const Target& target)
      : target_(target), request_(target.request), object_(target.out, target.request.extras, target.origin) {}

  void write() {
    const bool generates = request_.operation == AIP_OP_GENERATE;
    const bool compacts = request_.operation == AIP_OP_COMPACT;
    object_.string("model", request_.upstream_model.len != 0 ? request_.upstream_model : request_.client_model);
    write_input();
    if (!compacts) {
      encode_tools(target_, object_);
      flag("parallel_tool_calls", AIP_HAS_PARALLEL_TOOLS, AIP_REQUEST_PARALLEL_TOOLS);
      text();
      reasoning();
    }
    if (generates) {
      sampling();
      labels();
      if (is_foreign()) lose_unsaid();
      if ((request_.flags & AIP_REQUEST_STREAM) != 0 && object_.member("stream")) target_.out.boolean(true);
    } else {
      object_.string("prompt_cache_key", request_.cache_key);
    }
    lose_foreign(target_.env, request_.extras, target_.origin, Place());
    object_.close();
  }

 private:
  bool is_foreign() const { return !target_.own(request_.client_protocol); }

  void write_input() {
    const aip_bytes instructions = instructions_of(target_);
    object_.string("instructions", instructions);
    if (!is_foreign() && request_.previous_id.len != 0) {
      object_.string("previous_response_id", request_.previous_id);
      if (sdk::messages(request_).size() == (sdk::present(instructions) ? 1U : 0U)) return;
    }
    if (object_.member("input")) write_items(target_, ItemForm::kRequest);
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
    integer("top_logprobs", AIP_HAS_TOP_LOGPROBS, request_.top_logprobs);
    std::int64_t limit = request_.max_output;
    if (is_foreign() && sdk::has(request_, AIP_HAS_MAX_OUTPUT) && limit < kLeastOutput) {
      const Place body;
      target_.lose(body.key("max_tokens"), "a limit below the least that openai.responses takes");
      limit = kLeastOutput;
    }
    integer("max_output_tokens", AIP_HAS_MAX_OUTPUT, limit);
    include();
  }

  bool thinks() const { return request_.reasoning != nullptr && request_.reasoning->effort != AIP_EFFORT_NONE; }

  // What makes thoughts readable only for their vendor is asked for, so that they can come back to it.
  void include() {
    const bool probabilities = sdk::has(request_, AIP_HAS_LOGPROBS) && (request_.flags & AIP_REQUEST_LOGPROBS) != 0;
    const bool sealed = is_foreign() && thinks();
    if ((!probabilities && !sealed) || !object_.member("include")) return;
    target_.out.begin_array();
    if (probabilities) target_.out.string(kLogprobs);
    if (sealed) target_.out.string(kEncrypted);
    target_.out.end_array();
  }

  void text() {
    const bool said = request_.format != nullptr || sdk::present(request_.verbosity);
    if (!said || !object_.member("text")) return;
    ObjectWriter inner(target_.out, {}, target_.origin);
    if (request_.format != nullptr) encode_format(target_, inner);
    inner.string("verbosity", request_.verbosity);
    inner.close();
  }

  // Who gives a budget for thoughts, or says how they are shown, reads them.
  bool shows_thoughts(const aip_reasoning& reasoning) const {
    const std::string_view display = sdk::view(reasoning.display);
    if (display == "omitted" || !thinks()) return false;
    return reasoning.budget_tokens >= 0 || reasoning.effort == AIP_EFFORT_ADAPTIVE || !display.empty();
  }

  void reasoning() {
    const aip_reasoning* said = request_.reasoning;
    if (said == nullptr || !object_.member("reasoning")) return;
    const bool own = target_.own(said->origin);
    const Place body;
    const Place place = body.key("reasoning");
    lose_foreign(target_.env, said->extras, target_.origin, body);  // members of a whole request
    const bool by_budget = said->effort == 0 && said->budget_tokens >= 0;
    if (by_budget) target_.lose(place, "a token budget became the nearest effort");
    if (!own && said->effort != 0 && said->budget_tokens >= 0) target_.lose(place, "a token budget beside an effort");
    if (!own && sdk::present(said->display)) target_.lose(place.key("display"), "how thoughts are shown");
    ObjectWriter object(target_.out, said->extras, target_.origin);
    const std::string_view word = effort_word(by_budget ? effort_of_budget(said->budget_tokens) : said->effort);
    if (!word.empty()) object.string("effort", sdk::bytes(word));
    if (own) object.string("summary", said->display);
    if (!own && shows_thoughts(*said)) object.string("summary", sdk::bytes("auto"));
    object.close();
  }

  // Nobody but clients of this protocol expects to be remembered.
  void labels() {
    object_.string("user", request_.user);
    object_.raw("metadata", request_.metadata_json);
    object_.string("service_tier", request_.service_tier);
    object_.string("prompt_cache_key", request_.cache_key);
    flag("store", AIP_HAS_STORE, AIP_REQUEST_STORE);
    if (is_foreign() && !sdk::has(request_, AIP_HAS_STORE) && object_.member("store")) target_.out.boolean(false);
  }

  void lose_unsaid() const {
    const Place body;
    constexpr std::string_view kNone = "not in openai.responses";
    const auto lose = [&](std::uint64_t bit, std::string_view key) {
      if (sdk::has(request_, bit)) target_.lose(body.key(key), kNone);
    };
    lose(AIP_HAS_TOP_K, "top_k");
    lose(AIP_HAS_PRESENCE_PENALTY, "presence_penalty");
    lose(AIP_HAS_FREQUENCY_PENALTY, "frequency_penalty");
    lose(AIP_HAS_SEED, "seed");
    if (sdk::has(request_, AIP_HAS_CHOICES) && request_.choices != 1) target_.lose(body.key("n"), kNone);
    if (!sdk::stop_sequences(request_).empty()) target_.lose(body.key("stop"), kNone);
    const bool no_probabilities = (request_.flags & AIP_REQUEST_LOGPROBS) == 0;
    if (no_probabilities) lose(AIP_HAS_LOGPROBS, "logprobs");
  }

  const Target& target_;
  const aip_request& request_;
  ObjectWriter object_;
};

}  // namespace

std::string encode_request(sdk::Env& env, std::uint32_t origin, const aip_request& request) {
  std::string body;
  const bool has_body = request.operation == AIP_OP_GENERATE || request.operation == AIP_OP_COUNT_TOKENS ||
                        request.operation == AIP_OP_COMPACT;
  if (!has_body) return body;
  body = body_room(request);
  json::Writer out(body);
  RequestBody({env, origin, request, out}).write();
  return body;
}

void splice_model(const aip_request& request, sdk::Out& out) {
  const std::string_view upstream = sdk::view(request.upstream_model);
  const aip_member* model = sdk::find_member(request, "model");
  if (upstream.empty() || model == nullptr || upstream == sdk::view(request.client_model)) return;
  std::string name;
  json::Writer(name).string(upstream);
  out.splice(model->value, model->value_len, name);
}

}  // namespace aipool::openai::responses
