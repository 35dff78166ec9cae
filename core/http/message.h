// SPDX-License-Identifier: MIT
//
// RequestHead and ResponseHead are a parsed HTTP/1.1 head: views of the bytes that came over the wire.
//
// Flow:      made by head_parser, read by the gateway, gone when the exchange ends.
// Threading: plain values.
// Ownership: every view points into the head buffer of its connection and is valid until the exchange ends.
// Errors:    none.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace aipool::http {

struct Header {
  std::string_view name;
  std::string_view value;
};

namespace detail {
// REQUIRES: both are `size` bytes long, and that is not zero.
bool same_but_case(const char* a, const char* b, std::size_t size) noexcept;
}  // namespace detail

// ASCII letters only, as header names and the tokens of their values compare.
inline bool equals_ignoring_case(std::string_view a, std::string_view b) noexcept {
  if (a.size() != b.size()) return false;
  if (a.empty()) return true;
  if (((a.front() ^ b.front()) & ~0x20) != 0) return false;  // most names differ here already
  return detail::same_but_case(a.data(), b.data(), a.size());
}

class Headers {
 public:
  // The first field of that name.
  std::optional<std::string_view> find(std::string_view name) const noexcept;

  void add(std::string_view name, std::string_view value) { fields_.push_back({name, value}); }
  void clear() noexcept { fields_.clear(); }
  std::size_t size() const noexcept { return fields_.size(); }
  auto begin() const noexcept { return fields_.begin(); }
  auto end() const noexcept { return fields_.end(); }

 private:
  std::vector<Header> fields_;
};

// How the end of a body is known.
struct BodyFraming {
  enum class Kind : std::uint8_t { kNone, kLength, kChunked, kUntilClose };
  Kind kind = Kind::kNone;
  std::uint64_t length = 0;  // for kLength
};

struct RequestHead {
  std::string_view method;
  std::string_view target;  // as sent
  std::string_view path;    // of the target, nothing decoded; a literal "/" where that has none
  std::string_view query;   // after '?', without it
  int minor = 1;            // HTTP/1.minor
  Headers headers;
  BodyFraming framing;
  bool keep_alive = true;
  bool expects_continue = false;
};

struct ResponseHead {
  int status = 0;
  std::string_view reason;
  int minor = 1;
  Headers headers;
  BodyFraming framing;
  bool keep_alive = true;
};

}  // namespace aipool::http
