// SPDX-License-Identifier: MIT
#include "tests/bench/convert/bodies.h"
#include "tests/bench/convert/samples.h"

namespace aipool::bench {
namespace {

void write_turn(json::Writer& out, std::size_t turn) {
  const std::string id = "call_" + std::to_string(10'000'000 + turn * 7919);
  out.begin_object().key("role").string("assistant").key("content").string(json_samples::prose(150, turn));
  out.key("tool_calls").begin_array().begin_object().key("id").string(id).key("type").string("function");
  out.key("function").begin_object().key("name").string(call_name(turn)).key("arguments").string(arguments(turn));
  out.end_object().end_object().end_array().end_object();
  out.begin_object().key("role").string("tool").key("tool_call_id").string(id);
  out.key("content").string(json_samples::code(700, turn) + json_samples::prose(300, turn)).end_object();
}

std::string tools(std::size_t turns) {
  std::string text;
  json::Writer out(text);
  out.begin_object().key("model").string("gpt-5").key("stream").boolean(true).key("messages").begin_array();
  json_samples::write_message(out, "system", json_samples::prose(4000, 1));
  json_samples::write_message(out, "user", json_samples::prose(400, 2));
  for (std::size_t turn = 0; turn < turns; ++turn) write_turn(out, turn);
  out.end_array().key("tools").begin_array();
  for (std::size_t number = 0; number < 20; ++number) json_samples::write_tool(out, number);
  out.end_array().end_object();
  return text;
}

std::string image(std::size_t size) {
  std::string text;
  json::Writer out(text);
  out.begin_object().key("model").string("gpt-5").key("messages").begin_array().begin_object();
  out.key("role").string("user").key("content").begin_array();
  out.begin_object().key("type").string("text").key("text").string("What does this show?").end_object();
  out.begin_object().key("type").string("image_url").key("image_url").begin_object();
  out.key("url").string("data:image/png;base64," + picture(size)).end_object().end_object();
  out.end_array().end_object().end_array().end_object();
  return text;
}

// `write` writes the members of the delta.
template <class Write>
std::string chunk(Write&& write, std::string_view finish = {}) {
  std::string text = "data: ";
  json::Writer out(text);
  out.begin_object().key("id").string("chatcmpl-A1b2C3").key("object").string("chat.completion.chunk");
  out.key("created").number(1700000000).key("model").string("gpt-5").key("choices").begin_array().begin_object();
  out.key("index").number(0).key("delta").begin_object();
  write(out);
  out.end_object().key("finish_reason");
  finish.empty() ? out.null() : out.string(finish);
  out.end_object().end_array().end_object();
  return text += "\n\n";
}

std::string text_chunk(std::string_view piece) {
  return chunk([&](json::Writer& out) { out.key("content").string(piece); });
}

std::string call_chunk(std::string_view piece) {
  return chunk([&](json::Writer& out) {
    out.key("tool_calls").begin_array().begin_object().key("index").number(0).key("function").begin_object();
    out.key("arguments").string(piece).end_object().end_object().end_array();
  });
}

std::string call_start() {
  return chunk([](json::Writer& out) {
    out.key("tool_calls").begin_array().begin_object().key("index").number(0).key("id").string("call_17");
    out.key("type").string("function").key("function").begin_object().key("name").string("tool_3");
    out.key("arguments").string("").end_object().end_object().end_array();
  });
}

std::string usage() {
  std::string text = R"(data: {"id":"chatcmpl-A1b2C3","object":"chat.completion.chunk","created":1700000000,)";
  text += R"("model":"gpt-5","choices":[],"usage":{"prompt_tokens":812,"completion_tokens":190,"total_tokens":1002}})";
  return text += "\n\n";
}

std::vector<std::string> stream(std::size_t events) {
  constexpr std::size_t kFrame = 5;  // all but the pieces
  std::vector<std::string> all;
  all.push_back(chunk([](json::Writer& out) { out.key("role").string("assistant").key("content").string(""); }));
  const std::size_t half = (events - kFrame) / 2;
  while (all.size() < 1 + half) all.push_back(text_chunk(word(all.size())));
  all.push_back(call_start());
  const std::vector<std::string> pieces = arguments_in(events - kFrame - half);
  for (const std::string& piece : pieces) all.push_back(call_chunk(piece));
  all.push_back(chunk([](json::Writer&) {}, "tool_calls"));
  all.push_back(usage());
  all.push_back("data: [DONE]\n\n");
  return all;
}

std::string text_delta() { return text_chunk(" token"); }
std::string call_delta() { return call_chunk("\"path\": "); }

}  // namespace

Bodies chat_bodies() { return {"openai.chat", json_samples::chat(), tools, image, stream, text_delta(), call_delta()}; }

}  // namespace aipool::bench
