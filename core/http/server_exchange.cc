// SPDX-License-Identifier: MIT
#include "core/http/server_exchange.h"

#include <array>
#include <charconv>
#include <exception>
#include <stdexcept>
#include <utility>
#include <vector>

#include "core/http/head_writer.h"
#include "core/http/server_connection.h"

namespace aipool::http {
namespace {

constexpr std::string_view kLastChunk = "0\r\n\r\n";

bool has_no_body(int status) noexcept { return status < 200 || status == 204 || status == 304; }

}  // namespace

const RequestHead& ServerExchange::head() const noexcept { return connection_->head_; }
std::string_view ServerExchange::peer_address() const noexcept { return connection_->peer_; }
bool ServerExchange::peer_is_loopback() const noexcept { return connection_->peer_is_loopback_; }
Cancellation& ServerExchange::cancellation() noexcept { return connection_->gone_; }
bool ServerExchange::given_up() const noexcept { return connection_->given_up_; }

Task<Result<std::string_view>> ServerExchange::read_body() { return connection_->body_.read(&connection_->gone_); }

void ServerExchange::reset() noexcept {
  bytes_sent_ = 0;
  status_ = 0;
  phase_ = Phase::kNothing;
  coding_ = Coding::kNone;
}

void ServerExchange::respond(int status, std::span<const Header> headers, std::string_view body) {
  if (phase_ != Phase::kNothing) return abort();
  if (start(status, headers, Coding::kLength, body.size())) {
    const bool carried = coding_ == Coding::kLength && connection_->head_.method != "HEAD";
    const std::array<std::string_view, 1> pieces = {carried ? body : std::string_view()};
    connection_->channel_.send(pieces);
    bytes_sent_ += pieces[0].size();
  }
  phase_ = Phase::kFinished;
}

void ServerExchange::begin(int status, std::span<const Header> headers) {
  if (phase_ != Phase::kNothing) return abort();
  const Coding coding = connection_->head_.minor == 1 ? Coding::kChunked : Coding::kUntilClose;
  phase_ = start(status, headers, coding, 0) ? Phase::kBegun : Phase::kFinished;
}

// Queues the head. False when it was refused; the client has been told 500 then.
bool ServerExchange::start(int status, std::span<const Header> headers, Coding coding, std::size_t length) {
  status_ = status;
  coding_ = has_no_body(status) ? Coding::kNone : coding;
  connection_->closing_ = connection_->closing_ || !connection_->head_.keep_alive || connection_->context_.draining ||
                         !connection_->body_.boundary_known() || coding_ == Coding::kUntilClose;
  auto queued = queue_head(status, headers, length);
  if (queued) return true;
  connection_->context_.loop.report(std::make_exception_ptr(std::runtime_error(queued.error().detail)));
  status_ = 500;
  coding_ = Coding::kLength;
  connection_->closing_ = true;
  if (auto empty = queue_head(500, {}, 0); empty) connection_->channel_.send({});
  return false;
}

Result<void> ServerExchange::queue_head(int status, std::span<const Header> headers, std::size_t length) {
  HeadWriter writer(connection_->channel_.queue());
  writer.status_line(status);
  writer.headers(headers);
  writer.line("Date: ", connection_->context_.date.text(connection_->context_.loop.now()));
  if (coding_ == Coding::kLength) writer.line("Content-Length: ", length);
  if (coding_ == Coding::kChunked) writer.line("Transfer-Encoding: chunked\r\n");
  if (connection_->closing_) writer.line("Connection: close\r\n");
  return writer.finish();
}

Task<Result<void>> ServerExchange::write(std::string_view bytes) {
  const std::array<std::string_view, 1> pieces = {bytes};
  return write(std::span<const std::string_view>(pieces));
}

Task<Result<void>> ServerExchange::write(std::span<const std::string_view> pieces) {
  if (auto open = check_open(); !open) return Task<Result<void>>::ready(std::move(open));
  send_pieces(pieces);
  connection_->channel_.queue().trim(0);  // a stream may live long, and mostly waits
  if (connection_->channel_.queued() > connection_->context_.limits.buffered_high) {
    return drain(connection_->context_.limits.buffered_low);
  }
  return Task<Result<void>>::ready(check_open());
}

void ServerExchange::gather(WorkingSet& set) const noexcept {
  set.add(connection_->context_);
  set.add(&connection_, sizeof(void*));  // its reference to that
  connection_->channel_.gather(set);
  set.add(*this);
  set.add(connection_->gone_);
  set.add(connection_->head_.method);
}

bool ServerExchange::try_write(std::string_view bytes) {
  if (!check_open() || connection_->channel_.queued() > connection_->context_.limits.buffered_high) return false;
  const std::array<std::string_view, 1> pieces = {bytes};
  send_pieces(pieces);
  return true;
}

Task<Result<void>> ServerExchange::flush() {
  if (auto open = check_open(); !open) return Task<Result<void>>::ready(std::move(open));
  send_pieces({});
  return drain(0);
}

Task<Result<void>> ServerExchange::finish() {
  if (auto open = check_open(); !open) return Task<Result<void>>::ready(std::move(open));
  const bool chunked = coding_ == Coding::kChunked && connection_->head_.method != "HEAD";
  const std::array<std::string_view, 1> pieces = {chunked ? kLastChunk : std::string_view()};
  connection_->channel_.send(pieces);
  phase_ = Phase::kFinished;
  return Task<Result<void>>::ready({});
}

void ServerExchange::abort() noexcept {
  // An orderly close would look like the end of a body that only the close delimits.
  if (coding_ == Coding::kUntilClose) connection_->channel_.transport().reset_on_close();
  phase_ = Phase::kAborted;
  connection_->closing_ = true;
}

Result<void> ServerExchange::check_open() const {
  const bool gone = connection_->gone_.cancelled() && !connection_->given_up_;
  if (gone || connection_->channel_.failed()) {
    return wait_error(WaitOutcome::kCancelled, ErrorSource::kClient, "answer: client left");
  }
  if (phase_ == Phase::kBegun) return {};
  return make_error(ErrorCode::kInternal, ErrorSource::kInternal, "write outside of an answer");
}

void ServerExchange::send_pieces(std::span<const std::string_view> pieces) {
  Channel& channel = connection_->channel_;
  std::size_t length = 0;
  for (const std::string_view piece : pieces) length += piece.size();
  if (length == 0 || coding_ == Coding::kNone || connection_->head_.method == "HEAD") {
    channel.send({});
    return;
  }
  bytes_sent_ += length;
  if (coding_ == Coding::kUntilClose) {
    channel.send(pieces);
    return;
  }
  std::array<char, 18> size_line{};
  char* const digits_end = std::to_chars(size_line.data(), size_line.data() + 16, length, 16).ptr;
  digits_end[0] = '\r';
  digits_end[1] = '\n';
  const std::string_view size(size_line.data(), static_cast<std::size_t>(digits_end + 2 - size_line.data()));
  if (pieces.size() == 1) {
    const std::array<std::string_view, 3> chunk = {size, pieces[0], "\r\n"};
    channel.send(chunk);
    return;
  }
  std::vector<std::string_view> chunk;
  chunk.reserve(pieces.size() + 2);
  chunk.push_back(size);
  chunk.insert(chunk.end(), pieces.begin(), pieces.end());
  chunk.push_back("\r\n");
  channel.send(chunk);
}

Task<Result<void>> ServerExchange::drain(std::size_t low_water) {
  Channel& channel = connection_->channel_;
  while (channel.queued() > low_water && !channel.failed()) {
    const std::uint64_t before = channel.bytes_written();
    const TimePoint deadline = connection_->context_.loop.after(connection_->context_.limits.write_stall);
    const WaitOutcome outcome = co_await channel.changed(deadline, &connection_->gone_);
    const bool stalled = outcome == WaitOutcome::kDeadline && channel.bytes_written() == before;
    if (stalled || outcome == WaitOutcome::kCancelled) {
      co_return wait_error(outcome, ErrorSource::kClient, "answer: client does not read");
    }
  }
  if (channel.failed()) co_return wait_error(WaitOutcome::kCancelled, ErrorSource::kClient, "answer: client left");
  co_return Result<void>();
}

}  // namespace aipool::http
