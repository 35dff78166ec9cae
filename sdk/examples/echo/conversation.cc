// SPDX-License-Identifier: MIT
#include "conversation.h"

#include <span>
#include <utility>

namespace echo {
namespace {

namespace sdk = aipool::sdk;

void append_line(std::string& text, std::string_view line) {
  if (!text.empty()) text += '\n';
  text += line;
}

std::string text_of(const aip_part& result) {
  std::string text(sdk::view(result.text));
  for (const aip_part& part : sdk::children(result)) text += sdk::view(part.text);
  return text;
}

Turn turn_of(const aip_message& message, std::size_t& bytes) {
  Turn turn;
  turn.role = message.role;
  for (const aip_part& part : sdk::parts(message)) {
    if (part.kind == AIP_PART_TEXT) append_line(turn.text, sdk::view(part.text));
    if (part.kind == AIP_PART_TOOL_CALL) ++turn.calls;
    if (part.kind == AIP_PART_TOOL_RESULT) turn.results.push_back(text_of(part));
    bytes += part.text.len + part.json.len;
  }
  for (const std::string& result : turn.results) bytes += result.size();
  return turn;
}

std::string forced_tool(const aip_request& request, const std::vector<Tool>& tools) {
  const aip_tool_choice* choice = request.tool_choice;
  if (choice == nullptr || tools.empty()) return {};
  const bool required = choice->mode == AIP_CHOICE_REQUIRED || (choice->flags & AIP_CHOICE_FLAG_REQUIRED) != 0;
  if (choice->mode == AIP_CHOICE_NAMED || choice->mode == AIP_CHOICE_SUBSET) {
    if (choice->mode == AIP_CHOICE_SUBSET && !required) return {};
    const std::span<const aip_bytes> names = sdk::names(*choice);
    return names.empty() ? tools.front().name : std::string(sdk::view(names.front()));
  }
  return required ? tools.front().name : std::string();
}

}  // namespace

std::uint64_t estimated_tokens(std::size_t bytes) { return bytes < 4 ? 1 : (bytes + 3) / 4; }

Conversation conversation_of(const aip_request& request) {
  Conversation all;
  const aip_bytes model = request.upstream_model.len != 0 ? request.upstream_model : request.client_model;
  all.model = sdk::view(model);
  std::size_t bytes = 0;
  for (const aip_message& message : sdk::messages(request)) {
    Turn turn = turn_of(message, bytes);
    if (turn.role == AIP_ROLE_SYSTEM || turn.role == AIP_ROLE_DEVELOPER) continue;
    all.turns.push_back(std::move(turn));
  }
  for (const aip_tool& tool : sdk::tools(request)) {
    all.tools.push_back({std::string(sdk::view(tool.name)), std::string(sdk::view(tool.schema_json))});
  }
  all.forced_tool = forced_tool(request, all.tools);
  if (request.format != nullptr) {
    all.schema = sdk::view(request.format->schema_json);
    all.wants_json = request.format->kind == AIP_FORMAT_JSON;
  }
  all.input_tokens = estimated_tokens(bytes);
  return all;
}

}  // namespace echo
