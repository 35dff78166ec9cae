// SPDX-License-Identifier: MIT
//
// EventStream cuts bytes, in whatever pieces they come, into frames whose two checksums are right.
//
// Flow:      add() a piece, then next() until it has nothing; whole() at the end.
// Threading: one stream, one thread at a time.
// Ownership: owns the bytes of the frame that is not yet whole; a frame that next() gave lives until the next call.
// Errors:    what is damaged is skipped and remembered: whole() is then false. Five faults in a row, or a long
//            stretch without a frame, throw sdk::Fault of class AIP_E_UPSTREAM_PROTOCOL.
// Units:     bytes.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "aipool/sdk.hpp"
#include "plugins/kiro/event_frame.h"

namespace aipool::kiro {

class EventStream {
 public:
  explicit EventStream(const aip_hash_service* hash) : hash_(hash) {}

  void add(std::string_view piece);
  std::optional<EventFrame> next();
  // Nothing was skipped, and nothing is left.
  bool whole() const { return !damaged_ && at_ == bytes_.size(); }
  // A payload that makes no sense counts as damage too.
  void spoil() { fault(); }

 private:
  bool finds_prelude();
  bool is_prelude(std::string_view bytes) const;
  void fault();
  std::uint32_t checksum(std::string_view bytes) const;

  const aip_hash_service* const hash_;
  std::string bytes_;
  std::size_t at_ = 0;       // what is before has been read
  std::size_t size_ = 0;     // of the frame at `at_` whose prelude is right; 0: not yet known
  std::size_t skipped_ = 0;  // bytes in a row that no frame begins with
  int faults_ = 0;           // in a row
  bool damaged_ = false;
};

}  // namespace aipool::kiro
