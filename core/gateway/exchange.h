// SPDX-License-Identifier: MIT
//
// Exchange is one attempt at an upstream, however the provider carries it out; the pipeline never asks which way.
//
// Flow:      start() sends and waits for a judged head; next() delivers what arrives until it says something other than
//            kMore. The answer is complete only with kEnd. next() is made of pull(), arrival() and give_up(), so that a
//            stream that waits holds no coroutine for it.
// Threading: one event loop.
// Ownership: refers to its Transaction and to the attempt's cancellation, which outlive it; destroying it in the middle
//            closes the upstream's connection.
// Errors:    fault() after start() was false or next() was kFailed.
#pragma once

#include <coroutine>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "aipool/abi.h"
#include "core/base/rare.h"
#include "core/gateway/transaction.h"
#include "core/http/cancellation.h"
#include "core/http/frame_pool.h"
#include "core/http/signal.h"
#include "core/http/task.h"
#include "core/plugin/client_protocol.h"
#include "core/plugin/owned_error.h"
#include "core/pool/verdict.h"

namespace aipool::gateway {

// Where an exchange puts what it reads. Both calls borrow for their duration.
class AnswerSink {
 public:
  virtual void event(const aip_event& event) = 0;
  virtual void source(std::string_view bytes) = 0;  // on pass-through: the upstream's bytes, less the named cuts
  virtual bool committed() const = 0;               // what was delivered cannot be taken back

 protected:
  ~AnswerSink() = default;
};

// An answer that is not streamed: as it comes, or gathered from a stream.
inline constexpr std::size_t kWholeAnswerMax = std::size_t{32} << 20;

struct AttemptFault {
  plugin::OwnedError error;
  pool::Verdict verdict;
  int upstream_status = 0;                 // 0: no answer
  bool refresh = false;                    // the account's credential should be renewed before another try
  std::vector<plugin::Header> headers;     // that the client should see
  Ending ending = Ending::kError;
  std::string detail;                      // for logs
};

class Exchange : public http::frame_pool::Recycled {
 public:
  // kNothing: only of pull(). kEndWithError: pass-through showed the client the upstream's own error and its ending; fault() says which.
  enum class Progress : std::uint8_t { kNothing, kMore, kEnd, kEndWithError, kFailed };
  class Next;

  virtual ~Exchange() = default;
  virtual http::Task<bool> start() = 0;
  // `set`, where there is one, has what gather() put into it.
  Next next(AnswerSink& sink, const http::WorkingSet* set = nullptr);
  virtual void gather(http::WorkingSet&) const {}  // what next() will touch

  // After start(): the answer goes to the client as the upstream's own bytes, in this content type.
  virtual bool passes_through() const { return false; }
  virtual std::string_view content_type() const { return {}; }
  virtual std::span<const http::Header> headers() const { return {}; }

  AttemptFault fault() const { return fault_ ? *fault_ : AttemptFault(); }

 protected:
  virtual Progress pull(AnswerSink& sink) = 0;  // without waiting; kNothing: nothing has arrived
  virtual http::Signal::Wait arrival() = 0;
  virtual Progress give_up(http::WaitOutcome outcome, AnswerSink& sink) = 0;  // it did not arrive

  Rare<AttemptFault> fault_;
};

// The awaitable of next(); never gives kNothing.
class Exchange::Next {
 public:
  Next(Exchange& exchange, AnswerSink& sink, const http::WorkingSet* set)
      : exchange_(exchange), sink_(sink), arrival_(exchange.arrival()) {
    arrival_.goes_on_with(set);
  }

  bool await_ready() {
    progress_ = exchange_.pull(sink_);
    return progress_ != Progress::kNothing || arrival_.await_ready();
  }
  void await_suspend(std::coroutine_handle<> caller) noexcept { arrival_.await_suspend(caller); }
  Progress await_resume() {
    if (progress_ != Progress::kNothing) return progress_;
    const http::WaitOutcome outcome = arrival_.await_resume();
    if (outcome != http::WaitOutcome::kSignalled) return exchange_.give_up(outcome, sink_);
    progress_ = exchange_.pull(sink_);
    return progress_ == Progress::kNothing ? Progress::kMore : progress_;
  }

 private:
  Exchange& exchange_;
  AnswerSink& sink_;
  Progress progress_ = Progress::kNothing;
  http::Signal::Wait arrival_;
};

inline Exchange::Next Exchange::next(AnswerSink& sink, const http::WorkingSet* set) { return Next(*this, sink, set); }

std::unique_ptr<Exchange> open_exchange(Transaction& transaction, const Binding& binding,
                                        http::Cancellation& cancellation, std::chrono::milliseconds first_content);

// True for an event that a client would see: from it on nothing can be taken back.
bool is_content(const aip_event& event);

}  // namespace aipool::gateway
