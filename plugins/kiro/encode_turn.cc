// SPDX-License-Identifier: MIT
#include "plugins/kiro/encode_request.h"
#include "plugins/kiro/tool_names.h"

namespace aipool::kiro {
namespace {

// Empty lists are errors in some versions of the service.
void write_images(json::Writer& out, const Turn& turn) {
  if (turn.images.empty()) return;
  out.key("images").begin_array();
  for (const Image& image : turn.images) {
    out.begin_object().key("format").string(image.format).key("source").begin_object();
    out.key("bytes").string(image.base64).end_object().end_object();
  }
  out.end_array();
}

void write_results(json::Writer& out, const Turn& turn) {
  if (turn.results.empty()) return;
  out.key("toolResults").begin_array();
  for (const ToolResult& result : turn.results) {
    out.begin_object().key("toolUseId").string(result.id);
    out.key("status").string(result.failed ? std::string_view("error") : "success");
    out.key("content").begin_array().begin_object().key("text").string(result.text).end_object().end_array();
    out.end_object();
  }
  out.end_array();
}

void write_user(json::Writer& out, const TurnForm& form, const Turn& turn, std::string_view tools) {
  out.begin_object().key("userInputMessage").begin_object();
  out.key("content").string(turn.text).key("modelId").string(form.model_id).key("origin").string(form.origin);
  write_images(out, turn);
  if (!turn.results.empty() || !tools.empty()) {
    out.key("userInputMessageContext").begin_object();
    if (!tools.empty()) out.key("tools").raw(tools);
    write_results(out, turn);
    out.end_object();
  }
  out.end_object().end_object();
}

void write_assistant(json::Writer& out, const TurnForm& form, const Turn& turn) {
  out.begin_object().key("assistantResponseMessage").begin_object().key("content").string(turn.text);
  if (!turn.uses.empty()) {
    out.key("toolUses").begin_array();
    for (const ToolUse& use : turn.uses) {
      out.begin_object().key("toolUseId").string(use.id).key("name").string(tool_name(form.hash, use.name));
      out.key("input").raw(use.arguments).end_object();
    }
    out.end_array();
  }
  out.end_object().end_object();
}

}  // namespace

void write_turn(json::Writer& out, const TurnForm& form, const Turn& turn, std::string_view tools) {
  turn.assistant ? write_assistant(out, form, turn) : write_user(out, form, turn, tools);
}

}  // namespace aipool::kiro
