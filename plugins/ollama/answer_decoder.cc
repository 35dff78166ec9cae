// SPDX-License-Identifier: MIT
#include "plugins/ollama/answer_decoder.h"

#include <array>
#include <utility>

#include "plugins/ollama/answer_line.h"
#include "plugins/ollama/metrics.h"

namespace aipool::ollama {
namespace {

constexpr std::string_view kMessagePlace = "message";

// "stop" also where the model calls.
aip_enum finish_of(std::string_view word, bool called) {
  if (word == "length") return AIP_FINISH_LENGTH;
  if (word.empty() || word == "stop") return called ? AIP_FINISH_TOOL : AIP_FINISH_STOP;
  return AIP_FINISH_OTHER;
}

}  // namespace

void AnswerDecoder::frame(sdk::Env& env, const aip_frame& frame, sdk::Out& out) {
  if (failed_ || frame.data.len == 0) return;
  std::array<json::Node, kUsualLineNodes> room AIPOOL_UNINITIALIZED;
  json::Document document(room);
  const json::Value line = parse_line(document, frame);
  const Step step{env, out, origin_};
  if (tells_error(line)) {
    failed_ = true;
    return emit_error(step, line);
  }
  if (finished_) return step.env.loss("/message", "a line after the last");
  start(step, line);
  const json::Value logprobs = line.find("logprobs");
  if (logprobs.size() != 0) step.emit(sdk::events::logprobs(0, logprobs.raw(), step.origin));
  message(step, line.find("message"));
  text(step, AIP_PART_REASONING, step.text(line.find("thinking")));  // of /api/generate, as the next
  text(step, AIP_PART_TEXT, step.text(line.find("response")));
  if (line.find("done").boolean() == true) finish(step, line);
}

void AnswerDecoder::end(sdk::Env& env, sdk::Out& out) {
  if (failed_ || !finished_) return;
  const Step step{env, out, origin_};
  step.emit(sdk::events::end());
}

// Nothing in it is new after the first line.
bool AnswerDecoder::is_plain(json::Value line) {
  constexpr std::size_t kPlainMembers = 4;
  return line.size() == kPlainMembers && given(line.find("model")) && given(line.find("created_at")) &&
         given(line.find("done")) && (given(line.find("message")) || given(line.find("response")));
}

void AnswerDecoder::start(const Step& step, json::Value line) {
  if (started_ && is_plain(line)) return;
  AnswerExtras extras(step);
  extras.collect(line, {"model", "created_at", "message", "response", "thinking", "done", "done_reason", "logprobs",
                        "total_duration", "load_duration", "prompt_eval_count", "prompt_eval_duration", "eval_count",
                        "eval_duration"});
  repeated_.drop_known(extras);
  if (std::exchange(started_, true)) return extras.emit(AIP_NO_CHOICE);
  aip_event event = sdk::events::start({}, step.text(line.find("model")), 0);
  event.extras = extras.get();
  step.emit(event);
}

void AnswerDecoder::message(const Step& step, json::Value message) {
  constexpr std::size_t kPlainMembers = 2;  // role, content
  if (message.size() > kPlainMembers) {
    AnswerExtras extras(step);
    extras.collect(message, {"role", "content", "thinking", "tool_calls"});
    repeated_inside_.drop_known(extras);
    extras.emit(0, kMessagePlace);
  }
  text(step, AIP_PART_REASONING, step.text(message.find("thinking")));
  text(step, AIP_PART_TEXT, step.text(message.find("content")));
  for (const json::Value item : message.find("tool_calls").elements()) call(step, item);
}

// They come whole, with or without an id.
void AnswerDecoder::call(const Step& step, json::Value call) {
  const json::Value function = call.find("function");
  const std::string_view name = step.text(function.find("name"));
  if (name.empty()) return step.env.loss("/message/tool_calls", "a call without a name");
  close(step);
  called_ = true;
  const std::uint32_t part = next_part_++;
  AnswerExtras extras(step);
  // A function with more than the tree holds stands for itself.
  const bool whole = has_others(function, {"index", "name", "arguments"});
  extras.collect(call, {"id", "type", whole ? "type" : "function"});
  aip_event event = sdk::events::part_start(0, part, AIP_PART_TOOL_CALL, step.text(call.find("id")), name);
  event.extras = extras.get();
  step.emit(event);
  const json::Value arguments = function.find("arguments");
  const std::string_view piece = arguments.is_string() ? step.text(arguments) : arguments.raw();
  if (given(arguments) && !piece.empty()) step.emit(sdk::events::delta(0, part, AIP_PART_TOOL_CALL, piece));
  step.emit(sdk::events::part_end(0, part, AIP_PART_TOOL_CALL));
}

void AnswerDecoder::finish(const Step& step, json::Value line) {
  finished_ = true;
  close(step);
  const std::string_view word = step.text(line.find("done_reason"));
  step.emit(sdk::events::finish(0, finish_of(word, called_), word));
  emit_metrics(step, line);
}

void AnswerDecoder::text(const Step& step, aip_enum kind, std::string_view text) {
  if (text.empty()) return;
  if (open_kind_ != kind) {
    close(step);
    open_part_ = next_part_++;
    open_kind_ = kind;
    step.emit(sdk::events::part_start(0, open_part_, kind));
  }
  step.emit(sdk::events::delta(0, open_part_, kind, text));
}

void AnswerDecoder::close(const Step& step) {
  if (open_kind_ == 0) return;
  step.emit(sdk::events::part_end(0, open_part_, open_kind_));
  open_kind_ = 0;
}

}  // namespace aipool::ollama
