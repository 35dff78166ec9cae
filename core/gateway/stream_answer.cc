// SPDX-License-Identifier: MIT
#include "core/gateway/stream_answer.h"

#include "core/gateway/response_headers.h"
#include "core/gateway/stored_responses.h"

namespace aipool::gateway {
namespace {

constexpr std::size_t kKeptBytes = 8 * 1024;              // between deliveries
constexpr std::size_t kStoredMax = std::size_t{8} << 20;  // a longer answer is not stored

}  // namespace

StreamAnswer::StreamAnswer(Transaction& transaction) : Answer(transaction), timer_(transaction.loop.loop) {
  timer_.arm(t_.snapshot->config().timeouts.head_hold, [this] { keep_alive(); });
}

Result<void> StreamAnswer::attach(const Exchange& exchange) {
  exchange_ = &exchange;
  passes_ = exchange.passes_through();
  if (passes_) return {};
  if (is_stored(t_) && !is_stored_upstream(t_)) stored_ = std::make_unique<sdk::Fold>();
  return open_encoder();
}

Result<void> StreamAnswer::open_encoder() {
  auto encoder = t_.protocol->open_encoder(t_.call, t_.request, head_);
  if (!encoder) return std::move(encoder).error();
  encoder_.emplace(std::move(*encoder));
  return {};
}

void StreamAnswer::take(const aip_event& event) {
  if (passes_ || failure_) return;
  if (event.kind == AIP_EVENT_ERROR) return;  // the pipeline answers errors
  if (stored_) store(event);
  if (auto encoded = encoder_->event(t_.call, event, pending()); !encoded) failure_ = std::move(encoded).error();
}

void StreamAnswer::source(std::string_view bytes) {
  ++t_.passed_pieces;
  pending().append(bytes);
}

std::string& StreamAnswer::pending() {
  if (pending_.empty()) pending_.swap(t_.loop.spare_text);
  return pending_;
}

void StreamAnswer::give_back_pending() {
  pending_.clear();
  if (pending_.capacity() > kKeptBytes) pending_.shrink_to_fit();
  pending_.swap(t_.loop.spare_text);
}

http::Task<Result<void>> StreamAnswer::deliver() {
  if (failure_) co_return *failure_;
  if (!content_seen_ || pending_.empty()) co_return Result<void>{};
  begin();
  if (timer_.armed()) timer_.put_off(kKeepAlive);
  // What the socket does not take lies in its queue now, and a slow client should not hold it twice.
  http::Task<Result<void>> writing = t_.client.write(pending_);
  give_back_pending();
  co_return co_await writing;
}

void StreamAnswer::store(const aip_event& event) {
  stored_->add(event);
  if (stored_->size() > kStoredMax) stored_.reset();
}

// What cannot be stored has gone out well all the same.
Result<void> StreamAnswer::close() {
  if (is_stored_upstream(t_)) store_whose(t_);
  if (!stored_) return {};
  aip_request whole = t_.request;
  whole.flags &= ~AIP_REQUEST_STREAM;
  plugin::Answer head;
  if (const auto body = whole_body(*stored_, whole, head)) store_answer(t_, *stored_, *body);
  stored_.reset();
  return {};
}

http::Task<Result<void>> StreamAnswer::complete() {
  timer_.cancel();
  content_seen_ = true;  // an answer without content is complete all the same
  auto delivered = co_await deliver();
  if (!delivered) co_return delivered;
  begin();
  co_return co_await t_.client.finish();
}

// By the encoder, which knows how far the stream has come: numbers, open brackets, parts. One that a keep-alive opened
// beside a stream that passes through knows nothing, unless nothing of that has gone out; where an attempt before took its
// encoder along, only keep-alives have.
std::optional<std::string> StreamAnswer::fail(const plugin::OwnedError& error) {
  timer_.cancel();
  if ((passes_ && content_seen_) || failure_) return std::nullopt;
  if (passes_) pending_.clear();
  if (!encoder_ && !open_encoder()) return std::nullopt;
  const aip_error view = error.view();
  std::string bytes = std::move(pending_);  // from before the first content: the encoder takes it for sent
  pending_.clear();
  if (!encoder_->event(t_.call, sdk::events::error(view), bytes)) return std::nullopt;
  return bytes;
}

void StreamAnswer::reset() {
  exchange_ = nullptr;
  content_seen_ = passes_ = false;
  encoder_.reset();
  failure_.reset();
  pending_.clear();
  stored_.reset();
}

void StreamAnswer::gather(http::WorkingSet& set) const {
  set.add(*this);
  t_.client.gather(set);
}

void StreamAnswer::begin() {
  if (t_.client.begun()) return;
  const std::string_view own_type = head_.content_type.empty() ? "text/event-stream" : std::string_view(head_.content_type);
  ResponseHeaders headers(t_, passes_ ? exchange_->content_type() : own_type);
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
