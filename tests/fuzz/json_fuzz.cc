// SPDX-License-Identifier: MIT
//
// Any bytes: every kernel and simdjson must agree on them, and what is accepted must survive being written again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "aipool/json.hpp"
#include "tests/unit/json/oracle.h"

namespace {

using namespace aipool::json;

void require(bool holds) {
  if (!holds) std::abort();
}

// Writes the tree again with every string unescaped and escaped.
void rewrite(Value value, Writer& out) {
  if (value.is_object()) {
    out.begin_object();
    for (const Member member : value.members()) {
      out.key(member.key.string());
      rewrite(member.value, out);
    }
    out.end_object();
  } else if (value.is_array()) {
    out.begin_array();
    for (const Value element : value.elements()) rewrite(element, out);
    out.end_array();
  } else if (value.is_string()) {
    require(value.equals(value.string()));
    out.string(value.string());
  } else {
    out.raw(value.raw());
  }
}

std::string rewrite(Value value) {
  std::string text;
  Writer out(text);
  rewrite(value, out);
  return text;
}

void check_against_oracle(std::string_view text, const Document& document, bool accepted) {
  const simdjson::padded_string padded(text);
  simdjson::dom::parser parser;
  simdjson::dom::element theirs;
  const bool valid = parser.parse(padded).get(theirs) == simdjson::SUCCESS;
  require(valid == accepted || has_wide_number(document.root()));
  if (valid) require(same(document.root(), theirs));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(static_cast<const char*>(static_cast<const void*>(data)), size);
  const Limits limits{.depth_max = kDepthMax};
  Document document;
  const Error error = document.parse(text, limits, Level::kPlain);
  const std::size_t offset = document.error_offset();
  for (const Level level : {Level::kSse2, Level::kAvx2}) {
    require(document.parse(text, limits, level) == error);
    require(document.error_offset() == offset);
  }
  check_against_oracle(text, document, error == Error::kNone);
  if (error != Error::kNone) return 0;
  const std::string once = rewrite(document.root());
  Document again;
  require(again.parse(once, limits) == Error::kNone);
  require(rewrite(again.root()) == once);
  return 0;
}
