// SPDX-License-Identifier: MIT
#include "plugins/openai/responses/replay_encoder.h"

#include <algorithm>
#include <string>

#include "plugins/openai/responses/error.h"

namespace aipool::openai::responses {
namespace {

struct Blank {
  std::string_view key;
  std::string_view value;  // empty: the member was not there
};

// An object as it began: members that say how it became have what stood there then.
template <std::size_t kCount>
std::string as_begun(json::Value object, const Blank (&blanks)[kCount]) {
  std::string text;
  json::Writer out(text);
  out.begin_object();
  for (const json::Member member : object.members()) {
    const auto blank =
        std::find_if(std::begin(blanks), std::end(blanks), [&](const Blank& b) { return member.key.equals(b.key); });
    const std::string_view value = blank == std::end(blanks) ? member.value.raw() : blank->value;
    if (!value.empty()) out.key(member.key.string()).raw(value);
  }
  out.end_object();
  return text;
}

constexpr Blank kResponseBlanks[] = {{"status", R"("in_progress")"}, {"output", "[]"},  {"usage", ""},
                                     {"completed_at", "null"},       {"error", "null"}, {"incomplete_details", "null"}};
constexpr Blank kItemBlanks[] = {{"status", R"("in_progress")"}, {"content", "[]"},  {"summary", "[]"},
                                 {"arguments", R"("")"},         {"input", R"("")"}, {"result", "null"}};
constexpr Blank kPartBlanks[] = {{"text", R"("")"}, {"refusal", R"("")"}, {"annotations", "[]"}, {"logprobs", "[]"}};

const PartWords* part_words(json::Value part) {
  const json::Value type = part.find("type");
  if (type.equals("output_text")) return &kTextWords;
  if (type.equals("refusal")) return &kRefusalWords;
  if (type.equals("summary_text")) return &kSummaryWords;
  return type.equals("reasoning_text") ? &kThoughtWords : nullptr;
}

std::string_view last_event(json::Value status) {
  if (status.equals("incomplete")) return "response.incomplete";
  return status.equals("failed") ? "response.failed" : "response.completed";
}

}  // namespace

void ReplayEncoder::event(sdk::Env&, const aip_event& event, sdk::Out& out) {
  if (event.kind == AIP_EVENT_ERROR && !writer_.begun()) return out.bytes(stream_error(*event.error, origin_));
  if (event.kind != AIP_EVENT_OPAQUE || event.origin != origin_ || writer_.begun()) return;
  json::Document document;
  const bool sound = document.parse(sdk::view(event.json)) == json::Error::kNone;
  if (!sound || !document.root().is_object()) throw sdk::upstream_fault("The stored answer is not a response.");
  replay(out, document.root());
}

void ReplayEncoder::tick(sdk::Env&, sdk::Out& out) {
  if (!writer_.ended()) out.bytes(": keep-alive\n\n");
}

void ReplayEncoder::replay(sdk::Out& out, json::Value response) {
  writer_.begin(out, as_begun(response, kResponseBlanks));
  for (const json::Value each : response.find("output").elements()) item(out, each);
  writer_.end(out, last_event(response.find("status")), response.raw());
}

void ReplayEncoder::item(sdk::Out& out, json::Value item) {
  const json::Value type = item.find("type");
  writer_.item_added(out, item.find("id").string(), as_begun(item, kItemBlanks));
  if (type.equals("reasoning")) parts(out, item.find("summary"));
  if (type.equals("reasoning") || type.equals("message")) parts(out, item.find("content"));
  if (type.equals("function_call"))
    call(out, kArgumentWords, item.find("arguments").string(), item.find("name").string());
  if (type.equals("custom_tool_call")) call(out, kInputWords, item.find("input").string(), {});
  writer_.item_done(out, item.raw());
}

void ReplayEncoder::parts(sdk::Out& out, json::Value list) {
  for (const json::Value part : list.elements()) {
    const PartWords* words = part_words(part);
    if (words == nullptr) continue;
    const std::string text = part.find(words->text).string();
    const json::Value logprobs = part.find("logprobs");
    const std::string_view probable = logprobs.is_array() ? logprobs.raw() : std::string_view();
    writer_.part_added(out, *words, as_begun(part, kPartBlanks));
    if (!text.empty()) writer_.delta(out, text, probable);
    std::size_t index = 0;
    for (const json::Value each : part.find("annotations").elements()) writer_.annotation(out, index++, each.raw());
    writer_.part_done(out, text, part.raw(), probable, {});
  }
}

void ReplayEncoder::call(sdk::Out& out, const PartWords& words, std::string_view text, std::string_view name) {
  writer_.part_added(out, words, {});
  if (!text.empty()) writer_.delta(out, text, {});
  writer_.part_done(out, text, {}, {}, name);
}

}  // namespace aipool::openai::responses
