// SPDX-License-Identifier: MIT
//
// Answer turns what an exchange delivers into the client's response: as a stream, or as one body.
//
// Flow:      attach() at each attempt, then event() and source() gather, deliver() sends what may go out, close() and
//            complete() end it. Until content was seen nothing leaves but keep-alives, so that reset() can start over
//            with another account. fail() when there is none.
// Threading: one event loop.
// Ownership: refers to its Transaction; an attached exchange is used until the next attach().
// Errors:    Error of the client edge (gone, stalled) or of the encoder.
// Units:     bytes.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "aipool/fold.hpp"
#include "core/gateway/exchange.h"
#include "core/http/frame_pool.h"

namespace aipool::gateway {

class Answer : public AnswerSink, public http::frame_pool::Recycled {
 public:
  virtual ~Answer() = default;

  void event(const aip_event& event) final;

  virtual Result<void> attach(const Exchange& exchange) = 0;
  virtual http::Task<Result<void>> deliver() = 0;
  // The exchange has ended well: makes what is still to be made, so that complete() may wait for its turn with little.
  virtual Result<void> close() { return {}; }
  virtual http::Task<Result<void>> complete() = 0;
  // No attempt is left. The ending of a stream that has begun, if what made its beginning can make it.
  virtual std::optional<std::string> fail(const plugin::OwnedError&) { return std::nullopt; }
  virtual void reset() = 0;  // before the next attempt. REQUIRES: nothing of this one was delivered.
  virtual void gather(http::WorkingSet&) const {}  // what deliver() will touch

  bool content_seen() const { return content_seen_; }

 protected:
  explicit Answer(Transaction& transaction) : t_(transaction) {}

  virtual void take(const aip_event& event) = 0;

  // The body of a whole answer in the client's protocol.
  Result<std::string> whole_body(const sdk::Fold& fold, const aip_request& request, plugin::Answer& head);

  Transaction& t_;
  bool content_seen_ = false;

 private:
  // What every answer notes of an event: first content, usage, the id.
  void note(const aip_event& event);

  std::int64_t ended_ = 0;  // Unix seconds, of an answer that is stored
};

std::unique_ptr<Answer> make_answer(Transaction& transaction);

}  // namespace aipool::gateway
