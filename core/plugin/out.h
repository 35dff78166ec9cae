// SPDX-License-Identifier: MIT
//
// Out is the aip_out of one call into a plugin: it checks what comes and hands it to a Sink.
//
// Flow:      made with the callbacks that the call may use; the others are NULL in the table.
// Threading: belongs to the call.
// Ownership: borrows the Sink.
// Errors:    fault() tells what was wrong with the output, whatever the plugin then returned.
#pragma once

#include <string_view>

#include "aipool/abi.h"
#include "core/plugin/call_env.h"
#include "core/plugin/sink.h"
#include "core/plugin/splice.h"

namespace aipool::plugin {

class Out {
 public:
  // kOwnTexts: the texts of events are the plugin's own, no decoder has read them, so that they are looked at here.
  enum Use : unsigned { kBytes = 1, kSplices = 2, kEvents = 4, kExchanges = 8, kOwnTexts = 16 };

  // `splice_source_size`: of the text that the splices are over.
  Out(Sink& sink, unsigned uses, std::size_t splice_source_size = 0) noexcept;
  Out(const Out&) = delete;
  Out& operator=(const Out&) = delete;

  const aip_out* abi() const noexcept { return &table_; }
  // What comes of a call that returned `rc`: a senseless output and a failed Sink are errors although rc is 0.
  Result<void> result(CallEnv& env, aip_rc rc, ErrorSource fault) const;

 private:
  enum class State : unsigned char { kOpen, kStopped, kBadSplice, kBadText, kBadEvent, kNoMemory, kSinkFailed };

  template <typename Deliver>
  aip_rc deliver(Deliver&& to_sink) noexcept;
  aip_rc refuse(State state, aip_rc rc) noexcept;

  State look_at(const aip_event& event) const noexcept;  // kOpen: nothing is wrong with it
  bool accepts(const aip_event& event) const noexcept;

  static aip_rc on_bytes(void* ctx, aip_bytes bytes) noexcept;
  static aip_rc on_splice(void* ctx, const aip_splice* splice) noexcept;
  static aip_rc on_event(void* ctx, const aip_event* event) noexcept;
  static aip_rc on_http(void* ctx, const aip_http* request) noexcept;
  static aip_rc on_timer(void* ctx, std::uint32_t id, std::uint32_t delay_ms) noexcept;

  Sink& sink_;
  SpliceCheck splices_;
  State state_ = State::kOpen;
  const bool own_texts_;
  aip_out table_;
};

}  // namespace aipool::plugin
