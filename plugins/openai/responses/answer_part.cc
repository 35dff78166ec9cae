// SPDX-License-Identifier: MIT
#include "plugins/openai/responses/answer_part.h"

namespace aipool::openai::responses {
namespace {

std::string_view id_prefix(ItemKind kind) {
  switch (kind) {
    case ItemKind::kMessage:
      return "msg_";
    case ItemKind::kThoughts:
      return "rs_";
    case ItemKind::kFunction:
      return "fc_";
    case ItemKind::kCustom:
      return "ctc_";
    case ItemKind::kImage:
    case ItemKind::kOpaque:
      break;
  }
  return "ig_";
}

void join(std::string& list, std::string_view object) {
  if (!list.empty()) list += ',';
  list += object;
}

}  // namespace

bool can_answer(sdk::Env& env, const aip_event& event, std::uint32_t origin) {
  bool can = false;
  switch (event.part_kind) {
    case AIP_PART_TEXT:
    case AIP_PART_REFUSAL:
    case AIP_PART_IMAGE:
      can = true;
      break;
    case AIP_PART_REASONING:
      can = event.origin == origin || (event.flags & AIP_PART_FLAG_REDACTED) == 0;
      break;
    case AIP_PART_TOOL_CALL:
      can = (event.flags & AIP_PART_FLAG_HOSTED) == 0;
      break;
    default:
      break;
  }
  if (event.choice != 0) can = false;
  if (!can) openai::responses::lose_event(env, event);
  return can;
}

void lose_event(sdk::Env& env, const aip_event& event) {
  std::string_view what = "a part that openai.responses has no form for";
  if (event.kind == AIP_EVENT_ANNOTATION) what = "a citation in another protocol's form";
  if (event.kind == AIP_EVENT_LOGPROBS) what = "log probabilities in another protocol's form";
  if (event.kind == AIP_EVENT_OPAQUE) what = "an item that only its own protocol knows";
  if (event.choice != 0) what = "another choice: openai.responses gives one answer";
  env.loss("/output/" + std::to_string(event.part), what);
}

ResponsePart::ResponsePart(sdk::Env& env, const aip_event& event, std::uint32_t origin, bool freeform)
    : part(event.part),
      kind(event.part_kind),
      flags(event.flags),
      own(event.origin == origin),
      name(sdk::view(event.name)) {
  const bool call = kind == AIP_PART_TOOL_CALL;
  wrapped = call && freeform && (flags & AIP_PART_FLAG_CUSTOM) == 0;
  if (wrapped) flags |= AIP_PART_FLAG_CUSTOM;
  const std::string_view known = own ? sdk::view(call ? event.media_type : event.id) : std::string_view();
  made = known.empty();
  item_id = made ? made_id(id_prefix(item()), env.call_id(), 0, event.part) : std::string(known);
  extras.take(env, event.extras, origin);
  if (!call) return;
  call_id = event.id.len != 0 ? std::string(sdk::view(event.id)) : made_id("call_", env.call_id(), 0, event.part);
}

ResponsePart::ResponsePart(const aip_event& opaque)
    : part(opaque.part), own(true), ended(true), item_id(sdk::view(opaque.id)), text(sdk::view(opaque.json)) {}

void ResponsePart::take_namespace(const Namespaces::Member* member) {
  if (kind != AIP_PART_TOOL_CALL || member == nullptr) return;
  name = member->name;
  space = member->space;
}

void ResponsePart::unwrap() {
  if (!wrapped) return;
  wrapped = false;
  json::Document document;
  if (document.parse(text) != json::Error::kNone) return;
  const json::Value input = document.root().find("input");
  if (input.is_string()) text = input.string();
}

ItemKind ResponsePart::item() const {
  switch (kind) {
    case AIP_PART_REASONING:
      return ItemKind::kThoughts;
    case AIP_PART_TOOL_CALL:
      return (flags & AIP_PART_FLAG_CUSTOM) != 0 ? ItemKind::kCustom : ItemKind::kFunction;
    case AIP_PART_IMAGE:
      return ItemKind::kImage;
    case AIP_PART_OPAQUE:
      return ItemKind::kOpaque;
    default:
      return ItemKind::kMessage;
  }
}

// Thoughts of other vendors go where clients look for what they may show.
const PartWords* ResponsePart::words() const {
  switch (kind) {
    case AIP_PART_TEXT:
      return &kTextWords;
    case AIP_PART_REFUSAL:
      return &kRefusalWords;
    case AIP_PART_REASONING:
      if ((flags & AIP_PART_FLAG_REDACTED) != 0) return nullptr;
      return own && (flags & AIP_PART_FLAG_SUMMARY) == 0 ? &kThoughtWords : &kSummaryWords;
    case AIP_PART_TOOL_CALL:
      return (flags & AIP_PART_FLAG_CUSTOM) != 0 ? &kInputWords : &kArgumentWords;
    default:
      return nullptr;
  }
}

std::string ResponsePart::write(bool begun) const {
  std::string object;
  json::Writer out(object);
  const std::string_view said = begun ? std::string_view() : std::string_view(text);
  out.begin_object();
  if (kind == AIP_PART_TEXT) {
    out.key("type").string("output_text").key("text").string(said);
    out.key("annotations").begin_array();
    if (!begun) {
      for (const std::string& annotation : annotations) out.raw(annotation);
    }
    out.end_array();
    out.key("logprobs").raw("[" + (begun ? std::string() : logprobs) + "]");
  } else if (kind == AIP_PART_REFUSAL) {
    out.key("type").string("refusal").key("refusal").string(said);
  } else {
    out.key("type").string(is_summary() ? "summary_text" : "reasoning_text").key("text").string(said);
  }
  out.end_object();
  return object;
}

bool OutputItem::takes(const ResponsePart& part) const {
  if (part.item() != kind_ || (kind_ != ItemKind::kMessage && kind_ != ItemKind::kThoughts)) return false;
  if (!made_ && !part.made) return part.item_id == id_;
  return kind_ == ItemKind::kMessage && made_ && part.made;
}

void OutputItem::add(const ResponsePart& part) {
  extras_ = part.extras.empty() ? extras_ : part.extras;
  if (!part.signature.empty()) seal_ = part.signature;
  switch (kind_) {
    case ItemKind::kMessage:
      return join(content_, part.write(false));
    case ItemKind::kThoughts:
      if (part.words() != nullptr) join(part.is_summary() ? summary_ : content_, part.write(false));
      return;
    case ItemKind::kOpaque:
      whole_ = part.text;
      return;
    case ItemKind::kFunction:
    case ItemKind::kCustom:
    case ItemKind::kImage:
      break;
  }
  json::Writer out(whole_);
  write_call(out, part, false);
}

// Members of an open object.
void OutputItem::write_call(json::Writer& out, const ResponsePart& call, bool begun) const {
  const std::string_view text = begun ? std::string_view() : std::string_view(call.text);
  if (kind_ == ItemKind::kImage) {
    out.key("result");
    begun ? out.null() : out.string(text);
    return;
  }
  out.key("call_id").string(call.call_id).key("name").string(call.name);
  if (!call.space.empty()) out.key(kNamespace).string(call.space);
  out.key(kind_ == ItemKind::kCustom ? "input" : "arguments").string(text);
}

std::string OutputItem::write_begun(const ResponsePart& first) const {
  if (kind_ == ItemKind::kOpaque) return first.text;
  OutputItem empty(first);
  empty.extras_ = first.extras;
  if (kind_ != ItemKind::kMessage && kind_ != ItemKind::kThoughts) {
    json::Writer out(empty.whole_);
    write_call(out, first, true);
  }
  return empty.write("in_progress");
}

std::string OutputItem::write(std::string_view status) const {
  if (kind_ == ItemKind::kOpaque) return whole_;
  std::string item;
  json::Writer out(item);
  out.begin_object().key("id").string(id_);
  if (kind_ == ItemKind::kMessage) {
    out.key("type").string("message").key("status").string(status).key("role").string("assistant");
    out.key("content").raw("[" + content_ + "]");
  } else if (kind_ == ItemKind::kThoughts) {
    out.key("type").string("reasoning").key("summary").raw("[" + summary_ + "]");
    if (!content_.empty()) out.key("content").raw("[" + content_ + "]");
    if (!seal_.empty()) out.key("encrypted_content").string(seal_);
  } else {
    const bool image = kind_ == ItemKind::kImage;
    const bool custom = kind_ == ItemKind::kCustom;
    out.key("type").string(image ? "image_generation_call" : (custom ? "custom_tool_call" : "function_call"));
    out.key("status").string(status);
    item.append(",").append(whole_);
  }
  extras_.write(out);
  out.end_object();
  return item;
}

}  // namespace aipool::openai::responses
