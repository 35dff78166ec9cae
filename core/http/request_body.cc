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
  received_ = 0;
  chunks_ = ChunkedDecoder();
  const std::size_t arrived = input_.size() - head_length;
  const bool chunked = head.framing.kind == BodyFraming::Kind::kChunked;
  complete_ = !chunked && arrived >= head.framing.length;
  in_input_ = complete_ ? static_cast<std::size_t>(head.framing.length) : arrived;
}

void RequestBody::end() noexcept {
  if (charged_ != 0) load_.body_bytes.fetch_sub(charged_, std::memory_order_relaxed);
  charged_ = 0;
  bytes_.clear();
  bytes_.trim(0);
}

void RequestBody::consume_request() {
  input_.consume(head_length_ + in_input_);
  input_.append(next_.view());
  next_.clear();
}

Task<Result<std::string_view>> RequestBody::read(Cancellation* cancellation) {
  using Read = Task<Result<std::string_view>>;
  if (auto allowed = check_head(); !allowed) return Read::ready(std::move(allowed).error());
  if (complete_) return Read::ready(input_.view().substr(head_length_, in_input_));
  return read_rest(cancellation);
}

Task<Result<std::string_view>> RequestBody::read_rest(Cancellation* cancellation) {
  if (head_->expects_continue && in_input_ == 0) {
    const std::array<std::string_view, 1> pieces = {kContinue};
    channel_.send(pieces);
  }
  // Room for all of it at once: nothing is copied as it grows, and what does not come is never touched.
  if (head_->framing.kind == BodyFraming::Kind::kLength) bytes_.space(static_cast<std::size_t>(head_->framing.length));
  bytes_.append(input_.view().substr(head_length_));
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
  co_return bytes_.view();
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
    wanted = static_cast<std::size_t>(head_->framing.length) - bytes_.size();
  }
  std::span<char> room = bytes_.space(std::min(wanted, kReadBytes));
  // Not a byte of the next request when the end is known.
  if (head_->framing.kind == BodyFraming::Kind::kLength) room = room.first(std::min(room.size(), wanted));
  const IoResult got = channel_.read(room);
  bytes_.commit(got.bytes);
  return got;
}

// Takes the last `count` bytes, which have come over the wire, into the body.
Result<void> RequestBody::take(std::size_t count) {
  received_ += count;
  std::size_t payload = count;
  if (head_->framing.kind == BodyFraming::Kind::kChunked) {
    const std::span<char> wire = bytes_.bytes().last(count);
    const auto step = chunks_.decode(wire);
    if (step.state == ChunkedDecoder::State::kFault) {
      return client_error(ErrorCode::kInvalidRequest, "bad chunked body: " + std::string(chunks_.fault()));
    }
    next_.append({wire.data() + step.consumed, count - step.consumed});
    bytes_.truncate(bytes_.size() - count + step.payload);
    payload = step.payload;
    complete_ = step.state == ChunkedDecoder::State::kComplete;
  } else {
    complete_ = bytes_.size() == head_->framing.length;
  }
  if (bytes_.size() > limits_.body_bytes_max) return too_large();
  return charge(payload);
}

Result<void> RequestBody::charge(std::size_t count) {
  charged_ += count;
  const std::size_t before = load_.body_bytes.fetch_add(count, std::memory_order_relaxed);
  if (before + count <= limits_.in_flight_bytes_max) return {};
  return make_error(ErrorCode::kOverloaded, ErrorSource::kInternal, "request bodies in flight exceed their budget");
}

TimePoint RequestBody::rate_deadline(TimePoint started) const noexcept {
  const std::chrono::milliseconds earned(received_ * 1000 / limits_.body_bytes_per_second_min);
  return started + limits_.body_grace + earned;
}

Error RequestBody::too_large() const {
  return client_error(ErrorCode::kTooLarge,
                      "request body exceeds " + std::to_string(limits_.body_bytes_max) + " bytes");
}

}  // namespace aipool::http
