// SPDX-License-Identifier: MIT
//
// ItemDecoder reads one item of an answer, event by event or whole, into parts that open and close in order.
//
// Flow:      begin() with the item as it is announced, event() for what happens to it, end() with the whole item: what the
//            events have not said is said then. An item that comes only whole needs end() alone.
// Threading: one per item.
// Ownership: owns its state; texts are borrowed from the frame, extras lie in the call arena.
// Errors:    events that do not fit are passed over; what is lost is reported.
#pragma once

#include <cstdint>
#include <string>

#include "plugins/openai/convert.h"

namespace aipool::openai::responses {

class ItemDecoder {
 public:
  // `next_part`: of the answer.
  ItemDecoder(std::int64_t index, std::uint32_t& next_part) : index_(index), next_part_(next_part) {}

  bool ended() const { return ended_; }
  bool is_call() const { return kind_ == Kind::kFunction || kind_ == Kind::kCustom; }

  void begin(const Step& step, json::Value item);
  void event(const Step& step, json::Value type, json::Value event);
  void end(const Step& step, json::Value item);
  // No more comes of it.
  void close(const Step& step);

 private:
  enum class Kind : std::uint8_t { kUnknown, kMessage, kThoughts, kFunction, kCustom, kOther };

  // One text of the item, which is one part of the tree.
  struct Text {
    std::string_view key;  // of the text in a whole part
    aip_enum kind;
    std::uint32_t flags;
    std::string_view position;  // the event's word for its place
  };

  static Kind kind_of(json::Value type);
  static Kind kind_by_event(std::string_view type);
  static const Text* text_of(std::string_view type);

  void start_part(const Step& step, const Text& text, std::int64_t at);
  void start_call(const Step& step, json::Value item);
  void delta(const Step& step, const Text& text, json::Value event);
  void unsaid(const Step& step, json::Value whole);
  void logprobs(const Step& step, json::Value list);
  void annotations(const Step& step, json::Value list);
  void whole_text(const Step& step, const Text& text, json::Value part, std::int64_t at);
  void whole_list(const Step& step, json::Value list, bool summary);
  void seal(const Step& step, json::Value item);
  void keep_extras(const Step& step, json::Value item);
  void shut(const Step& step);
  bool is_open(const Text& text, std::int64_t at) const {
    return open_ && part_kind_ == text.kind && part_flags_ == text.flags && at_ == at;
  }
  std::int64_t& known(const Text& text) { return (text.flags & AIP_PART_FLAG_SUMMARY) != 0 ? summed_ : content_; }

  const std::int64_t index_;
  std::uint32_t& next_part_;
  Kind kind_ = Kind::kUnknown;
  bool announced_ = false;
  bool ended_ = false;
  bool spoke_ = false;  // a part began
  bool open_ = false;   // and goes on
  std::string id_;
  aip_extras extras_{};  // for the first part
  std::uint32_t part_ = 0;
  aip_enum part_kind_ = 0;
  std::uint32_t part_flags_ = 0;
  std::int64_t at_ = -1;      // of the open part in the item's list
  std::int64_t content_ = 0;  // how many of the item's content parts have come
  std::int64_t summed_ = 0;   // the same of its summary
  bool said_ = false;         // some of the open part's text
  std::size_t cited_ = 0;     // its annotations
  bool probable_ = false;     // its log probabilities
};

}  // namespace aipool::openai::responses
