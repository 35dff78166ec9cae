// SPDX-License-Identifier: MIT
#include "core/http/client_connection.h"

#include <algorithm>
#include <cerrno>
#include <string>
#include <utility>

#include "core/http/head_writer.h"

namespace aipool::http {
namespace {

constexpr unsigned kInterimHeadsMax = 16;
constexpr std::size_t kPiecesPerWrite = 64;
constexpr std::size_t kKeptBytes = 4096;  // of each buffer, while nothing happens

}  // namespace

ClientConnection::ClientConnection(std::unique_ptr<Channel> channel, const std::string& authority,
                                   const HeadLimits& limits)
    : channel_(std::move(channel)), authority_(authority), limits_(limits) {}

Result<bool> ClientConnection::start(const ClientRequest& request, std::chrono::milliseconds patience,
                                     TimePoint total_deadline) {
  if (auto written = write_head(request); !written) return std::move(written).error();
  queue_request(request.body);
  forget_last();
  method_ = request.method;
  patience_ = patience;
  total_deadline_ = total_deadline;
  deadline_ = std::min(total_deadline, channel_->loop().after(patience));
  return advance();
}

Result<bool> ClientConnection::go_on(WaitOutcome outcome) {
  if (outcome == WaitOutcome::kSignalled) return advance();
  return wait_error(outcome, ErrorSource::kUpstream, "answer of " + authority_);
}

Result<bool> ClientConnection::advance() {
  if (push_request()) deadline_ = std::min(total_deadline_, channel_->loop().after(patience_));
  auto complete = pull_head();  // a server may answer before it has read the request
  if (!complete || !*complete) return complete;
  reusable_ = head_.keep_alive && unsent_.empty();
  unsent_ = {};  // its views end with the caller's request
  method_ = {};
  return complete;
}

Result<void> ClientConnection::write_head(const ClientRequest& request) {
  request_head_.clear();
  HeadWriter writer(request_head_);
  writer.request_line(request.method, request.target);
  writer.line("Host: ", authority_);
  writer.headers(request.headers);
  writer.line("Accept-Encoding: identity\r\n");
  std::uint64_t length = 0;
  for (const std::string_view piece : request.body) length += piece.size();
  if (length != 0 || (request.method != "GET" && request.method != "HEAD")) writer.line("Content-Length: ", length);
  return writer.finish();
}

void ClientConnection::queue_request(std::span<const std::string_view> body) {
  std::size_t size = 0;
  for (const std::string_view piece : body) size += piece.size();
  if (size <= Transport::kCopiedBytes) {
    for (const std::string_view piece : body) request_head_.append(piece);
    whole_ = as_iovec(request_head_.view());
    unsent_ = {&whole_, 1};
    return;
  }
  pieces_.assign(1, as_iovec(request_head_.view()));
  for (const std::string_view piece : body) {
    if (!piece.empty()) pieces_.push_back(as_iovec(piece));
  }
  unsent_ = pieces_;
}

void ClientConnection::forget_last() noexcept {
  input_.clear();
  with_head_ = {};
  progress_.reset();
  interim_heads_ = 0;
  sent_bytes_ = 0;
  ended_ = reusable_ = refused_unread_ = false;
  end_ = BodyPiece();
}

bool ClientConnection::push_request() noexcept {
  const std::uint64_t before = sent_bytes_;
  while (!unsent_.empty()) {
    const IoResult result = channel_->write(unsent_.first(std::min(unsent_.size(), kPiecesPerWrite)));
    // A reset that is there before the first byte: the peer had closed, and what it never received it never read.
    const bool reset = result.error == EPIPE || result.error == ECONNRESET;
    if (result.status == IoStatus::kFailed && reset && sent_bytes_ == 0) refused_unread_ = true;
    if (result.status != IoStatus::kOk) break;
    sent_bytes_ += result.bytes;
    for (std::size_t left = result.bytes; left != 0;) {
      iovec& piece = unsent_.front();
      const std::size_t gone = std::min(left, piece.iov_len);
      piece = {static_cast<char*>(piece.iov_base) + gone, piece.iov_len - gone};
      left -= gone;
      if (piece.iov_len == 0) unsent_ = unsent_.subspan(1);
    }
  }
  return sent_bytes_ != before;
}

Result<bool> ClientConnection::pull_head() {
  for (;;) {
    const IoResult got = channel_->read_into(input_);
    if (got.status == IoStatus::kWouldBlock) return false;
    if (got.status == IoStatus::kClosed) return fault("closed before the response head");
    if (got.status == IoStatus::kFailed) return fault("reset before the response head");
    if (!progress_.worth_parsing(input_.view())) continue;
    auto complete = parse_head();
    if (!complete || *complete) return complete;
  }
}

Result<bool> ClientConnection::parse_head() {
  for (;;) {
    const ParseResult parsed = parse_response(input_.view(), limits_, method_, head_);
    if (parsed.state == ParseResult::State::kFault) return fault(parsed.reason);
    if (parsed.state == ParseResult::State::kIncomplete) return false;
    if (head_.status >= 200) {
      with_head_ = input_.bytes().subspan(parsed.length);
      left_ = head_.framing.length;
      chunks_ = ChunkedDecoder();
      gzip_.reset();
      const auto coding = head_.headers.find("content-encoding");
      if (!coding || equals_ignoring_case(*coding, "identity")) return true;
      if (!equals_ignoring_case(*coding, "gzip")) return fault("content coding that was not asked for");
      if (head_.framing.kind != BodyFraming::Kind::kNone) gzip_ = std::make_unique<Inflation>();
      return true;
    }
    if (head_.status == 101 || ++interim_heads_ > kInterimHeadsMax) return fault("unexpected interim response");
    input_.consume(parsed.length);
    progress_.reset();
  }
}

Task<Result<BodyPiece>> ClientConnection::read(TimePoint deadline, Cancellation* cancellation) {
  using Read = Task<Result<BodyPiece>>;
  if (channel_->out_of_turn()) return read_later(true, deadline, cancellation);
  auto pulled = pull_body();
  if (!pulled) return Read::ready(std::move(pulled).error());
  if (*pulled) return Read::ready(**pulled);
  return read_later(false, deadline, cancellation);
}

Task<Result<BodyPiece>> ClientConnection::read_later(bool yield_first, TimePoint deadline,
                                                     Cancellation* cancellation) {
  if (yield_first) {
    Yield yield(channel_->loop());
    co_await yield;
  }
  for (;;) {
    auto pulled = pull_body();
    if (!pulled) co_return std::move(pulled).error();
    if (*pulled) co_return **pulled;
    const WaitOutcome outcome = co_await arrival(deadline, cancellation);
    if (outcome != WaitOutcome::kSignalled) co_return given_up(outcome);
  }
}

void ClientConnection::gather(WorkingSet& set) const noexcept {
  channel_->gather(set);
  set.add(channel_);
  set.add(with_head_);
  set.add(head_.framing);
  set.add(chunks_);
  set.add(left_);
  set.add(end_);
}

Error ClientConnection::given_up(WaitOutcome outcome) {
  reusable_ = false;
  return wait_error(outcome, ErrorSource::kUpstream, "body of " + authority_);
}

Result<std::optional<BodyPiece>> ClientConnection::pull_body() {
  if (ended_) return std::optional<BodyPiece>(end_);
  const bool has_length =
      head_.framing.kind == BodyFraming::Kind::kNone || head_.framing.kind == BodyFraming::Kind::kLength;
  if (!with_head_.empty() || (has_length && left_ == 0)) {
    auto piece = take(std::exchange(with_head_, {}));
    if (!piece || *piece) return piece;
  }
  for (;;) {
    const std::span<char> scratch = channel_->loop().scratch();  // an idle stream holds no buffer for what may come
    const IoResult got = channel_->read(scratch);
    if (got.status == IoStatus::kWouldBlock) {
      request_head_.clear();  // an answer that takes its time may take long
      request_head_.trim(0);
      return std::optional<BodyPiece>();
    }
    if (got.status != IoStatus::kOk) return std::optional<BodyPiece>(end_of_stream(got.status));
    auto piece = take(scratch.first(got.bytes));
    if (!piece || *piece) return piece;
  }
}

// The payload of `wire`; nothing when it was framing only.
Result<std::optional<BodyPiece>> ClientConnection::take(std::span<char> wire) {
  BodyPiece piece;
  std::size_t used = wire.size();
  switch (head_.framing.kind) {
    case BodyFraming::Kind::kNone:
      used = 0;
      piece.end = true;
      break;
    case BodyFraming::Kind::kLength:
      used = static_cast<std::size_t>(std::min<std::uint64_t>(left_, wire.size()));
      left_ -= used;
      piece.bytes = {wire.data(), used};
      piece.end = left_ == 0;
      break;
    case BodyFraming::Kind::kChunked: {
      const auto step = chunks_.decode(wire);
      if (step.state == ChunkedDecoder::State::kFault) return fault(chunks_.fault());
      used = step.consumed;
      piece.bytes = {wire.data(), step.payload};
      piece.end = step.state == ChunkedDecoder::State::kComplete;
      break;
    }
    case BodyFraming::Kind::kUntilClose:
      piece.bytes = {wire.data(), used};
      break;
  }
  if (used < wire.size()) reusable_ = false;  // bytes that no request asked for
  if (piece.bytes.empty() && !piece.end) return std::optional<BodyPiece>();
  ended_ = piece.complete = end_.end = end_.complete = piece.end;
  return gzip_ ? inflated(piece) : std::optional<BodyPiece>(piece);
}

Result<std::optional<BodyPiece>> ClientConnection::inflated(BodyPiece piece) {
  gzip_->piece.clear();
  gzip_->piece.trim(kKeptBytes);
  const bool sound = gzip_->decoder.decode(piece.bytes, gzip_->piece);
  if (!sound || (piece.end && !gzip_->decoder.complete())) {
    reusable_ = false;
    return fault(sound ? "a gzip body that ends too early" : gzip_->decoder.fault());
  }
  piece.bytes = gzip_->piece.view();
  if (piece.bytes.empty() && !piece.end) return std::optional<BodyPiece>();
  return std::optional<BodyPiece>(piece);
}

BodyPiece ClientConnection::end_of_stream(IoStatus status) noexcept {
  reusable_ = false;
  ended_ = end_.end = true;
  end_.close_delimited = head_.framing.kind == BodyFraming::Kind::kUntilClose;
  end_.complete = end_.close_delimited && status == IoStatus::kClosed && (!gzip_ || gzip_->decoder.complete());
  return end_;
}

void ClientConnection::rest() noexcept {
  input_.clear();
  with_head_ = {};
  gzip_.reset();
  input_.trim(kKeptBytes);
}

Error ClientConnection::fault(std::string_view what) const {
  return make_error(ErrorCode::kUpstreamProtocol, ErrorSource::kUpstream, authority_ + ": " + std::string(what));
}

}  // namespace aipool::http
