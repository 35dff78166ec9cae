// SPDX-License-Identifier: MIT
//
// AnswerEncoder writes the canonical events as a response: as a stream of it, or silently, and as a whole at the end.
//
// Flow:      event() for each. Items never interleave: a part that begins while another is open waits for it. The last item
//            stays open until something follows, because only the end tells whether it is whole.
// Threading: one answer, one thread at a time.
// Ownership: owns its state.
// Errors:    what a response cannot carry is reported as a loss.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <unordered_set>

#include "plugins/openai/responses/answer_head.h"
#include "plugins/openai/responses/answer_part.h"

namespace aipool::openai::responses {

class AnswerEncoder final : public sdk::Encoder {
 public:
  AnswerEncoder(sdk::Env& env, std::uint32_t origin, const aip_request& request, bool stream);

  void event(sdk::Env& env, const aip_event& event, sdk::Out& out) override;
  void tick(sdk::Env& env, sdk::Out& out) override;

 private:
  void part_start(sdk::Env& env, const aip_event& event, sdk::Out& out);
  void part_delta(const aip_event& event, sdk::Out& out);
  void annotation(sdk::Env& env, const aip_event& event, sdk::Out& out);
  void logprobs(sdk::Env& env, const aip_event& event);
  void opaque(sdk::Env& env, const aip_event& event, sdk::Out& out);
  void end(std::int64_t now, sdk::Out& out);
  void fail(const aip_error& error, sdk::Out& out);

  // Opens the first part that waits, and closes those that have ended; the last only if `all`.
  void advance(sdk::Out& out, bool all);
  void open(ResponsePart& part, sdk::Out& out);
  void send(ResponsePart& part, sdk::Out& out);
  void close(ResponsePart& part, sdk::Out& out);
  void close_item(std::string_view status, sdk::Out& out);
  ResponsePart* find(const aip_event& event);

  const std::uint32_t origin_;
  const bool stream_;
  const bool compacts_;
  ResponseHead head_;
  std::unordered_set<std::string> freeform_;  // names of tools with free-form input
  const Namespaces namespaces_;
  EventWriter writer_;
  bool open_ = false;  // the first of the parts is being written
  std::deque<ResponsePart> parts_;
  std::optional<OutputItem> item_;  // that is being written
  std::string output_;              // items that are whole, separated by commas
};

}  // namespace aipool::openai::responses
