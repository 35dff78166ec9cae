// SPDX-License-Identifier: MIT
//
// Bodies as LLM clients and upstreams send them, made by code: a short chat, a long conversation with tools, one delta.
//
// Flow:      for benchmarks and for the seeds of mutation tests.
// Threading: pure functions.
// Ownership: the caller owns what is returned.
// Errors:    none.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "aipool/json/writer.hpp"

namespace aipool::json_samples {

// English with some typography, as models write it.
inline std::string prose(std::size_t size, std::size_t seed) {
  static constexpr std::string_view kPhrases[] = {
      "The request is routed to the pool with the fewest open leases. ",
      "I checked the log and the second attempt was answered after 120 ms. ",
      "It\u2019s worth noting that the limit applies per account \u2014 not per key. ",
      "Let me look at the configuration first, then run the tests again. ",
      "Both values are correct; the difference is only in how they are rounded. ",
      "The na\u00efve fix would hide the error instead of reporting it. "};
  std::string text;
  while (text.size() < size) text += kPhrases[seed++ % std::size(kPhrases)];
  return text;
}

// Source code: quotes, backslashes, tabs and a newline every few words.
inline std::string code(std::size_t size, std::size_t seed) {
  static constexpr std::string_view kLines[] = {
      "#include <string>\n",
      "int main(int argc, char** argv) {\n",
      "\tif (argc < 2) {\n\t\tfprintf(stderr, \"usage: %s FILE\\n\", argv[0]);\n\t\treturn 1;\n\t}\n",
      "\tconst std::string path = \"/srv/app/data/records.csv\";\n",
      "\tfor (const auto& row : read(path)) {\n\t\tprint(row.name, row.value);\n\t}\n",
      "\treturn 0;\n}\n\n"};
  std::string text;
  while (text.size() < size) text += kLines[seed++ % std::size(kLines)];
  return text;
}

inline void write_message(json::Writer& out, std::string_view role, std::string_view content) {
  out.begin_object().key("role").string(role).key("content").string(content).end_object();
}

// One chat request of about 2 KB.
inline std::string chat() {
  std::string text;
  json::Writer out(text);
  out.begin_object().key("model").string("gpt-5").key("temperature").number(0.7).key("top_p").number(1);
  out.key("max_tokens").number(1024).key("stream").boolean(true).key("n").number(1).key("stop").null();
  out.key("stream_options").begin_object().key("include_usage").boolean(true).end_object();
  out.key("messages").begin_array();
  write_message(out, "system", prose(500, 0));
  for (std::size_t turn = 0; turn < 3; ++turn) {
    write_message(out, "user", prose(80, turn));
    write_message(out, "assistant", prose(250, turn + 3));
  }
  write_message(out, "user", "Please show it as a list:\n- first\n- second\n");
  out.end_array().key("user").string("user-1234").end_object();
  return text;
}

inline void write_tool(json::Writer& out, std::size_t number) {
  out.begin_object().key("type").string("function").key("function").begin_object();
  out.key("name").string("tool_" + std::to_string(number)).key("description").string(prose(300, number));
  out.key("parameters").begin_object().key("type").string("object").key("properties").begin_object();
  for (const std::string_view name : {"path", "pattern", "limit", "recursive"}) {
    out.key(name).begin_object().key("type").string(name == "limit" ? "integer" : "string");
    out.key("description").string(prose(60, number)).end_object();
  }
  out.end_object().key("required").begin_array().string("path").string("pattern").end_array();
  out.key("additionalProperties").boolean(false).end_object().end_object().end_object();
}

inline void write_tool_turn(json::Writer& out, std::size_t turn) {
  std::string arguments;
  json::Writer(arguments)
      .begin_object()
      .key("path")
      .string("/srv/app/main_" + std::to_string(turn) + ".cc")
      .key("content")
      .string(code(500, turn))
      .key("overwrite")
      .boolean(true)
      .end_object();
  const std::string id = "call_" + std::to_string(10'000'000 + turn * 7919);
  out.begin_object().key("role").string("assistant").key("content").string(prose(150, turn)).key("tool_calls");
  out.begin_array().begin_object().key("id").string(id).key("type").string("function").key("function").begin_object();
  out.key("name").string("tool_3").key("arguments").string(arguments).end_object().end_object().end_array();
  out.end_object().begin_object().key("role").string("tool").key("tool_call_id").string(id);
  out.key("content").string(code(700, turn) + prose(300, turn)).end_object();
}

// A request of an agent, of about 200 KB: twenty tools, then calls whose arguments are JSON inside a string.
inline std::string tools() {
  std::string text;
  json::Writer out(text);
  out.begin_object().key("model").string("gpt-5").key("stream").boolean(true).key("messages").begin_array();
  write_message(out, "system", prose(4000, 1));
  for (std::size_t turn = 0; turn < 78; ++turn) write_tool_turn(out, turn);
  out.end_array().key("tools").begin_array();
  for (std::size_t number = 0; number < 20; ++number) write_tool(out, number);
  out.end_array().end_object();
  return text;
}

// One chunk of a stream.
inline std::string delta() {
  return R"({"id":"chatcmpl-A1b2C3","object":"chat.completion.chunk","created":1700000000,"model":"gpt-5",)"
         R"("choices":[{"index":0,"delta":{"content":" token"},"finish_reason":null}]})";
}

}  // namespace aipool::json_samples
