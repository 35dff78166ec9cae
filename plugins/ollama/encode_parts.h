// SPDX-License-Identifier: MIT
//
// OutgoingTurn is one message on its way to the upstream: a text, thoughts, files and calls.
//
// Flow:      encode_messages() asks why_not() for each part, puts the others into turns and writes those.
// Threading: one per message.
// Ownership: borrows the parts' texts.
// Errors:    what has no form is the caller's loss; what of a part has none is reported here.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "plugins/ollama/convert.h"

namespace aipool::ollama {

// Why a part cannot be written; empty: it can. `calls`: the message that it stands in has calls.
std::string_view why_not(const Target& target, const aip_part& part, bool calls);

// Media types, names and citations that have no place.
void lose_details(const Target& target, const aip_part& part, const Place& place);

class OutgoingTurn {
 public:
  // False: the part belongs into the next message, so that text and files stay in their order.
  bool takes(const aip_part& part) const;
  void add(const aip_part& part);
  bool empty() const { return !has_text_ && thoughts_.empty() && files_.empty() && calls_.empty(); }

  // The members after `role`.
  void write(const Target& target, const Place& place, ObjectWriter& object) const;

 private:
  void write_call(const Target& target, const aip_part& call, const Place& place) const;

  std::string text_;
  std::string thoughts_;
  bool has_text_ = false;
  bool files_first_ = false;
  std::vector<aip_bytes> files_;
  std::vector<aip_part> calls_;
};

}  // namespace aipool::ollama
