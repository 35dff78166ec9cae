// SPDX-License-Identifier: MIT
#include "core/http/request_body.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <string>

namespace aipool::http {
namespace {

constexpr std::size_t kReadBytes = 16 * 1024;  // the least room for one read of a body of unknown length
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

}  // namespace

void RequestBody::begin(const RequestHead& head, std::size_t head_length) noexcept {
  head_ = &head;
  head_length_ = head_length;
  const std::size_t arrived = input_.size() - head_length;
  const bool chunked = head.framing.kind == BodyFraming::Kind::kChunked;
  complete_ = !chunked && arrived >= head.framing.length;
  in_input_ = complete_ ? static_cast<std::size_t>(head.framing.length) : arrived;
}

void RequestBody::end() noexcept {
  if (!arriving_) return;
  load_.body_bytes.fetch_sub(arriving_->charged, std::memory_order_relaxed);
  arriving_.reset();
}

void RequestBody::consume_request() {
  input_.consume(head_length_ + in_input_);
  if (arriving_) input_.append(arriving_->next.view());
}

Task<Result<std::string_view>> RequestBody::read(Cancellation* cancellation) {
  using Read = Task<Result<std::string_view>>;
  if (auto allowed = check_head(); !allowed) return Read::ready(std::move(allowed).error());
  if (complete_) return Read::ready(input_.view().substr(head_length_, in_input_));
  return read_rest(cancellation);
}

Task<Result<std::string_view>> RequestBody::read_rest(Cancellation* cancellation) {
  arriving_ = std::make_unique<Arriving>();
  if (head_->expects_continue && in_input_ == 0) {
    const std::array<std::string_view, 1> pieces = {kContinue};
    channel_.send(pieces);
  }
  // Room for all of it at once: nothing is copied as it grows, and what does not come is never touched.
  const BodyFraming& framing = head_->framing;
  if (framing.kind == BodyFraming::Kind::kLength) arriving_->bytes.space(static_cast<std::size_t>(framing.length));
  arriving_->bytes.append(input_.view().substr(head_length_));
  if (auto taken = take(in_input_); !taken) co_return std::move(taken).error();
  const TimePoint started = channel_.loop().now();
  while (!complete_) {
    const IoResult got = read_more();
    if (got.status == IoStatus::kOk) {
      if (auto taken = take(got.bytes); !taken) co_return std::move(taken).error();
      continue;
    }
    if (got.status != IoStatus::kWouldBlock) {
      co_return wait_error(WaitOutcome::kCancelled, ErrorSource::kClient, "request body: client left");
    }
    const TimePoint deadline = rate_deadline(started);
    const WaitOutcome outcome = co_await channel_.changed(deadline, cancellation);
    if (outcome != WaitOutcome::kSignalled) co_return wait_error(outcome, ErrorSource::kClient, "request body");
  }
  co_return arriving_->bytes.view();
}

Result<void> RequestBody::check_head() const {
  const auto coding = head_->headers.find("content-encoding");
  if (coding && !equals_ignoring_case(*coding, "identity")) {
    return client_error(ErrorCode::kUnsupported, "a request body must not have a content coding");
  }
  if (head_->framing.length > limits_.body_bytes_max) return too_large();
  return {};
}

IoResult RequestBody::read_more() {
  std::size_t wanted = kReadBytes;
  if (head_->framing.kind == BodyFraming::Kind::kLength) {
    wanted = static_cast<std::size_t>(head_->framing.length) - arriving_->bytes.size();
  }
  std::span<char> room = arriving_->bytes.space(std::min(wanted, kReadBytes));
  // Not a byte of the next request when the end is known.
  if (head_->framing.kind == BodyFraming::Kind::kLength) room = room.first(std::min(room.size(), wanted));
  const IoResult got = channel_.read(room);
  arriving_->bytes.commit(got.bytes);
  return got;
}

// Takes the last `count` bytes, which have come over the wire, into the body.
Result<void> RequestBody::take(std::size_t count) {
  arriving_->received += count;
  std::size_t payload = count;
  if (head_->framing.kind == BodyFraming::Kind::kChunked) {
    const std::span<char> wire = arriving_->bytes.bytes().last(count);
    const auto step = arriving_->chunks.decode(wire);
    if (step.state == ChunkedDecoder::State::kFault) {
      return client_error(ErrorCode::kInvalidRequest, "bad chunked body: " + std::string(arriving_->chunks.fault()));
    }
    arriving_->next.append({wire.data() + step.consumed, count - step.consumed});
    arriving_->bytes.truncate(arriving_->bytes.size() - count + step.payload);
    payload = step.payload;
    complete_ = step.state == ChunkedDecoder::State::kComplete;
  } else {
    complete_ = arriving_->bytes.size() == head_->framing.length;
  }
  if (arriving_->bytes.size() > limits_.body_bytes_max) return too_large();
  return charge(payload);
}

Result<void> RequestBody::charge(std::size_t count) {
  arriving_->charged += count;
  const std::size_t before = load_.body_bytes.fetch_add(count, std::memory_order_relaxed);
  if (before + count <= limits_.in_flight_bytes_max) return {};
  return make_error(ErrorCode::kOverloaded, ErrorSource::kInternal, "request bodies in flight exceed their budget");
}

TimePoint RequestBody::rate_deadline(TimePoint started) const noexcept {
  const std::chrono::milliseconds earned(arriving_->received * 1000 / limits_.body_bytes_per_second_min);
  return started + limits_.body_grace + earned;
}

Error RequestBody::too_large() const {
  return client_error(ErrorCode::kTooLarge,
                      "request body exceeds " + std::to_string(limits_.body_bytes_max) + " bytes");
}

}  // namespace aipool::http
