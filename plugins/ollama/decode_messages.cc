// SPDX-License-Identifier: MIT
#include <span>
#include <vector>

#include "plugins/ollama/call_matcher.h"
#include "plugins/ollama/decode_request.h"
#include "plugins/ollama/media.h"

namespace aipool::ollama {
namespace {

aip_enum role_of(json::Value word) {
  if (word.equals("user")) return AIP_ROLE_USER;
  if (word.equals("assistant")) return AIP_ROLE_ASSISTANT;
  if (word.equals("system")) return AIP_ROLE_SYSTEM;
  if (word.equals("developer")) return AIP_ROLE_DEVELOPER;
  return word.equals("tool") ? AIP_ROLE_TOOL : AIP_ROLE_OPAQUE;
}

bool is_address(std::string_view image) { return image.starts_with("https://") || image.starts_with("http://"); }

class TurnParts {
 public:
  explicit TurnParts(const Source& source) : source_(source) {}

  void text(aip_enum kind, aip_bytes text) {
    if (text.len != 0) add(kind).text = text;
  }

  // Clients that leave a data URL as it is, or send an address, are understood.
  void images(json::Value list, const Place& place) {
    if (given(list)) source_.array_at(list, place);
    std::size_t index = 0;
    for (const json::Value item : list.elements()) {
      const aip_bytes said = source_.string_at(item, place.at(index++));
      if (is_address(sdk::view(said))) {
        add(AIP_PART_IMAGE).uri = said;
        continue;
      }
      const auto url = data_url(sdk::view(said));
      const MediaKind kind = media_kind(url ? url->base64 : sdk::view(said));
      aip_part& part = add(kind.part);
      part.data = url ? sdk::bytes(url->base64) : said;
      const std::string_view type = url && kind.media_type.empty() ? url->media_type : kind.media_type;
      if (!type.empty()) part.media_type = sdk::bytes(type);
    }
  }

  void calls(json::Value list, const Place& place, CallMatcher& calls) {
    if (given(list)) source_.array_at(list, place);
    std::size_t index = 0;
    for (const json::Value item : list.elements()) {
      call(item, place.at(index++), add(AIP_PART_TOOL_CALL));
      calls.add(parts_.back());
    }
  }

  bool empty() const { return parts_.empty(); }
  std::span<const aip_part> take() const { return source_.env.copy(std::span<const aip_part>(parts_)); }
  // A text that says nothing, for a turn that has nothing else.
  void silence() { add(AIP_PART_TEXT).text = sdk::bytes(""); }

 private:
  aip_part& add(aip_enum kind) {
    aip_part part{};
    part.struct_size = sizeof part;
    part.kind = kind;
    part.origin = source_.origin;
    return parts_.emplace_back(part);
  }

  // {"id", "type", "function": {"index", "name", "arguments": {}}}; some clients have the arguments as text.
  void call(json::Value value, const Place& place, aip_part& part) const {
    const json::Value body = source_.required_object(source_.object_at(value, place), "function", place);
    const Place inner = place.key("function");
    part.id = source_.optional_string(value, "id", place);
    part.name = source_.required_string(body, "name", inner);
    const json::Value arguments = body.find("arguments");
    if (given(arguments) && !arguments.is_object() && !arguments.is_string()) {
      refuse(inner.key("arguments"), "must be an object");
    }
    part.json = sdk::bytes("{}");
    if (given(arguments)) part.json = arguments.is_string() ? source_.text(arguments) : source_.raw(arguments);
    const bool whole = has_others(body, {"index", "name", "arguments"});
    part.extras = extras_of(source_, value, {"id", "type", whole ? "type" : "function"});
  }

  const Source& source_;
  std::vector<aip_part> parts_;
};

void read_result(const Source& source, json::Value value, const Place& place, CallMatcher& calls,
                 aip_message& message) {
  TurnParts content(source);
  content.text(AIP_PART_TEXT, source.optional_string(value, "content", place));
  content.images(value.find("images"), place.key("images"));
  const auto parts = source.env.array<aip_part>(1);
  aip_part& result = parts[0];
  result.kind = AIP_PART_TOOL_RESULT;
  result.origin = source.origin;
  result.id = source.optional_string(value, "tool_call_id", place);
  result.name = source.optional_string(value, "tool_name", place);
  calls.answer(result);
  sdk::set_children(result, content.take());
  sdk::set_parts(message, parts);
  message.extras = extras_of(source, value, {"role", "content", "images", "tool_name", "tool_call_id"});
}

void read_turn(const Source& source, json::Value value, const Place& place, CallMatcher& calls, aip_message& message) {
  TurnParts parts(source);
  parts.text(AIP_PART_REASONING, source.optional_string(value, "thinking", place));
  parts.text(AIP_PART_TEXT, source.optional_string(value, "content", place));
  parts.images(value.find("images"), place.key("images"));
  parts.calls(value.find("tool_calls"), place.key("tool_calls"), calls);
  if (parts.empty()) parts.silence();
  sdk::set_parts(message, parts.take());
  message.flags |= AIP_MESSAGE_FLAG_PLAIN;
  message.extras = extras_of(source, value, {"role", "content", "thinking", "images", "tool_calls"});
}

[[noreturn]] void refuse_loading(const Place& place) {
  refuse(place, "must not be empty: only an Ollama upstream can load or unload a model");
}

void add_prompt(const Source& source, aip_enum role, std::span<const aip_part> parts, aip_message& message) {
  message.role = role;
  message.origin = source.origin;
  message.flags = AIP_MESSAGE_FLAG_PLAIN;
  sdk::set_parts(message, parts);
}

}  // namespace

void decode_messages(const Source& source, json::Value root, aip_request& request) {
  const Place body;
  const Place place = body.key("messages");
  const json::Value messages = root.find("messages");
  if (!given(messages) || source.array_at(messages, place).size() == 0) refuse_loading(place);
  const auto all = source.env.array<aip_message>(messages.size());
  CallMatcher calls(source);
  std::size_t index = 0;
  for (const json::Value value : messages.elements()) {
    const Place here = place.at(index);
    aip_message& message = all[index++];
    message.origin = source.origin;
    message.role = role_of(source.object_at(value, here).find("role"));
    if (message.role == AIP_ROLE_OPAQUE) message.name = source.required_string(value, "role", here);
    if (message.role != AIP_ROLE_ASSISTANT) calls.begin_turn();
    (message.role == AIP_ROLE_TOOL ? read_result : read_turn)(source, value, here, calls, message);
  }
  sdk::set_messages(request, all);
}

void decode_prompt(const Source& source, json::Value root, aip_request& request) {
  const Place body;
  TurnParts prompt(source);
  prompt.text(AIP_PART_TEXT, source.optional_string(root, "prompt", body));
  prompt.images(root.find("images"), body.key("images"));
  if (prompt.empty()) refuse_loading(body.key("prompt"));
  TurnParts system(source);
  system.text(AIP_PART_TEXT, source.optional_string(root, "system", body));
  const auto all = source.env.array<aip_message>(system.empty() ? 1 : 2);
  if (!system.empty()) add_prompt(source, AIP_ROLE_SYSTEM, system.take(), all[0]);
  add_prompt(source, AIP_ROLE_USER, prompt.take(), all[all.size() - 1]);
  sdk::set_messages(request, all);
}

}  // namespace aipool::ollama
