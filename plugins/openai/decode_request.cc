// SPDX-License-Identifier: MIT
#include "plugins/openai/decode_request.h"

#include <algorithm>
#include <array>

#include "plugins/openai/convert.h"
#include "plugins/openai/effort.h"

namespace aipool::openai {
namespace {

struct Number {
  std::string_view key;
  std::uint64_t bit;
  double aip_request::*field;
};
constexpr Number kNumbers[] = {
    {"temperature", AIP_HAS_TEMPERATURE, &aip_request::temperature},
    {"top_p", AIP_HAS_TOP_P, &aip_request::top_p},
    {"presence_penalty", AIP_HAS_PRESENCE_PENALTY, &aip_request::presence_penalty},
    {"frequency_penalty", AIP_HAS_FREQUENCY_PENALTY, &aip_request::frequency_penalty},
};

struct Integer {
  std::string_view key;
  std::uint64_t bit;
  std::int64_t aip_request::*field;
};
constexpr Integer kIntegers[] = {
    {"top_k", AIP_HAS_TOP_K, &aip_request::top_k},
    {"max_completion_tokens", AIP_HAS_MAX_OUTPUT, &aip_request::max_output},
    {"seed", AIP_HAS_SEED, &aip_request::seed},
    {"n", AIP_HAS_CHOICES, &aip_request::choices},
    {"top_logprobs", AIP_HAS_TOP_LOGPROBS, &aip_request::top_logprobs},
};

struct Flag {
  std::string_view key;
  std::uint64_t bit;
  std::uint32_t flag;
};
constexpr Flag kFlags[] = {
    {"logprobs", AIP_HAS_LOGPROBS, AIP_REQUEST_LOGPROBS},
    {"parallel_tool_calls", AIP_HAS_PARALLEL_TOOLS, AIP_REQUEST_PARALLEL_TOOLS},
    {"store", AIP_HAS_STORE, AIP_REQUEST_STORE},
};

struct Text {
  std::string_view key;
  aip_bytes aip_request::*field;
};
constexpr Text kTexts[] = {
    {"user", &aip_request::user},
    {"service_tier", &aip_request::service_tier},
    {"prompt_cache_key", &aip_request::cache_key},
    {"verbosity", &aip_request::verbosity},
};

template <class Row, std::size_t Size>
const Row* row_of(const Row (&table)[Size], std::string_view key) {
  const auto row = std::find_if(std::begin(table), std::end(table), [&](const Row& r) { return r.key == key; });
  return row == std::end(table) ? nullptr : row;
}

bool take_scalar(const Source& source, std::string_view key, json::Value value, const Place& place, aip_request& to) {
  if (const Number* row = row_of(kNumbers, key)) {
    to.*row->field = source.number_at(value, place);
    to.present |= row->bit;
  } else if (const Integer* integer = row_of(kIntegers, key)) {
    to.*integer->field = source.integer_at(value, place);
    to.present |= integer->bit;
  } else if (const Flag* flag = row_of(kFlags, key)) {
    to.flags &= ~flag->flag;
    if (source.boolean_at(value, place)) to.flags |= flag->flag;
    to.present |= flag->bit;
  } else if (const Text* text = row_of(kTexts, key)) {
    to.*text->field = source.string_at(value, place);
  } else {
    return false;
  }
  return true;
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

// Read by inspect(), or by a decoder of its own.
bool taken_elsewhere(std::string_view key) {
  static constexpr json::Names kElsewhere("model", "messages", "stream", "tools", "tool_choice", "functions",
                                          "function_call");
  return kElsewhere.contains(key);
}

class TopLevel {
 public:
  TopLevel(const Source& source, json::Value root, aip_request& request)
      : source_(source), root_(root), request_(request), extras_(source), reasoning_(source) {}

  void decode() {
    std::uint32_t ordinal = 0;
    for (const json::Member member : root_.members()) {
      if (!take(member, ordinal)) extras_.add(ordinal, member);
      ++ordinal;
    }
    request_.extras = extras_.take();
    const aip_extras forms = reasoning_.take();
    request_.reasoning = decode_reasoning(source_, root_, forms);
  }

 private:
  bool take(const json::Member& member, std::uint32_t ordinal) {
    const std::string_view key = sdk::view(source_.text(member.key));
    const json::Value value = member.value;
    const Place body;
    const Place place = body.key(key);
    if (taken_elsewhere(key)) return true;
    if (key == "stream_options") return !value.is_object() || !has_others(value, {"include_usage"});
    if (is_reasoning_form(key)) return value.is_null() || take_reasoning(key, member, ordinal);
    if (value.is_null()) return is_known(key);
    if (key == "max_tokens") return take_max_tokens(value, place);
    if (key == "stop") return take_stop(source_, value, place, request_), true;
    if (key == "metadata") return request_.metadata_json = source_.raw(source_.object_at(value, place)), true;
    if (key == "response_format") return decode_format(source_, value, request_), true;
    return take_scalar(source_, key, value, place, request_);
  }

  static bool is_known(std::string_view key) {
    constexpr std::array kOthers = {"max_tokens", "stop", "metadata", "response_format"};
    return row_of(kNumbers, key) || row_of(kIntegers, key) || row_of(kFlags, key) || row_of(kTexts, key) ||
           std::find(kOthers.begin(), kOthers.end(), key) != kOthers.end();
  }

  // The newer name wins where both are sent; the older one then stays an extra.
  bool take_max_tokens(json::Value value, const Place& place) {
    if (given(root_.find("max_completion_tokens"))) return false;
    request_.max_output = source_.integer_at(value, place);
    request_.present |= AIP_HAS_MAX_OUTPUT;
    return true;
  }

  // The plain effort is mapped whole; what compatible hosts have invented is mapped and also kept as it came.
  bool take_reasoning(std::string_view key, const json::Member& member, std::uint32_t ordinal) {
    if (key == "reasoning_effort") return effort_of(member.value) != 0;
    reasoning_.add(ordinal, member);
    return true;
  }

  const Source& source_;
  const json::Value root_;
  aip_request& request_;
  ExtraList extras_;
  ExtraList reasoning_;
};

}  // namespace

void decode_request(const Source& source, aip_request& request) {
  if (request.operation == AIP_OP_EMBED) return decode_embedding(source, request);
  if (request.operation != AIP_OP_GENERATE) return;
  json::Document document;
  const json::Value root = body_of(document, request);
  TopLevel(source, root, request).decode();
  decode_messages(source, root.find("messages"), request);
  decode_tools(source, root, request);
}

}  // namespace aipool::openai
