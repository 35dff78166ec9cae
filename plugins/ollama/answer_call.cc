// SPDX-License-Identifier: MIT
#include "plugins/ollama/answer_call.h"

namespace aipool::ollama {

bool can_answer(sdk::Env& env, const aip_event& event) {
  bool can = event.choice == 0;
  switch (event.part_kind) {
    case AIP_PART_TEXT:
    case AIP_PART_REFUSAL:
      break;
    case AIP_PART_REASONING:
      can = can && (event.flags & AIP_PART_FLAG_REDACTED) == 0;
      break;
    case AIP_PART_TOOL_CALL:
      can = can && (event.flags & AIP_PART_FLAG_HOSTED) == 0;
      break;
    default:
      can = false;
  }
  if (!can) lose_event(env, event);
  return can;
}

void lose_event(sdk::Env& env, const aip_event& event) {
  std::string_view what = "a part that ollama.chat has no form for";
  if (event.kind == AIP_EVENT_ANNOTATION) what = "a citation";
  if (event.kind == AIP_EVENT_LOGPROBS) what = "log probabilities in another protocol's form";
  if (event.kind == AIP_EVENT_OPAQUE) what = "an item that only its own protocol knows";
  if (event.choice != 0) what = "another choice: ollama.chat gives one answer";
  env.loss("/content/" + std::to_string(event.part), what);
}

void lose_extras(sdk::Env& env, const aip_event& event, std::uint32_t origin) {
  if (event.extras.count == 0) return;
  OwnedExtras extras;
  extras.take(env, event.extras, origin);
}

bool is_spoken(aip_enum part_kind) { return part_kind == AIP_PART_TEXT || part_kind == AIP_PART_REFUSAL; }

AnswerCall::AnswerCall(sdk::Env& env, const aip_event& event, std::uint32_t origin)
    : part(event.part), flags(event.flags), id(sdk::view(event.id)), name(sdk::view(event.name)) {
  if (id.empty()) id = made_id("call_", env.call_id(), event.choice, event.part);
  extras.take(env, event.extras, origin);
  function = extras.split({"function"});
}

void AnswerCall::write(sdk::Env& env, json::Writer& out, std::size_t index) const {
  out.begin_object().key_raw("id").string(id);
  function.empty() ? write_function(env, out, index) : function.write(out);
  extras.write(out);
  out.end_object();
}

void AnswerCall::write_function(sdk::Env& env, json::Writer& out, std::size_t index) const {
  out.key_raw("function").begin_object();
  out.key_raw("index").number(index).key_raw("name").string(name).key_raw("arguments");
  json::Document document;
  if ((flags & AIP_PART_FLAG_CUSTOM) != 0) {
    out.begin_object().key_raw("input").string(arguments).end_object();
  } else if (document.parse(arguments) == json::Error::kNone && document.root().is_object()) {
    out.raw(document.root().raw());
  } else {
    const bool said = arguments.find_first_not_of(" \t\r\n") != std::string::npos;
    if (said) env.loss("/content/" + std::to_string(part) + "/arguments", "arguments that are no JSON object");
    out.begin_object().end_object();
  }
  out.end_object();
}

}  // namespace aipool::ollama
