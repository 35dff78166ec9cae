// SPDX-License-Identifier: MIT
#include "plugins/claude/decode_request.h"

#include "plugins/claude/error.h"

namespace aipool::claude {
namespace {

constexpr std::string_view kThread = "thread";

// Read by inspect(), or by a decoder of its own.
bool taken_elsewhere(std::string_view key) {
  static constexpr json::Names kElsewhere("model", "messages", "stream", "system", "tools", "tool_choice");
  return kElsewhere.contains(key);
}

void take_stop(const Source& source, json::Value value, const Place& place, aip_request& request) {
  const auto stop = source.env.array<aip_bytes>(source.array_at(value, place).size());
  std::size_t index = 0;
  for (const json::Value item : value.elements()) {
    stop[index] = source.string_at(item, place.at(index));
    ++index;
  }
  request.stop = stop.data();
  request.stop_count = stop.size();
}

// True: all of the member is in the tree.
bool take(const Source& source, std::string_view key, json::Value value, const Place& place, aip_request& to) {
  if (key == "max_tokens") {
    to.max_output = source.integer_at(value, place);
    to.present |= AIP_HAS_MAX_OUTPUT;
  } else if (key == "temperature") {
    to.temperature = source.number_at(value, place);
    to.present |= AIP_HAS_TEMPERATURE;
  } else if (key == "top_p") {
    to.top_p = source.number_at(value, place);
    to.present |= AIP_HAS_TOP_P;
  } else if (key == "top_k") {
    to.top_k = source.integer_at(value, place);
    to.present |= AIP_HAS_TOP_K;
  } else if (key == "stop_sequences") {
    take_stop(source, value, place, to);
  } else if (key == "metadata") {
    to.user = source.optional_string(source.object_at(value, place), "user_id", place);
    return !has_others(value, {"user_id"});
  } else if (key == "thinking") {
    return !has_others(source.object_at(value, place), {"type", "budget_tokens", "display"});
  } else if (key == "output_config") {
    return !has_others(source.object_at(value, place), {"effort", "format"});
  } else {
    return false;
  }
  return true;
}

// A thread's earlier messages are kept by the vendor's server, where no other can see them.
void refuse_thread(json::Value root) {
  if (!given(root.find(kThread))) return;
  throw sdk::Fault{AIP_E_INVALID_REQUEST, "Message threads are not supported here; send the whole history.",
                   std::string(kThread), "invalid_request_error", std::string(kThreadUnsupported)};
}

}  // namespace

void decode_request(const Source& source, aip_request& request) {
  if (request.operation != AIP_OP_GENERATE && request.operation != AIP_OP_COUNT_TOKENS) return;
  json::Document document;
  const json::Value root = body_of(document, request);
  refuse_thread(root);
  const Place body;
  ExtraList extras(source);
  std::uint32_t ordinal = 0;
  for (const json::Member member : root.members()) {
    const std::string_view key = sdk::view(source.text(member.key));
    const bool taken = taken_elsewhere(key) || (!member.value.is_null() && take(source, key, member.value, body.key(key), request));
    if (!taken) extras.add(ordinal, member);
    ++ordinal;
  }
  request.extras = extras.take();
  decode_thinking(source, root, request);
  decode_messages(source, root, request);
  decode_tools(source, root, request);
}

}  // namespace aipool::claude
