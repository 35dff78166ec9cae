// SPDX-License-Identifier: MIT
#include "plugins/kiro/event_stream.h"

namespace aipool::kiro {
namespace {

constexpr int kFaultsMax = 5;
constexpr std::size_t kSkippedMax = std::size_t{1} << 20;

[[noreturn]] void refuse_stream() {
  throw sdk::upstream_fault("The upstream's answer is not the event stream that it says it is.");
}

}  // namespace

void EventStream::add(std::string_view piece) {
  bytes_.erase(0, at_);
  at_ = 0;
  bytes_ += piece;
}

std::optional<EventFrame> EventStream::next() {
  while (size_ != 0 || finds_prelude()) {
    if (bytes_.size() - at_ < size_) return std::nullopt;
    const std::string_view frame = std::string_view(bytes_).substr(at_, size_);
    at_ += size_;
    size_ = 0;
    const std::size_t summed = frame.size() - 4;
    std::optional<EventFrame> event;
    if (checksum(frame.substr(0, summed)) == read_u32(frame, summed)) event = read_frame(frame);
    if (event) {
      faults_ = 0;
      return event;
    }
    fault();
  }
  return std::nullopt;
}

// Goes on, byte by byte, to where a frame may begin. A stretch without one is one fault.
bool EventStream::finds_prelude() {
  for (; bytes_.size() - at_ >= kPreludeSize; ++at_) {
    const std::string_view prelude = std::string_view(bytes_).substr(at_, kPreludeSize);
    if (is_prelude(prelude)) {
      size_ = read_u32(prelude, 0);
      skipped_ = 0;
      return true;
    }
    if (skipped_++ == 0) fault();
    if (skipped_ > kSkippedMax) refuse_stream();
  }
  return false;
}

bool EventStream::is_prelude(std::string_view bytes) const {
  const std::size_t total = read_u32(bytes, 0);
  const std::size_t headers = read_u32(bytes, 4);
  const bool sane = total >= kFrameOverhead && total <= kFrameSizeMax && headers <= kHeadersSizeMax &&
                    headers <= total - kFrameOverhead;
  return sane && checksum(bytes.substr(0, 8)) == read_u32(bytes, 8);
}

void EventStream::fault() {
  damaged_ = true;
  if (++faults_ >= kFaultsMax) refuse_stream();
}

std::uint32_t EventStream::checksum(std::string_view bytes) const { return hash_->crc32(0, sdk::bytes(bytes)); }

}  // namespace aipool::kiro
