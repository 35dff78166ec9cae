// SPDX-License-Identifier: MIT
#include "plugins/kiro/answer_decoder.h"

#include <array>
#include <utility>

#include "plugins/kiro/error.h"
#include "plugins/kiro/model_names.h"

namespace aipool::kiro {
namespace {

constexpr std::size_t kUsualEventNodes = 64;

struct StopWord {
  std::string_view word;
  aip_enum finish;
};
constexpr StopWord kStopWords[] = {
    {"END_TURN", AIP_FINISH_STOP},          {"STOP", AIP_FINISH_STOP},
    {"MAX_TOKENS", AIP_FINISH_LENGTH},      {"LENGTH", AIP_FINISH_LENGTH},
    {"STOP_SEQUENCE", AIP_FINISH_SEQUENCE}, {"CONTENT_FILTERED", AIP_FINISH_FILTER},
    {"TOOL_USE", AIP_FINISH_STOP},  // decided by whether there was a call
};

aip_enum finish_of_word(std::string_view word) {
  if (word.empty()) return AIP_FINISH_STOP;
  for (const StopWord& row : kStopWords) {
    if (sdk::equals_ignoring_case(row.word, word)) return row.finish;
  }
  return AIP_FINISH_OTHER;
}

std::string_view asked_model(const aip_request& request) {
  return sdk::view(request.upstream_model.len != 0 ? request.upstream_model : request.client_model);
}

// Some hosts put the payload into an object of the event's own name.
json::Value bare(json::Value payload, std::string_view type) {
  const json::Value inner = payload.find(type);
  return payload.size() == 1 && inner.is_object() ? inner : payload;
}

AnswerUsage usage_for(const aip_request& request) {
  const AccountOptions options(request.dialect);
  return AnswerUsage(context_window(options, model_id(options, asked_model(request))));
}

}  // namespace

AnswerDecoder::AnswerDecoder(const aip_hash_service& hash, std::uint32_t origin, const aip_request& request)
    : origin_(origin),
      model_(asked_model(request)),
      stream_(&hash),
      tags_(AccountOptions(request.dialect).thinking() != ThinkingForm::kOff),
      calls_(hash, request),
      usage_(usage_for(request)) {}

void AnswerDecoder::frame(sdk::Env& env, const aip_frame& frame, sdk::Out& out) {
  if (failed_) return;
  const Step step{env, out, origin_};
  stream_.add(sdk::view(frame.data));
  while (const auto found = stream_.next()) {
    event(step, *found);
    if (failed_) return;
  }
}

void AnswerDecoder::end(sdk::Env& env, sdk::Out& out) {
  if (failed_) return;
  const Step step{env, out, origin_};
  finish(step);
  const bool complete = ended_ || too_long_ || calls_.truncated();
  if (!stream_.whole() || !complete) return;
  // Clients take an answer without a text for a fault.
  if (parts_.thought() && !parts_.answered() && !calls_.any()) {
    parts_.text(step, AIP_PART_TEXT, " ");
    parts_.close(step);
  }
  step.emit(sdk::events::finish(0, finish_reason(), stop_reason_));
  usage_.emit(step, parts_.tokens());
  step.emit(sdk::events::end());
}

void AnswerDecoder::event(const Step& step, const EventFrame& frame) {
  const bool is_event = frame.message_type == "event" || frame.message_type.empty();
  if (is_event && frame.event_type.empty()) return;  // a sign of life
  std::array<json::Node, kUsualEventNodes> room AIPOOL_UNINITIALIZED;
  json::Document document(room);
  const bool readable = document.parse(frame.payload) == json::Error::kNone && document.root().is_object();
  if (!is_event) return exception(step, frame, document.root());
  if (!readable) return stream_.spoil();
  const json::Value payload = bare(document.root(), frame.event_type);
  if (frame.event_type == "invalidStateEvent") return exception(step, frame, payload);
  dispatch(step, frame.event_type, payload);
}

// Others are passed over: suggestions, references, intents.
void AnswerDecoder::dispatch(const Step& step, std::string_view type, json::Value payload) {
  if (type == "assistantResponseEvent") {
    text(step, payload);
  } else if (type == "reasoningContentEvent") {
    thought(step, payload);
  } else if (type == "toolUseEvent") {
    call(step, payload);
  } else if (type == "metadataEvent" || type == "messageMetadataEvent" || type == "messageStopEvent") {
    ending(step, payload);
  } else if (type == "contextUsageEvent") {
    usage_.take_context(payload);
    ended_ = true;
  } else if (type == "meteringEvent") {
    usage_.take_metering(payload);
    ended_ = true;
  } else if (type == "metricsEvent") {
    usage_.take_metrics(payload);
  }
}

void AnswerDecoder::start(const Step& step, json::Value payload) {
  if (std::exchange(started_, true)) return;
  step.emit(sdk::events::start(step.text(payload.find("messageId")), model_, 0));
}

void AnswerDecoder::text(const Step& step, json::Value payload) {
  start(step, payload);
  tags_.add(step.text(payload.find("content")), [&](bool is_thought, std::string_view piece) {
    parts_.text(step, is_thought ? AIP_PART_REASONING : AIP_PART_TEXT, piece);
  });
}

void AnswerDecoder::thought(const Step& step, json::Value payload) {
  start(step, payload);
  parts_.text(step, AIP_PART_REASONING, step.text(payload.find("text")));
  parts_.sign(step, step.text(payload.find("signature")));
}

// What a tag holds back belongs before the call.
void AnswerDecoder::call(const Step& step, json::Value payload) {
  start(step, payload);
  tags_.finish([&](bool is_thought, std::string_view piece) {
    parts_.text(step, is_thought ? AIP_PART_REASONING : AIP_PART_TEXT, piece);
  });
  calls_.take(step, payload, parts_);
}

void AnswerDecoder::ending(const Step& step, json::Value payload) {
  start(step, payload);
  usage_.take_counts(payload.find("tokenUsage"));
  if (const json::Value reason = payload.find("stopReason"); reason.is_string()) stop_reason_ = reason.string();
  ended_ = true;
}

// An answer that has begun and grew too long is cut; one that has not was asked too much.
void AnswerDecoder::exception(const Step& step, const EventFrame& frame, json::Value payload) {
  const bool begun = parts_.answered() || parts_.thought() || calls_.any();
  if (frame.exception_type == kContentLength && begun) {
    too_long_ = true;
    return;
  }
  failed_ = true;
  aip_error error{};
  error.struct_size = sizeof error;
  error.retry_after_ms = -1;
  read_exception(step.env, step.origin, frame, payload, error);
  step.emit(sdk::events::error(error));
}

void AnswerDecoder::finish(const Step& step) {
  start(step, {});
  tags_.finish([&](bool is_thought, std::string_view piece) {
    parts_.text(step, is_thought ? AIP_PART_REASONING : AIP_PART_TEXT, piece);
  });
  parts_.close(step);
  calls_.finish(step, parts_);
}

aip_enum AnswerDecoder::finish_reason() const {
  if (calls_.truncated() || too_long_ || usage_.context_full()) return AIP_FINISH_LENGTH;
  if (calls_.any()) return AIP_FINISH_TOOL;
  const bool silent = parts_.thought() && !parts_.answered();
  if (silent && stop_reason_.empty()) return AIP_FINISH_LENGTH;
  return finish_of_word(stop_reason_);
}

}  // namespace aipool::kiro
