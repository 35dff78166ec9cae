// SPDX-License-Identifier: MIT
//
// grammar_fault() says where a stream breaks what clients of openai.responses rely on.
//
// Flow:      tests of whoever writes such a stream.
// Threading: pure.
// Ownership: none.
// Errors:    none; an empty text: the stream is sound.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "aipool/json.hpp"

namespace aipool::openai::responses {

// What a client relies on: every event counts up, items and parts open and close in pairs and in order, one end.
inline std::string grammar_fault(std::string_view body) {
  json::Document document;
  std::int64_t next = 0;
  std::string state = "before";
  std::int64_t item = 0;
  while (!body.empty()) {
    const std::size_t end = body.find("\n\n");
    if (end == std::string_view::npos) return "no end of an event";
    std::string_view frame = body.substr(0, end);
    body.remove_prefix(end + 2);
    if (frame.starts_with(":")) continue;
    const std::size_t line = frame.find("\ndata: ");
    if (line == std::string_view::npos || document.parse(frame.substr(line + 7)) != json::Error::kNone) return "no event";
    const json::Value event = document.root();
    const std::string type = event.find("type").string();
    if (frame.substr(7, line - 7) != type) return "another name: " + type;
    if (event.find("sequence_number").int64() != next++) return "sequence at " + type;
    const bool itemised = event.find("output_index").is_number();
    if (itemised && event.find("output_index").int64() != item) return "index of " + type;
    const auto step = [&](std::string_view from, std::string_view to) {
      if (state != from) return type + " in " + state;
      state = to;
      return std::string();
    };
    std::string fault;
    if (type == "response.created") fault = step("before", "begun");
    else if (type == "response.in_progress") fault = step("begun", "between");
    else if (type == "response.output_item.added") fault = step("between", "item");
    else if (type == "response.content_part.added" || type == "response.reasoning_summary_part.added") fault = step("item", "part");
    else if (type == "response.content_part.done" || type == "response.reasoning_summary_part.done") fault = step("said", "item");
    else if (type.ends_with("_arguments.done") || type.ends_with("_input.done")) fault = step("item", "called");
    else if (type.ends_with("_text.done") || type == "response.refusal.done") fault = step("part", "said");
    else if (type == "response.output_item.done") { fault = state == "called" ? step("called", "between") : step("item", "between"); ++item; }
    else if (type == "response.completed" || type == "response.incomplete" || type == "response.failed") fault = step("between", "ended");
    else if (type == "error") state = "between";
    if (!fault.empty()) return fault;
  }
  return state == "ended" ? "" : "no end";
}

}  // namespace aipool::openai::responses
