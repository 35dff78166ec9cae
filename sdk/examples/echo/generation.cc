// SPDX-License-Identifier: MIT
#include "generation.h"

#include <algorithm>
#include <string_view>

namespace echo {
namespace {

namespace sdk = aipool::sdk;
namespace events = aipool::sdk::events;

constexpr std::size_t kPieceBytes = 24;

// The next delta: a word and the space after it when there is a pause between words, else a few characters.
std::string_view next_piece(std::string_view rest, bool by_word) {
  if (by_word) return rest.substr(0, rest.find_first_not_of(' ', std::min(rest.find(' '), rest.size())));
  std::size_t end = std::min(kPieceBytes, rest.size());
  while (end < rest.size() && (static_cast<unsigned char>(rest[end]) & 0xC0) == 0x80) ++end;
  return rest.substr(0, end);
}

std::size_t bytes_written(const Plan& plan) {
  std::size_t bytes = plan.text.size() + plan.thought.size();
  for (const ToolCall& call : plan.calls) bytes += call.name.size() + call.arguments.size();
  return bytes;
}

}  // namespace

Generation::Generation(sdk::Host host, const Conversation& conversation)
    : host_(host),
      model_(conversation.model),
      input_tokens_(conversation.input_tokens),
      plan_(plan_for(conversation)) {}

// [doc:step]
void Generation::step(sdk::Env& env, const aip_input& input, sdk::Out& out) {
  if (input.kind == AIP_INPUT_START) begin(env, out);
  if (input.kind == AIP_INPUT_START || input.kind == AIP_INPUT_TIMER) emit_text(out);
}
// [/doc:step]

void Generation::begin(sdk::Env& env, sdk::Out& out) {
  const std::string id = new_id("echo-");
  out.event(events::start(id, model_, env.now_unix_ms() / 1000));
  if (!plan_.thought.empty()) emit_part(AIP_PART_REASONING, plan_.thought, out);
  if (!plan_.text.empty()) out.event(events::part_start(0, part_, AIP_PART_TEXT));
}

// [doc:emit]
void Generation::emit_text(sdk::Out& out) {
  while (at_ < plan_.text.size() && !out.stopped()) {
    const std::string_view piece = next_piece(std::string_view(plan_.text).substr(at_), plan_.delay_ms != 0);
    out.event(events::delta(0, part_, AIP_PART_TEXT, piece));
    at_ += piece.size();
    if (plan_.delay_ms != 0 && at_ < plan_.text.size()) {
      out.timer(0, plan_.delay_ms);
      return;
    }
  }
  if (!out.stopped()) finish(out);
}
// [/doc:emit]

void Generation::emit_part(aip_enum kind, const std::string& text, sdk::Out& out) {
  out.event(events::part_start(0, part_, kind));
  out.event(events::delta(0, part_, kind, text));
  out.event(events::part_end(0, part_++, kind));
}

void Generation::finish(sdk::Out& out) {
  if (!plan_.text.empty()) out.event(events::part_end(0, part_++, AIP_PART_TEXT));
  for (const ToolCall& call : plan_.calls) {
    const std::string id = new_id("call_");
    out.event(events::part_start(0, part_, AIP_PART_TOOL_CALL, id, call.name));
    out.event(events::delta(0, part_, AIP_PART_TOOL_CALL, call.arguments));
    out.event(events::part_end(0, part_++, AIP_PART_TOOL_CALL));
  }
  out.event(events::finish(0, plan_.finish));
  aip_usage usage{};
  usage.struct_size = sizeof usage;
  usage.flags = AIP_USAGE_ESTIMATED;
  usage.present = AIP_COUNT_INPUT | AIP_COUNT_OUTPUT | AIP_COUNT_TOTAL | AIP_COUNT_REASONING;
  usage.input = input_tokens_;
  usage.output = estimated_tokens(bytes_written(plan_));
  usage.total = usage.input + usage.output;
  usage.reasoning = plan_.thought.empty() ? 0 : estimated_tokens(plan_.thought.size());
  out.event(events::usage(usage));
  out.event(events::end());
}

std::string Generation::new_id(const char* prefix) const {
  std::string id = host_.uuid();
  id.erase(std::remove(id.begin(), id.end(), '-'), id.end());
  return prefix + id;
}

}  // namespace echo
