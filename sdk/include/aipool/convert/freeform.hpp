// SPDX-License-Identifier: MIT
//
// Tools with free-form input, for protocols whose tools take nothing but an object: its one member holds the input.
//
// Flow:      as_function() where tools are listed, write_freeform() where a call of one stands in the history.
// Threading: pure.
// Ownership: borrows the request's texts; the schema is static.
// Errors:    the grammar of the input, which has no place, is a loss.
#pragma once

#include <string_view>

#include "aipool/convert/place.hpp"
#include "aipool/convert/target.hpp"
#include "aipool/json/writer.hpp"

namespace aipool::convert {

inline constexpr std::string_view kFreeformSchema =
    R"({"type":"object","properties":{"input":{"type":"string"}},"required":["input"],"additionalProperties":false})";

inline bool is_function(const Target& target, const aip_tool& tool) {
  return tool.kind == AIP_TOOL_FUNCTION || (tool.kind == AIP_TOOL_CUSTOM && !target.own(tool.origin));
}

// A copy; REQUIRES: is_function().
inline aip_tool as_function(const Target& target, aip_tool tool, const Place& place) {
  if (tool.kind == AIP_TOOL_FUNCTION) return tool;
  if (sdk::present(tool.json)) target.lose(place.key("format"), "a form of free input: it became a member of an object");
  tool.kind = AIP_TOOL_FUNCTION;
  tool.schema_json = sdk::bytes(kFreeformSchema);
  tool.json = {};
  return tool;
}

inline void write_freeform(json::Writer& out, std::string_view input) {
  out.begin_object().key("input").string(input).end_object();
}

}  // namespace aipool::convert
