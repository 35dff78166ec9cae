// SPDX-License-Identifier: MIT
#include "plugins/kiro/event_frame.h"

#include <array>

namespace aipool::kiro {
namespace {

constexpr std::uint8_t kBytesType = 6;
constexpr std::uint8_t kStringType = 7;
// By type; those of bytes and strings have their length before them.
constexpr std::array<std::size_t, 10> kValueSizes = {0, 0, 1, 2, 4, 8, 0, 0, 8, 16};

std::uint8_t byte_at(std::string_view bytes, std::size_t at) { return static_cast<std::uint8_t>(bytes[at]); }

// One header; false: it is cut, or of an unknown type.
class HeaderReader {
 public:
  explicit HeaderReader(std::string_view bytes) : rest_(bytes) {}

  bool done() const { return rest_.empty(); }
  bool next() {
    const std::size_t name_size = byte_at(rest_, 0);
    rest_.remove_prefix(1);
    if (name_size == 0 || rest_.size() < name_size + 1) return false;
    name = rest_.substr(0, name_size);
    const std::uint8_t type = byte_at(rest_, name_size);
    rest_.remove_prefix(name_size + 1);
    if (type >= kValueSizes.size()) return false;
    std::size_t size = kValueSizes[type];
    if (type == kBytesType || type == kStringType) {
      if (rest_.size() < 2) return false;
      size = static_cast<std::size_t>(byte_at(rest_, 0)) << 8 | byte_at(rest_, 1);
      rest_.remove_prefix(2);
    }
    if (rest_.size() < size) return false;
    text = type == kStringType ? rest_.substr(0, size) : std::string_view();
    rest_.remove_prefix(size);
    return true;
  }

  std::string_view name;
  std::string_view text;  // empty for what is no string

 private:
  std::string_view rest_;
};

}  // namespace

std::uint32_t read_u32(std::string_view bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8 | byte_at(bytes, at + i);
  return value;
}

std::optional<EventFrame> read_frame(std::string_view frame) {
  const std::size_t headers = read_u32(frame, 4);
  EventFrame event;
  event.payload = frame.substr(kPreludeSize + headers, frame.size() - headers - kFrameOverhead);
  HeaderReader reader(frame.substr(kPreludeSize, headers));
  while (!reader.done()) {
    if (!reader.next()) return std::nullopt;
    if (reader.name == ":message-type") event.message_type = reader.text;
    if (reader.name == ":event-type") event.event_type = reader.text;
    if (reader.name == ":exception-type") event.exception_type = reader.text;
    if (reader.name == ":error-code") event.error_code = reader.text;
    if (reader.name == ":error-message") event.error_message = reader.text;
  }
  return event;
}

}  // namespace aipool::kiro
