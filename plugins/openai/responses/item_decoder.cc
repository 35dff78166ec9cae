// SPDX-License-Identifier: MIT
#include "plugins/openai/responses/item_decoder.h"

#include <utility>

namespace aipool::openai::responses {

ItemDecoder::Kind ItemDecoder::kind_of(json::Value type) {
  if (type.equals("message")) return Kind::kMessage;
  if (type.equals("reasoning")) return Kind::kThoughts;
  if (type.equals("function_call")) return Kind::kFunction;
  return type.equals("custom_tool_call") ? Kind::kCustom : Kind::kOther;
}

// Of hosts that do not announce their items.
ItemDecoder::Kind ItemDecoder::kind_by_event(std::string_view type) {
  if (type.starts_with("response.reasoning")) return Kind::kThoughts;
  const bool message = type.starts_with("response.output_text") || type.starts_with("response.refusal");
  return message ? Kind::kMessage : Kind::kUnknown;
}

// By the type of a part, or by the middle of an event's.
const ItemDecoder::Text* ItemDecoder::text_of(std::string_view type) {
  static constexpr struct {
    std::string_view part, event;
    Text text;
  } kTexts[] = {
      {"output_text", "output_text", {"text", AIP_PART_TEXT, 0, "content_index"}},
      {"refusal", "refusal", {"refusal", AIP_PART_REFUSAL, 0, "content_index"}},
      {"reasoning_text", "reasoning_text", {"text", AIP_PART_REASONING, 0, "content_index"}},
      {"summary_text", "reasoning_summary_text",
       {"text", AIP_PART_REASONING, AIP_PART_FLAG_SUMMARY, "summary_index"}},
  };
  for (const auto& row : kTexts) {
    if (type == row.part || type == row.event) return &row.text;
  }
  return nullptr;
}

// Some hosts announce an item again.
void ItemDecoder::begin(const Step& step, json::Value item) {
  if (std::exchange(announced_, true)) return;
  kind_ = kind_of(item.find("type"));
  id_ = item.find("id").string();
  keep_extras(step, item);
  if (is_call()) start_call(step, item);
}

void ItemDecoder::event(const Step& step, json::Value type, json::Value event) {
  if (ended_) return;
  const std::string_view whole = step.text(type);
  if (kind_ == Kind::kUnknown) kind_ = kind_by_event(whole);
  const std::size_t dot = whole.rfind('.');
  constexpr std::string_view kPrefix = "response.";
  if (!whole.starts_with(kPrefix) || dot < kPrefix.size()) return;
  const std::string_view what = whole.substr(kPrefix.size(), dot - kPrefix.size());
  const std::string_view step_of = whole.substr(dot + 1);
  if (what == "content_part" || what == "reasoning_summary_part") {
    const json::Value part = event.find("part");
    const Text* text = text_of(step.text(part.find("type")));
    if (text == nullptr) return;  // it comes with the whole item
    const std::int64_t at = event.find(text->position).int64().value_or(0);
    if (step_of == "added" && at >= known(*text)) start_part(step, *text, at);
    if (step_of == "done") whole_text(step, *text, part, at);
  } else if (what == "output_text.annotation") {
    if (open_ && event.find("annotation").is_object()) {
      step.emit(sdk::events::annotation(0, part_, event.find("annotation").raw(), step.origin));
      ++cited_;
    }
  } else if (what == "function_call_arguments" || what == "custom_tool_call_input") {
    if (!is_call() || !open_) return;
    if (step_of == "done") return unsaid(step, event.find(kind_ == Kind::kCustom ? "input" : "arguments"));
    const std::string_view piece = step.text(event.find("delta"));
    if (piece.empty()) return;
    said_ = true;
    step.emit(sdk::events::delta(0, part_, AIP_PART_TOOL_CALL, piece));
  } else if (const Text* text = text_of(what); text != nullptr && !is_call()) {
    if (step_of == "delta") delta(step, *text, event);
    if (step_of == "done" && is_open(*text, event.find(text->position).int64().value_or(0))) {
      unsaid(step, event.find(text->key));
    }
  }
}

void ItemDecoder::end(const Step& step, json::Value item) {
  if (ended_) return;
  if (!announced_ && !spoke_) {
    begin(step, item);
  } else if (extras_.count == 0) {
    keep_extras(step, item);
  }
  if (id_.empty()) id_ = item.find("id").string();
  if (kind_ == Kind::kMessage) {
    whole_list(step, item.find("content"), false);
  } else if (kind_ == Kind::kThoughts) {
    whole_list(step, item.find("summary"), true);
    whole_list(step, item.find("content"), false);
    seal(step, item);
  } else if (is_call()) {
    if (!spoke_) start_call(step, item);
    unsaid(step, item.find(kind_ == Kind::kCustom ? "input" : "arguments"));
  } else {
    aip_event opaque = sdk::events::make(AIP_EVENT_OPAQUE);
    opaque.json = sdk::bytes(item.raw());
    opaque.name = sdk::bytes(step.text(item.find("type")));
    opaque.id = sdk::bytes(id_);
    step.emit(opaque);
  }
  close(step);
}

void ItemDecoder::close(const Step& step) {
  shut(step);
  ended_ = true;
}

void ItemDecoder::start_part(const Step& step, const Text& text, std::int64_t at) {
  shut(step);
  at_ = at;
  known(text) = at + 1;
  part_ = next_part_++;
  part_kind_ = text.kind;
  part_flags_ = text.flags;
  spoke_ = open_ = true;
  step.emit(sdk::events::part_start(0, part_, text.kind, id_, {}, text.flags));
  if (extras_.count == 0) return;
  aip_event event = sdk::events::extra(0, extras_);  // of the item
  event.part = part_;
  event.part_kind = text.kind;
  step.emit(event);
  extras_ = {};
}

void ItemDecoder::start_call(const Step& step, json::Value item) {
  part_ = next_part_++;
  part_kind_ = AIP_PART_TOOL_CALL;
  spoke_ = open_ = true;
  const std::uint32_t flags = kind_ == Kind::kCustom ? AIP_PART_FLAG_CUSTOM : 0u;
  aip_event event = sdk::events::part_start(0, part_, AIP_PART_TOOL_CALL, step.text(item.find("call_id")),
                                            step.text(item.find("name")), flags);
  event.media_type = sdk::bytes(id_);
  event.extras = extras_;
  extras_ = {};
  step.emit(event);
}

void ItemDecoder::delta(const Step& step, const Text& text, json::Value event) {
  const std::int64_t at = event.find(text.position).int64().value_or(0);
  const std::string_view piece = step.text(event.find("delta"));
  if (!is_open(text, at) && at >= known(text)) start_part(step, text, at);
  if (!is_open(text, at)) return step.env.loss("/output/" + std::to_string(index_), "text of a part that has ended");
  logprobs(step, event.find("logprobs"));
  if (piece.empty()) return;
  said_ = true;
  step.emit(sdk::events::delta(0, part_, text.kind, piece));
}

// What stands in a whole of which no piece has come.
void ItemDecoder::unsaid(const Step& step, json::Value whole) {
  const std::string_view text = step.text(whole);
  if (said_ || !open_ || text.empty()) return;
  said_ = true;
  step.emit(sdk::events::delta(0, part_, part_kind_, text));
}

void ItemDecoder::logprobs(const Step& step, json::Value list) {
  if (!list.is_array() || list.size() == 0) return;
  aip_event event = sdk::events::logprobs(0, list.raw(), step.origin);
  event.part = part_;
  step.emit(event);
  probable_ = true;
}

void ItemDecoder::annotations(const Step& step, json::Value list) {
  std::size_t index = 0;
  for (const json::Value annotation : list.elements()) {
    if (index++ < cited_) continue;
    step.emit(sdk::events::annotation(0, part_, annotation.raw(), step.origin));
    ++cited_;
  }
}

void ItemDecoder::whole_text(const Step& step, const Text& text, json::Value part, std::int64_t at) {
  if (at >= known(text)) start_part(step, text, at);
  if (!is_open(text, at)) return;
  if (!probable_) logprobs(step, part.find("logprobs"));
  unsaid(step, part.find(text.key));
  annotations(step, part.find("annotations"));
}

void ItemDecoder::whole_list(const Step& step, json::Value list, bool summary) {
  std::int64_t at = 0;
  for (const json::Value part : list.elements()) {
    const Text* text = text_of(step.text(part.find("type")));
    const bool fits = text != nullptr && ((text->flags & AIP_PART_FLAG_SUMMARY) != 0) == summary;
    if (fits) {
      whole_text(step, *text, part, at);
    } else {
      step.env.loss("/output/" + std::to_string(index_) + "/content/" + std::to_string(at),
                    "a part of unknown type");
    }
    ++at;
  }
}

// What only the vendor can read signs the last of the thoughts, or is all that there is.
void ItemDecoder::seal(const Step& step, json::Value item) {
  const std::string_view sealed = step.text(item.find("encrypted_content"));
  if (!sealed.empty() && !spoke_) {
    start_part(step, {"", AIP_PART_REASONING, AIP_PART_FLAG_REDACTED, ""}, 0);
  }
  if (!sealed.empty() && open_) {
    step.emit(sdk::events::signature(0, part_, AIP_PART_REASONING, sealed, step.origin));
  }
  if (spoke_) return;
  aip_event opaque = sdk::events::make(AIP_EVENT_OPAQUE);
  opaque.json = sdk::bytes(item.raw());
  opaque.name = sdk::bytes("reasoning");
  opaque.id = sdk::bytes(id_);
  step.emit(opaque);
}

void ItemDecoder::keep_extras(const Step& step, json::Value item) {
  if (kind_ == Kind::kOther) return;
  AnswerExtras extras(step);
  extras.collect(item, {"type", "id", "status", "role", "content", "summary", "encrypted_content", "call_id", "name",
                        "arguments", "input"});
  if (!spoke_) {
    extras_ = extras.keep();
  } else if (open_) {
    extras.emit_part(0, part_, part_kind_);
  }
}

void ItemDecoder::shut(const Step& step) {
  if (open_) step.emit(sdk::events::part_end(0, part_, part_kind_));
  open_ = said_ = probable_ = false;
  cited_ = 0;
}

}  // namespace aipool::openai::responses
