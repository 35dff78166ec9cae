// SPDX-License-Identifier: MIT
#include "plugins/openai/responses/event_writer.h"

#include <charconv>

namespace aipool::openai::responses {

const PartWords kTextWords = {"response.content_part.added", "response.output_text.delta", "response.output_text.done",
                              "response.content_part.done", "content_index", "text", true};
const PartWords kRefusalWords = {"response.content_part.added", "response.refusal.delta", "response.refusal.done",
                                 "response.content_part.done", "content_index", "refusal", false};
const PartWords kSummaryWords = {"response.reasoning_summary_part.added", "response.reasoning_summary_text.delta",
                                 "response.reasoning_summary_text.done", "response.reasoning_summary_part.done",
                                 "summary_index", "text", false};
const PartWords kThoughtWords = {"response.content_part.added", "response.reasoning_text.delta",
                                 "response.reasoning_text.done", "response.content_part.done", "content_index", "text",
                                 false};
const PartWords kArgumentWords = {"", "response.function_call_arguments.delta",
                                  "response.function_call_arguments.done", "", "", "arguments", false};
const PartWords kInputWords = {"", "response.custom_tool_call_input.delta", "response.custom_tool_call_input.done", "",
                               "", "input", false};

template <class Members>
void EventWriter::send(sdk::Out& out, std::string_view type, Members&& members) {
  if (silent_) return;
  frame_.assign("event: ").append(type).append("\ndata: ");
  const std::size_t data = frame_.size();
  json::Writer w(frame_);
  w.begin_object().key("type").string(type);
  members(w);
  make_one_line(frame_, data);
  finish(out);
}

// Numbers the frame and sends it, unless the client has it; the end is always sent.
void EventWriter::finish(sdk::Out& out) {
  char digits[20];
  const std::int64_t number = sequence_++;
  if (number <= after_ && state_ != State::kEnded) return;
  const auto [end, fault] = std::to_chars(digits, digits + sizeof digits, number);
  frame_.append(R"(,"sequence_number":)").append(digits, end).append("}\n\n");
  out.bytes(frame_);
}

std::uint32_t& EventWriter::position() { return words_->index == kSummaryWords.index ? summaries_ : contents_; }

void EventWriter::place(json::Writer& w) {
  w.key("item_id").string(item_id_).key("output_index").number(item_);
  if (words_ != nullptr && !words_->index.empty()) w.key(words_->index).number(position());
}

void EventWriter::begin(sdk::Out& out, std::string_view response) {
  if (state_ != State::kBefore) return;
  state_ = State::kBetween;
  send(out, "response.created", [&](json::Writer& w) { w.key("response").raw(response); });
  send(out, "response.in_progress", [&](json::Writer& w) { w.key("response").raw(response); });
}

void EventWriter::item_added(sdk::Out& out, std::string_view item_id, std::string_view item) {
  if (state_ != State::kBetween) return;
  state_ = State::kInItem;
  item_id_ = item_id;
  contents_ = summaries_ = 0;
  send(out, "response.output_item.added",
       [&](json::Writer& w) { w.key("output_index").number(item_).key("item").raw(item); });
}

void EventWriter::part_added(sdk::Out& out, const PartWords& words, std::string_view part) {
  if (state_ != State::kInItem) return;
  state_ = State::kInPart;
  words_ = &words;
  begin_deltas();
  if (words.added.empty()) return;
  send(out, words.added, [&](json::Writer& w) {
    place(w);
    w.key("part").raw(part);
  });
}

void EventWriter::begin_deltas() {
  delta_head_.assign("event: ").append(words_->delta).append("\ndata: ");
  json::Writer w(delta_head_);
  w.begin_object().key("type").string(words_->delta);
  place(w);
  w.key("delta");
}

void EventWriter::delta(sdk::Out& out, std::string_view text, std::string_view logprobs) {
  if (state_ != State::kInPart || silent_) return;
  frame_ = delta_head_;
  json::append_quoted(frame_, text);
  if (words_->has_logprobs) {
    const std::size_t data = frame_.size();
    frame_.append(logprobs.empty() ? R"(,"logprobs":[])" : R"(,"logprobs":)").append(logprobs);
    if (!logprobs.empty()) make_one_line(frame_, data);
  }
  finish(out);
}

void EventWriter::annotation(sdk::Out& out, std::size_t index, std::string_view annotation) {
  if (state_ != State::kInPart) return;
  send(out, "response.output_text.annotation.added", [&](json::Writer& w) {
    place(w);
    w.key("annotation_index").number(index).key("annotation").raw(annotation);
  });
}

void EventWriter::part_done(sdk::Out& out, std::string_view text, std::string_view part, std::string_view logprobs,
                            std::string_view name) {
  if (state_ != State::kInPart) return;
  state_ = State::kInItem;
  send(out, words_->done, [&](json::Writer& w) {
    place(w);
    w.key(words_->text).string(text);
    if (words_->has_logprobs) w.key("logprobs").raw(logprobs.empty() ? "[]" : logprobs);
    if (!name.empty()) w.key("name").string(name);
  });
  if (!words_->closed.empty()) {
    send(out, words_->closed, [&](json::Writer& w) {
      place(w);
      w.key("part").raw(part);
    });
  }
  ++position();
}

void EventWriter::item_done(sdk::Out& out, std::string_view item) {
  if (state_ != State::kInItem) return;
  state_ = State::kBetween;
  send(out, "response.output_item.done",
       [&](json::Writer& w) { w.key("output_index").number(item_).key("item").raw(item); });
  ++item_;
  words_ = nullptr;
}

void EventWriter::end(sdk::Out& out, std::string_view type, std::string_view response) {
  if (state_ != State::kBetween) return;
  state_ = State::kEnded;
  send(out, type, [&](json::Writer& w) { w.key("response").raw(response); });
}

// Out of band: it may come in the middle of a part.
void EventWriter::error(sdk::Out& out, const aip_error& error, std::string_view code) {
  if (state_ == State::kEnded) return;
  state_ = State::kBetween;
  send(out, "error", [&](json::Writer& w) {
    w.key("code").string(code).key("message").string(sdk::view(error.message)).key("param");
    error.param.len != 0 ? w.string(sdk::view(error.param)) : w.null();
  });
}

}  // namespace aipool::openai::responses
