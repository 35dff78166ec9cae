// SPDX-License-Identifier: MIT
//
// AnswerHead is what an answer says of itself around its content, in the shape that the client asked for.
//
// Flow:      filled from START, FINISH, USAGE and EXTRA; read by the encoders.
// Threading: one per answer.
// Ownership: owns its texts; its buffers keep their size.
// Errors:    extras of another protocol are reported as losses.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "plugins/ollama/metrics.h"

namespace aipool::ollama {

class AnswerHead {
 public:
  AnswerHead(sdk::Host host, sdk::Env& env, std::uint32_t origin, const aip_request& request);

  // True: the event was one of its own.
  bool take(sdk::Env& env, const aip_event& event);
  void note_content() { metrics_.note_content(); }

  // Begins a document: all before the text, whose value the caller writes next.
  json::Writer begin(std::string& document);
  // The text, then `thoughts` and what else `write` says beside it; ends the message.
  template <class Write>
  void content(json::Writer& out, std::string_view text, std::string_view thoughts, Write&& write) {
    out.string(text);
    if (!thoughts.empty()) out.key_raw("thinking").string(thoughts);
    write(out);
    inside_.write(out);
    inside_.clear();
    if (!generate_) out.end_object();
  }
  // `done`, and with it all that is known only then; ends the document.
  void end(json::Writer& out, bool done);

 private:
  std::string_view done_reason() const;

  const std::uint32_t origin_;
  const bool generate_;
  std::string model_;
  std::string head_;    // all before the time; empty: not yet made
  std::string reason_;  // the upstream's own word
  aip_enum finish_ = AIP_FINISH_STOP;
  Metrics metrics_;
  OwnedExtras extras_;  // go out with the next line
  OwnedExtras inside_;  // of the message, likewise
};

}  // namespace aipool::ollama
