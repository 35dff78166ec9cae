// SPDX-License-Identifier: MIT
#include "core/gateway/stream_answer.h"

#include "core/gateway/response_headers.h"

namespace aipool::gateway {
namespace {

constexpr std::size_t kKeptBytes = 8 * 1024;  // between deliveries

}  // namespace

StreamAnswer::StreamAnswer(Transaction& transaction) : Answer(transaction), timer_(transaction.loop.loop) {
  timer_.arm(t_.snapshot->config().timeouts.head_hold, [this] { keep_alive(); });
}

Result<void> StreamAnswer::attach(const Exchange& exchange) {
  exchange_ = &exchange;
  if (exchange.passes_through()) return {};
  return open_encoder();
}

Result<void> StreamAnswer::open_encoder() {
  auto encoder = t_.protocol->open_encoder(t_.call, t_.request, head_);
  if (!encoder) return std::move(encoder).error();
  encoder_.emplace(std::move(*encoder));
  return {};
}

void StreamAnswer::event(const aip_event& event) {
  note(event);
  if (exchange_->passes_through() || failure_) return;
  if (event.kind == AIP_EVENT_ERROR) return;  // the pipeline answers errors
  if (auto encoded = encoder_->event(t_.call, event, pending_); !encoded) failure_ = std::move(encoded).error();
}

void StreamAnswer::source(std::string_view bytes) { pending_.append(bytes); }

http::Task<Result<void>> StreamAnswer::deliver() {
  if (failure_) co_return *failure_;
  if (!content_seen_ || pending_.empty()) co_return Result<void>{};
  begin();
  if (timer_.armed()) timer_.put_off(kKeepAlive);
  // What the socket does not take lies in its queue now, and a slow client should not hold it twice.
  http::Task<Result<void>> writing = t_.client.write(pending_);
  pending_.clear();
  if (pending_.capacity() > kKeptBytes) pending_.shrink_to_fit();
  co_return co_await writing;
}

http::Task<Result<void>> StreamAnswer::complete() {
  timer_.cancel();
  content_seen_ = true;  // an answer without content is complete all the same
  auto delivered = co_await deliver();
  if (!delivered) co_return delivered;
  begin();
  co_return co_await t_.client.finish();
}

void StreamAnswer::reset() {
  exchange_ = nullptr;
  encoder_.reset();
  failure_.reset();
  pending_.clear();
}

void StreamAnswer::gather(http::WorkingSet& set) const {
  set.add(*this);
  t_.client.gather(set);
}

void StreamAnswer::begin() {
  if (t_.client.begun()) return;
  const bool passes = exchange_ && exchange_->passes_through();
  const std::string_view own_type = head_.content_type.empty() ? "text/event-stream" : std::string_view(head_.content_type);
  ResponseHeaders headers(t_, passes ? exchange_->content_type() : own_type);
  if (exchange_) headers.add(exchange_->headers());
  headers.add(head_.headers);
  headers.add("cache-control", "no-cache");
  t_.client.begin(200, headers.view());
}

// Says that the request is still alive, in the protocol's own way, without waiting for anything.
void StreamAnswer::keep_alive() {
  timer_.arm(kKeepAlive, [this] { keep_alive(); });
  std::string bytes;
  if (!encoder_) {
    if (!open_encoder()) return;
  }
  if (!encoder_->tick(t_.call, bytes)) return;
  begin();
  t_.client.try_write(bytes);
}

}  // namespace aipool::gateway
