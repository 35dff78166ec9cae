// SPDX-License-Identifier: MIT
//
// ObjectWriter writes one JSON object and puts the extras of its source back in their place.
//
// Flow:      an encoder asks member() for each member that it maps, then close().
// Threading: one per object.
// Ownership: borrows the writer and the extras.
// Errors:    none.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

#include "aipool/convert/extras.hpp"
#include "aipool/json.hpp"
#include "aipool/sdk.hpp"

namespace aipool::convert {

// Writes one object: own extras go out where as many members stand before them as did in their source.
class ObjectWriter {
 public:
  ObjectWriter(json::Writer& out, aip_extras extras, std::uint32_t origin);

  // Writes the key, a name of the protocol, which has nothing to escape; the caller writes the value. False: an extra of
  // that key stands for the member.
  [[nodiscard]] bool member(std::string_view key);
  void string(std::string_view key, aip_bytes value);  // nothing where the value is absent
  void string(std::string_view key, json::Literal value);
  void raw(std::string_view key, aip_bytes json);      // likewise
  void close();

 private:
  void flush(std::uint32_t ordinal);

  json::Writer& out_;
  std::span<const aip_extra> extras_;
  std::uint32_t origin_;
  std::size_t next_ = 0;
  std::uint32_t written_ = 0;
};

inline ObjectWriter::ObjectWriter(json::Writer& out, aip_extras extras, std::uint32_t origin)
    : out_(out), extras_(sdk::span(extras)), origin_(origin) {
  out_.begin_object();
}

inline bool ObjectWriter::member(std::string_view key) {
  if (!extras_.empty()) {
    flush(written_);
    if (own_extra(sdk::extras(extras_), origin_, key).data != nullptr) return false;
  }
  out_.key_raw(key);
  ++written_;
  return true;
}

inline void ObjectWriter::string(std::string_view key, aip_bytes value) {
  if (value.data != nullptr && member(key)) out_.string(sdk::view(value));
}

inline void ObjectWriter::string(std::string_view key, json::Literal value) {
  if (member(key)) out_.string(value);
}

inline void ObjectWriter::raw(std::string_view key, aip_bytes json) {
  if (json.data != nullptr && member(key)) out_.raw(sdk::view(json));
}

inline void ObjectWriter::close() {
  flush(std::numeric_limits<std::uint32_t>::max());
  out_.end_object();
}

inline void ObjectWriter::flush(std::uint32_t ordinal) {
  for (; next_ < extras_.size() && extras_[next_].ordinal <= ordinal; ++next_) {
    const aip_extra& extra = extras_[next_];
    if (extra.origin != origin_) continue;
    out_.key(sdk::view(extra.key));
    out_.raw(sdk::view(extra.raw));
    ordinal = std::max(ordinal, ++written_);
  }
}

}  // namespace aipool::convert
