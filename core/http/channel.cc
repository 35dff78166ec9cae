// SPDX-License-Identifier: MIT
#include "core/http/channel.h"

#include <sys/epoll.h>

#include <algorithm>
#include <array>
#include <utility>

namespace aipool::http {
namespace {

constexpr std::size_t kPiecesMax = 32;         // of one sendmsg
constexpr std::size_t kBulkBytes = 16 * 1024;  // from here on a copy costs more than a large buffer

}  // namespace

Channel::Channel(EventLoop& loop, std::unique_ptr<Transport> transport)
    : loop_(loop), transport_(std::move(transport)), changed_(loop) {
  loop_.watch(transport_->descriptor(), *this);
}

Channel::~Channel() { loop_.unwatch(transport_->descriptor()); }

IoResult Channel::read(std::span<char> into) noexcept {
  if (!readable_) return {IoStatus::kWouldBlock, 0, true, 0};
  const IoResult result = transport_->try_read(into);
  if (result.status == IoStatus::kFailed) failed_ = true;
  if (failed_ || result.status == IoStatus::kClosed) hung_up_ = true;
  // After a hang-up epoll reports nothing more, so the end itself has to be read.
  readable_ = hung_up_ || !result.drained;
  return result;
}

IoResult Channel::read_into(ByteBuffer& buffer) {
  const std::span<char> scratch = loop_.scratch();
  const std::span<char> room = buffer.space(0);
  if (room.size() >= kBulkBytes) {
    const IoResult result = read(room.first(std::min(room.size(), scratch.size())));
    buffer.commit(result.bytes);
    return result;
  }
  const IoResult result = read(scratch);
  if (result.bytes >= kBulkBytes && buffer.empty()) buffer.space(scratch.size());  // the next read skips the copy
  buffer.reserve(result.bytes);  // mostly that is all, and an answer may be waited for for long
  buffer.append({scratch.data(), result.bytes});
  return result;
}

IoResult Channel::write(std::span<const iovec> pieces) noexcept {
  if (failed_) return {IoStatus::kFailed, 0, true, 0};
  if (!writable_) return {IoStatus::kWouldBlock, 0, true, 0};
  const IoResult result = transport_->try_writev(pieces);
  if (result.status == IoStatus::kFailed) failed_ = hung_up_ = readable_ = true;
  writable_ = !result.drained;
  bytes_written_ += result.bytes;
  return result;
}

IoStatus Channel::send(std::span<const std::string_view> pieces) {
  std::array<iovec, kPiecesMax> parts __attribute__((uninitialized));  // most sends use two of them
  std::size_t size = queue_.size();
  for (const std::string_view piece : pieces) size += piece.size();
  if (queue_.empty() && size <= Transport::kCopiedBytes && writable_) {
    send_small(pieces, size);
  } else if (size <= Transport::kCopiedBytes || pieces.size() >= kPiecesMax || !writable_) {
    for (const std::string_view piece : pieces) queue_.append(piece);
    flush();
  } else {
    std::size_t count = 0;
    if (!queue_.empty()) parts[count++] = as_iovec(queue_.view());
    for (const std::string_view piece : pieces) {
      if (!piece.empty()) parts[count++] = as_iovec(piece);
    }
    if (count == 0) return IoStatus::kOk;
    std::size_t sent = write({parts.data(), count}).bytes;
    const std::size_t sent_of_queue = std::min(sent, queue_.size());
    queue_.consume(sent_of_queue);
    sent -= sent_of_queue;
    for (const std::string_view piece : pieces) {
      const std::size_t gone = std::min(sent, piece.size());
      queue_.append(piece.substr(gone));
      sent -= gone;
    }
  }
  if (failed_) return IoStatus::kFailed;
  return queue_.empty() ? IoStatus::kOk : IoStatus::kWouldBlock;
}

// One copy and one system call; the queue stays as it is, without memory, unless the socket is full.
void Channel::send_small(std::span<const std::string_view> pieces, std::size_t size) {
  std::array<char, Transport::kCopiedBytes> bytes __attribute__((uninitialized));
  char* end = bytes.data();
  for (const std::string_view piece : pieces) end = std::copy(piece.begin(), piece.end(), end);
  if (size == 0) return;
  const iovec all{bytes.data(), size};
  const std::size_t sent = write({&all, 1}).bytes;
  queue_.append({bytes.data() + sent, size - sent});
}

void Channel::flush() noexcept {
  if (queue_.empty()) return;
  const iovec all = as_iovec(queue_.view());
  queue_.consume(write({&all, 1}).bytes);
}

bool Channel::open_and_silent() noexcept {
  if (hung_up_) return false;
  doubt();
  char byte = 0;
  return read({&byte, 1}).status == IoStatus::kWouldBlock;
}

Signal::Wait Channel::changed(TimePoint deadline, Cancellation* cancellation) noexcept {
  turns_ = 0;
  changed_.clear();
  return changed_.wait(deadline, cancellation);
}

void Channel::gather(WorkingSet& set) const noexcept {
  set.add(*this);
  set.add(*transport_);
}

bool Channel::out_of_turn() noexcept {
  if (++turns_ < kTurnsWithoutPause) return false;
  turns_ = 0;
  return true;
}

void Channel::on_events(std::uint32_t events) {
  if ((events & (EPOLLERR | EPOLLHUP)) != 0) failed_ = true;
  if ((events & (EPOLLRDHUP | EPOLLERR | EPOLLHUP)) != 0) {
    readable_ = hung_up_ = true;
    if (on_hang_up_ != nullptr) on_hang_up_->cancel();
  }
  if ((events & EPOLLIN) != 0) readable_ = true;
  if ((events & EPOLLOUT) != 0) {
    writable_ = true;
    flush();
  }
  changed_.set();
}

}  // namespace aipool::http
