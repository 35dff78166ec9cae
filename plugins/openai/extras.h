// SPDX-License-Identifier: MIT
//
// Extras: members of JSON objects that nobody mapped, kept while decoding and put back in their place while encoding.
//
// Flow:      decoders fill an ExtraList; encoders write objects through ObjectWriter, which merges the extras in.
// Threading: one per call.
// Ownership: raw texts are spans of the source; the lists lie in the call arena.
// Errors:    none; what another protocol left behind is reported as a loss.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>
#include <vector>

#include "aipool/json.hpp"
#include "aipool/sdk.hpp"
#include "plugins/openai/place.h"
#include "plugins/openai/source.h"

namespace aipool::openai {

class ExtraList {
 public:
  explicit ExtraList(const Source& source) : source_(source) {}

  void add(std::uint32_t ordinal, json::Member member);
  aip_extras take() const;  // a copy in the call arena

 private:
  const Source& source_;
  std::vector<aip_extra> items_;
};

// All members of `object` but the `known` ones. A known member that the tree holds only in part can be kept whole by
// leaving it out of `known`: the extra then stands for it on the way back (see ObjectWriter).
aip_extras extras_of(const Source& source, json::Value object, std::initializer_list<std::string_view> known);

// True if `object` has a member outside `known`.
bool has_others(json::Value object, std::initializer_list<std::string_view> known);

// Writes one object: own extras go out where as many members stand before them as did in their source.
class ObjectWriter {
 public:
  ObjectWriter(json::Writer& out, aip_extras extras, std::uint32_t origin);

  // Writes the key; the caller writes the value. False: an extra of that key stands for the member.
  [[nodiscard]] bool member(std::string_view key);
  void string(std::string_view key, aip_bytes value);  // nothing where the value is absent
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

// Reports every extra that came from another protocol.
void lose_foreign(sdk::Env& env, aip_extras extras, std::uint32_t origin, const Place& place);

// An own extra by key, or {NULL, 0}.
aip_bytes own_extra(aip_extras extras, std::uint32_t origin, std::string_view key);

}  // namespace aipool::openai
