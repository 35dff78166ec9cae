// SPDX-License-Identifier: MIT
#include "plugins/ollama/encode_request.h"

namespace aipool::ollama {
namespace {

// `think` of an effort, and whether the word says just that.
struct Think {
  std::string_view json;
  bool exact;
};

Think think_of(aip_enum effort) {
  switch (effort) {
    case AIP_EFFORT_NONE:
      return {"false", true};
    case AIP_EFFORT_MINIMAL:
      return {R"("low")", false};
    case AIP_EFFORT_LOW:
      return {R"("low")", true};
    case AIP_EFFORT_MEDIUM:
      return {R"("medium")", true};
    case AIP_EFFORT_HIGH:
      return {R"("high")", true};
    case AIP_EFFORT_XHIGH:
      return {R"("max")", false};
    case AIP_EFFORT_MAX:
      return {R"("max")", true};
    case AIP_EFFORT_ADAPTIVE:
      return {"true", true};
    default:
      return {{}, true};
  }
}

class RequestBody {
 public:
  explicit RequestBody(const Target& target)
      : target_(target), request_(target.request), object_(target.out, request_.extras, target.origin) {}

  void generate() {
    model();
    if (object_.member("messages")) encode_messages(target_);
    encode_tools(target_, object_);
    format();
    think();
    options();
    if (sdk::has(request_, AIP_HAS_LOGPROBS) && object_.member("logprobs")) {
      target_.out.boolean((request_.flags & AIP_REQUEST_LOGPROBS) != 0);
    }
    if (sdk::has(request_, AIP_HAS_TOP_LOGPROBS) && object_.member("top_logprobs")) {
      target_.out.number(request_.top_logprobs);
    }
    // A stream is what comes where nothing is said.
    if (object_.member("stream")) target_.out.boolean((request_.flags & AIP_REQUEST_STREAM) != 0);
    lose_unknown();
    close();
  }

  void embed() {
    model();
    encode_embedding(target_, object_);
    if (sdk::present(request_.user)) lose("user", "not in ollama.chat");
    close();
  }

  void show() {
    model();
    close();
  }

 private:
  void lose(std::string_view key, std::string_view why) const {
    const Place body;
    target_.lose(body.key(key), why);
  }

  void model() {
    object_.string("model", request_.upstream_model.len != 0 ? request_.upstream_model : request_.client_model);
  }

  // What a grammar is made of is always strict.
  void format() {
    const aip_format* format = request_.format;
    if (format == nullptr || format->kind == AIP_FORMAT_TEXT) return;
    lose_foreign(target_.env, format->extras, target_.origin, Place());
    const bool schema = format->kind == AIP_FORMAT_SCHEMA && sdk::present(format->schema_json);
    if (schema) {
      const bool loose = (format->flags & AIP_TOOL_FLAG_STRICT_SET) != 0 && (format->flags & AIP_TOOL_FLAG_STRICT) == 0;
      if (loose) lose("response_format", "a schema that need not be kept to");
      if (sdk::present(format->name)) lose("response_format", "the name of a schema");
      if (sdk::present(format->description)) lose("response_format", "the description of a schema");
      return object_.raw("format", format->schema_json);
    }
    if (format->kind == AIP_FORMAT_SCHEMA) lose("response_format", "a schema that was not sent");
    if (format->kind != AIP_FORMAT_OPAQUE) return object_.string("format", sdk::bytes("json"));
    lose("response_format", "a form of answer that ollama.chat has no word for");
  }

  void think() {
    const aip_reasoning* said = request_.reasoning;
    if (said == nullptr) return;
    const Place body;
    const Place place = body.key("reasoning");
    lose_foreign(target_.env, said->extras, target_.origin, body);
    if (sdk::present(said->display)) target_.lose(place.key("display"), "how thoughts are shown");
    const bool by_budget = said->effort == 0 && said->budget_tokens >= 0;
    if (by_budget) target_.lose(place, "a token budget became the nearest effort");
    if (said->effort != 0 && said->budget_tokens >= 0) target_.lose(place, "a token budget beside an effort");
    const Think think = think_of(by_budget ? effort_of_budget(said->budget_tokens) : said->effort);
    if (!think.exact && !by_budget) target_.lose(place, "an effort became the nearest that ollama.chat has");
    if (!think.json.empty()) object_.raw("think", sdk::bytes(think.json));
  }

  bool is_limited() const { return sdk::has(request_, AIP_HAS_MAX_OUTPUT) && request_.max_output > 0; }

  bool any_option() const {
    constexpr std::uint64_t kOptions = AIP_HAS_TEMPERATURE | AIP_HAS_TOP_P | AIP_HAS_TOP_K | AIP_HAS_SEED |
                                       AIP_HAS_PRESENCE_PENALTY | AIP_HAS_FREQUENCY_PENALTY;
    return (request_.present & kOptions) != 0 || request_.stop_count != 0 || is_limited();
  }

  // The client's own object, where it has more than the tree holds, is an extra that stands for it.
  void options() {
    if (sdk::has(request_, AIP_HAS_MAX_OUTPUT) && !is_limited()) lose("max_tokens", "zero is no limit in ollama.chat");
    if (!any_option() || !object_.member("options")) return;
    json::Writer& out = target_.out;
    const auto write = [&](std::string_view key, std::uint64_t bit, auto value) {
      if (sdk::has(request_, bit)) out.key_raw(key).number(value);
    };
    out.begin_object();
    if (is_limited()) out.key_raw("num_predict").number(request_.max_output);
    write("temperature", AIP_HAS_TEMPERATURE, request_.temperature);
    write("top_p", AIP_HAS_TOP_P, request_.top_p);
    write("top_k", AIP_HAS_TOP_K, request_.top_k);
    write("seed", AIP_HAS_SEED, request_.seed);
    write("presence_penalty", AIP_HAS_PRESENCE_PENALTY, request_.presence_penalty);
    write("frequency_penalty", AIP_HAS_FREQUENCY_PENALTY, request_.frequency_penalty);
    const auto sequences = sdk::stop_sequences(request_);
    if (!sequences.empty()) {
      out.key_raw("stop").begin_array();
      for (const aip_bytes& sequence : sequences) out.string(sdk::view(sequence));
      out.end_array();
    }
    out.end_object();
  }

  void lose_unknown() const {
    if (sdk::has(request_, AIP_HAS_STORE)) lose("store", "not in ollama.chat");
    if (sdk::has(request_, AIP_HAS_CHOICES) && request_.choices > 1) lose("n", "ollama.chat gives one answer");
    if (sdk::present(request_.user)) lose("user", "not in ollama.chat");
    if (sdk::present(request_.metadata_json)) lose("metadata", "not in ollama.chat");
    if (sdk::present(request_.service_tier)) lose("service_tier", "not in ollama.chat");
    if (sdk::present(request_.cache_key)) lose("prompt_cache_key", "not in ollama.chat");
    if (sdk::present(request_.verbosity)) lose("verbosity", "not in ollama.chat");
  }

  void close() {
    lose_foreign(target_.env, request_.extras, target_.origin, Place());
    object_.close();
  }

  const Target& target_;
  const aip_request& request_;
  ObjectWriter object_;
};

}  // namespace

std::string encode_request(sdk::Env& env, std::uint32_t origin, const aip_request& request) {
  const bool any = request.operation == AIP_OP_GENERATE || request.operation == AIP_OP_EMBED ||
                   request.operation == AIP_OP_SHOW_MODEL;
  if (!any) return {};
  std::string body = convert::body_room(request);
  json::Writer out(body);
  const Target target{env, origin, request, out};
  if (request.operation == AIP_OP_EMBED) {
    RequestBody(target).embed();
  } else if (request.operation == AIP_OP_SHOW_MODEL) {
    RequestBody(target).show();
  } else {
    RequestBody(target).generate();
  }
  return body;
}

}  // namespace aipool::ollama
