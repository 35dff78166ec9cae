// SPDX-License-Identifier: MIT
#include "plugins/openai/choice_decoder.h"

#include <string>

#include "plugins/openai/finish.h"

namespace aipool::openai {

namespace {

constexpr json::Names kMessageNames("role", "content", "refusal", "reasoning_content", "reasoning", "tool_calls",
                                    "function_call", "audio", "annotations");

}  // namespace

void ChoiceDecoder::take(const Step& step, const Entry& choice, AnswerExtras& extras) {
  repeated_.drop_known(extras);
  extras.emit(index_);
  const json::Value logprobs = choice["logprobs"];
  if (logprobs.is_object()) step.emit(sdk::events::logprobs(index_, logprobs.raw(), step.origin));
  const json::Value delta = choice["delta"];
  message(step, delta.is_object() ? delta : choice["message"]);  // some hosts stream whole messages
  finish(step, choice["finish_reason"]);
}

void ChoiceDecoder::message(const Step& step, json::Value object) {
  const json::Value only = object.size() == 1 ? object.find("content") : json::Value();
  if (only.is_string()) return text(step, AIP_PART_TEXT, step.text(only));  // nearly every delta
  AnswerExtras extras(step);
  const json::Fields<kMessageNames> message(object, extras);
  extras.emit(index_, kMessageExtra);
  thoughts(step, message["reasoning_content"], message["reasoning"]);
  content(step, message["content"]);
  text(step, AIP_PART_REFUSAL, step.text(message["refusal"]));
  annotations(step, message["annotations"]);
  audio(step, message["audio"]);
  calls(step, message["tool_calls"], message["function_call"]);
}

// Hosts call it one way or the other; those that send both send the same twice.
void ChoiceDecoder::thoughts(const Step& step, json::Value content, json::Value other) {
  const std::string_view thought = step.text(content);
  if (!thought.empty()) return text(step, AIP_PART_REASONING, thought, "reasoning_content");
  text(step, AIP_PART_REASONING, step.text(other), "reasoning");
}

void ChoiceDecoder::content(const Step& step, json::Value content) {
  text(step, AIP_PART_TEXT, step.text(content));
  for (const json::Value part : content.elements()) listed(step, part);
}

// Mistral's thinking models answer with a list of parts.
void ChoiceDecoder::listed(const Step& step, json::Value part) {
  const json::Value type = part.find("type");
  if (type.equals("text")) {
    text(step, AIP_PART_TEXT, step.text(part.find("text")));
  } else if (type.equals("refusal")) {
    text(step, AIP_PART_REFUSAL, step.text(part.find("refusal")));
  } else if (type.equals("thinking")) {
    for (const json::Value inner : part.find("thinking").elements()) {
      text(step, AIP_PART_REASONING, step.text(inner.find("text")));
    }
  } else {
    aip_event event = sdk::events::make(AIP_EVENT_OPAQUE);
    event.choice = index_;
    event.json = sdk::bytes(part.raw());
    event.name = sdk::bytes(step.text(type));
    step.emit(event);
  }
}

void ChoiceDecoder::annotations(const Step& step, json::Value list) {
  const std::uint32_t part = text_part_ == kNoPart ? 0 : text_part_;
  for (const json::Value annotation : list.elements()) {
    step.emit(sdk::events::annotation(index_, part, annotation.raw(), step.origin));
  }
}

void ChoiceDecoder::audio(const Step& step, json::Value audio) {
  if (!audio.is_object()) return;
  if (audio_part_ == kNoPart) {
    close(step);
    audio_part_ = next_part_++;
    step.emit(sdk::events::part_start(index_, audio_part_, AIP_PART_AUDIO, step.text(audio.find("id"))));
  }
  AnswerExtras extras(step);
  extras.collect(audio, {"id", "data"});
  extras.emit_part(index_, audio_part_, AIP_PART_AUDIO);
  const std::string_view data = step.text(audio.find("data"));
  if (!data.empty()) step.emit(sdk::events::delta(index_, audio_part_, AIP_PART_AUDIO, data));
}

void ChoiceDecoder::calls(const Step& step, json::Value list, json::Value legacy) {
  if (list.size() == 0 && !legacy.is_object()) return;
  close(step);
  for (const json::Value fragment : list.elements()) calls_.take(step, fragment);
  if (legacy.is_object()) calls_.legacy(step, legacy);
}

void ChoiceDecoder::finish(const Step& step, json::Value word) {
  if (word.string_raw().empty() || finished_) return;  // some hosts say "" on every chunk, or say it twice
  finished_ = true;
  close(step);
  if (audio_part_ != kNoPart) step.emit(sdk::events::part_end(index_, audio_part_, AIP_PART_AUDIO));
  calls_.finish(step);
  const std::string_view reason = step.text(word);
  step.emit(sdk::events::finish(index_, finish_of(reason), reason));
}

void ChoiceDecoder::text(const Step& step, aip_enum kind, std::string_view text, std::string_view name) {
  if (text.empty()) return;
  if (finished_) {
    step.env.loss("/choices/" + std::to_string(index_) + "/delta", "text after the finish reason");
    return;
  }
  if (open_kind_ != kind) {
    close(step);
    open_part_ = next_part_++;
    open_kind_ = kind;
    if (kind == AIP_PART_TEXT) text_part_ = open_part_;
    step.emit(sdk::events::part_start(index_, open_part_, kind, {}, name));
  }
  step.emit(sdk::events::delta(index_, open_part_, kind, text));
}

void ChoiceDecoder::close(const Step& step) {
  if (open_kind_ == 0) return;
  step.emit(sdk::events::part_end(index_, open_part_, open_kind_));
  open_kind_ = 0;
}

}  // namespace aipool::openai
