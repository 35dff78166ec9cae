// SPDX-License-Identifier: MIT
#include "plugins/claude/block_decoder.h"

namespace aipool::claude {
namespace {

// The block with the input that came in pieces.
std::string with_input(std::string_view block, std::string_view input) {
  json::Document document;
  if (input.empty() || document.parse(block) != json::Error::kNone) return std::string(block);
  std::string text;
  json::Writer out(text);
  out.begin_object();
  for (const json::Member member : document.root().members()) {
    out.key_raw(member.key.string_raw()).raw(member.key.equals("input") ? input : member.value.raw());
  }
  out.end_object();
  return text;
}

}  // namespace

void BlockDecoder::start(const Step& step, json::Value block, std::uint32_t part) {
  if (open_) stop(step);
  open_ = true;
  part_ = part;
  const json::Value type = block.find("type");
  if (type.equals("text")) return start_text(step, block);
  if (type.equals("thinking") || type.equals("redacted_thinking")) return start_thinking(step, block);
  if (type.equals("tool_use")) return start_call(step, block);
  kind_ = AIP_PART_OPAQUE;
  opaque_ = block.raw();
  opaque_type_ = type.string();
  input_.clear();
}

void BlockDecoder::start_text(const Step& step, json::Value block) {
  kind_ = AIP_PART_TEXT;
  AnswerExtras extras(step);
  extras.collect(block, {"type", "text", "citations"});
  emit_start(step, sdk::events::part_start(0, part_, kind_), extras);
  emit_text(step, step.text(block.find("text")));
  for (const json::Value citation : block.find("citations").elements()) {
    step.emit(sdk::events::annotation(0, part_, citation.raw(), step.origin));
  }
}

void BlockDecoder::start_thinking(const Step& step, json::Value block) {
  kind_ = AIP_PART_REASONING;
  const bool redacted = block.find("type").equals("redacted_thinking");
  AnswerExtras extras(step);
  extras.collect(block, {"type", "thinking", "signature", "data"});
  const std::uint32_t flags = redacted ? AIP_PART_FLAG_REDACTED : 0u;
  emit_start(step, sdk::events::part_start(0, part_, kind_, {}, {}, flags), extras);
  emit_text(step, step.text(block.find("thinking")));
  emit_signature(step, step.text(block.find(redacted ? "data" : "signature")));
}

void BlockDecoder::start_call(const Step& step, json::Value block) {
  kind_ = AIP_PART_TOOL_CALL;
  AnswerExtras extras(step);
  extras.collect(block, {"type", "id", "name", "input"});
  emit_start(step, sdk::events::part_start(0, part_, kind_, step.text(block.find("id")), step.text(block.find("name"))),
             extras);
  const json::Value input = block.find("input");
  if (input.size() != 0) emit_text(step, input.raw());
}

void BlockDecoder::delta(const Step& step, json::Value delta) {
  if (!open_) return;
  const json::Value type = delta.find("type");
  if (type.equals("input_json_delta")) {
    const std::string_view piece = step.text(delta.find("partial_json"));
    kind_ == AIP_PART_OPAQUE ? static_cast<void>(input_ += piece) : emit_text(step, piece);
  } else if (type.equals("text_delta")) {
    emit_text(step, step.text(delta.find("text")));
  } else if (type.equals("thinking_delta")) {
    emit_text(step, step.text(delta.find("thinking")));
  } else if (type.equals("signature_delta")) {
    emit_signature(step, step.text(delta.find("signature")));
  } else if (type.equals("citations_delta")) {
    step.emit(sdk::events::annotation(0, part_, delta.find("citation").raw(), step.origin));
  }
}

void BlockDecoder::stop(const Step& step) {
  if (!open_) return;
  open_ = false;
  if (kind_ != AIP_PART_OPAQUE) return step.emit(sdk::events::part_end(0, part_, kind_));
  const std::string block = with_input(opaque_, input_);
  aip_event event = sdk::events::make(AIP_EVENT_OPAQUE);
  event.part = part_;
  event.name = sdk::bytes(opaque_type_);
  event.json = sdk::bytes(block);
  step.emit(event);
}

void BlockDecoder::emit_start(const Step& step, aip_event event, const AnswerExtras& extras) const {
  event.extras = extras.get();
  step.emit(event);
}

void BlockDecoder::emit_text(const Step& step, std::string_view text) const {
  if (!text.empty() && kind_ != AIP_PART_OPAQUE) step.emit(sdk::events::delta(0, part_, kind_, text));
}

void BlockDecoder::emit_signature(const Step& step, std::string_view text) const {
  if (!text.empty() && kind_ == AIP_PART_REASONING) {
    step.emit(sdk::events::signature(0, part_, kind_, text, step.origin));
  }
}

}  // namespace aipool::claude
