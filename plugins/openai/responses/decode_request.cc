// SPDX-License-Identifier: MIT
#include "plugins/openai/responses/decode_request.h"

#include <algorithm>

#include "plugins/openai/responses/words.h"

namespace aipool::openai::responses {
namespace {

class TopMembers {
 public:
  TopMembers(const Source& source, json::Value root, aip_request& request)
      : source_(source), root_(root), request_(request), extras_(source) {}

  void decode() {
    std::uint32_t ordinal = 0;
    for (const json::Member member : root_.members()) {
      if (!take(sdk::view(source_.text(member.key)), member.value)) extras_.add(ordinal, member);
      ++ordinal;
    }
    request_.extras = extras_.take();
  }

 private:
  // Read by inspect(), or by a decoder of its own.
  static bool taken_elsewhere(std::string_view key) {
    constexpr std::string_view kElsewhere[] = {"model", "input", "instructions", "stream", "tools", "tool_choice",
                                               "previous_response_id"};
    return std::find(std::begin(kElsewhere), std::end(kElsewhere), key) != std::end(kElsewhere);
  }

  bool take(std::string_view key, json::Value value) {
    const Place body;
    const Place place = body.key(key);
    if (taken_elsewhere(key)) return true;
    if (key == "include") return include(value, place);
    if (value.is_null()) return is_mapped(key);
    if (key == "text") return decode_text(source_, value, request_);
    if (key == "reasoning") return reasoning(value, place), true;
    if (key == "metadata") return request_.metadata_json = source_.raw(source_.object_at(value, place)), true;
    return number(key, value, place) || integer(key, value, place) || flag(key, value, place) || word(key, value, place);
  }

  static bool is_mapped(std::string_view key) {
    constexpr std::string_view kMapped[] = {
        "text",  "reasoning",           "metadata", "temperature", "top_p", "max_output_tokens", "top_logprobs",
        "store", "parallel_tool_calls", "user",     "service_tier", "prompt_cache_key"};
    return std::find(std::begin(kMapped), std::end(kMapped), key) != std::end(kMapped);
  }

  bool number(std::string_view key, json::Value value, const Place& place) {
    if (key != "temperature" && key != "top_p") return false;
    const bool temperature = key == "temperature";
    (temperature ? request_.temperature : request_.top_p) = source_.number_at(value, place);
    request_.present |= temperature ? AIP_HAS_TEMPERATURE : AIP_HAS_TOP_P;
    return true;
  }

  bool integer(std::string_view key, json::Value value, const Place& place) {
    if (key != "max_output_tokens" && key != "top_logprobs") return false;
    const bool limit = key == "max_output_tokens";
    (limit ? request_.max_output : request_.top_logprobs) = source_.integer_at(value, place);
    request_.present |= limit ? AIP_HAS_MAX_OUTPUT : AIP_HAS_TOP_LOGPROBS;
    return true;
  }

  bool flag(std::string_view key, json::Value value, const Place& place) {
    if (key == "store") return true;  // inspect() has read it
    if (key != "parallel_tool_calls") return false;
    request_.flags &= ~AIP_REQUEST_PARALLEL_TOOLS;
    if (source_.boolean_at(value, place)) request_.flags |= AIP_REQUEST_PARALLEL_TOOLS;
    request_.present |= AIP_HAS_PARALLEL_TOOLS;
    return true;
  }

  bool word(std::string_view key, json::Value value, const Place& place) {
    if (key == "user") return request_.user = source_.string_at(value, place), true;
    if (key == "service_tier") return request_.service_tier = source_.string_at(value, place), true;
    if (key == "prompt_cache_key") return request_.cache_key = source_.string_at(value, place), true;
    return false;
  }

  // Of all that may be included the tree has a word for log probabilities; a list that holds more is kept whole as well.
  bool include(json::Value value, const Place& place) {
    if (value.is_null()) return true;
    bool all = true;
    for (const json::Value item : source_.array_at(value, place).elements()) {
      const bool logprobs = item.equals(kLogprobs);
      all = all && logprobs;
      if (!logprobs) continue;
      request_.present |= AIP_HAS_LOGPROBS;
      request_.flags |= AIP_REQUEST_LOGPROBS;
    }
    return all && value.size() != 0;
  }

  void reasoning(json::Value value, const Place& place) {
    source_.object_at(value, place);
    aip_reasoning* to = source_.env.make<aip_reasoning>();
    to->origin = source_.origin;
    to->budget_tokens = -1;
    to->effort = effort_of(value.find("effort"));
    to->display = source_.optional_string(value, "summary", place);
    const bool known = to->effort != 0 || !given(value.find("effort"));
    to->extras = known ? extras_of(source_, value, {"effort", "summary"}) : extras_of(source_, value, {"summary"});
    request_.reasoning = to;
  }

  const Source& source_;
  const json::Value root_;
  aip_request& request_;
  ExtraList extras_;
};

}  // namespace

void decode_request(const Source& source, aip_request& request) {
  const bool has_body = request.operation == AIP_OP_GENERATE || request.operation == AIP_OP_COUNT_TOKENS ||
                        request.operation == AIP_OP_COMPACT;
  if (!has_body) return;
  json::Document document;
  const json::Value root = body_of(document, request);
  TopMembers(source, root, request).decode();
  decode_input(source, root, request);
  decode_tools(source, root, request);
}

}  // namespace aipool::openai::responses
