// SPDX-License-Identifier: MIT
#include "tests/bench/convert/bodies.h"
#include "tests/bench/convert/samples.h"

namespace aipool::bench {
namespace {

json::Writer& begin_request(json::Writer& out) {
  return out.begin_object().key("model").string("claude-sonnet-4-5").key("max_tokens").number(1024);
}

json::Writer& begin_block(json::Writer& out, std::string_view type) {
  return out.begin_object().key("type").string(type);
}

void write_text(json::Writer& out, std::string_view text) {
  begin_block(out, "text").key("text").string(text).end_object();
}

std::string chat() {
  std::string text;
  json::Writer out(text);
  begin_request(out).key("temperature").number(0.7).key("top_p").number(1).key("stream").boolean(true);
  out.key("system").string(json_samples::prose(500, 0)).key("messages").begin_array();
  for (std::size_t turn = 0; turn < 3; ++turn) {
    json_samples::write_message(out, "user", json_samples::prose(80, turn));
    json_samples::write_message(out, "assistant", json_samples::prose(250, turn + 3));
  }
  json_samples::write_message(out, "user", "Please show it as a list:\n- first\n- second\n");
  out.end_array().key("metadata").begin_object().key("user_id").string("user-1234").end_object().end_object();
  return text;
}

void write_turn(json::Writer& out, std::size_t turn) {
  const std::string id = "toolu_" + std::to_string(10'000'000 + turn * 7919);
  out.begin_object().key("role").string("assistant").key("content").begin_array();
  write_text(out, json_samples::prose(150, turn));
  begin_block(out, "tool_use").key("id").string(id).key("name").string(call_name(turn));
  out.key("input").raw(arguments(turn)).end_object().end_array().end_object();
  out.begin_object().key("role").string("user").key("content").begin_array();
  begin_block(out, "tool_result").key("tool_use_id").string(id);
  out.key("content").string(json_samples::code(700, turn) + json_samples::prose(300, turn)).end_object();
  out.end_array().end_object();
}

void write_tool(json::Writer& out, std::size_t number) {
  out.begin_object().key("name").string("tool_" + std::to_string(number));
  out.key("description").string(json_samples::prose(300, number)).key("input_schema").begin_object();
  out.key("type").string("object").key("properties").begin_object();
  for (const std::string_view name : {"path", "pattern", "limit", "recursive"}) {
    out.key(name).begin_object().key("type").string(name == "limit" ? "integer" : "string");
    out.key("description").string(json_samples::prose(60, number)).end_object();
  }
  out.end_object().key("required").begin_array().string("path").string("pattern").end_array();
  out.key("additionalProperties").boolean(false).end_object().end_object();
}

std::string tools(std::size_t turns) {
  std::string text;
  json::Writer out(text);
  begin_request(out).key("stream").boolean(true).key("system").string(json_samples::prose(4000, 1));
  out.key("messages").begin_array();
  json_samples::write_message(out, "user", json_samples::prose(400, 2));
  for (std::size_t turn = 0; turn < turns; ++turn) write_turn(out, turn);
  out.end_array().key("tools").begin_array();
  for (std::size_t number = 0; number < 20; ++number) write_tool(out, number);
  out.end_array().end_object();
  return text;
}

std::string image(std::size_t size) {
  std::string text;
  json::Writer out(text);
  begin_request(out).key("messages").begin_array().begin_object().key("role").string("user");
  out.key("content").begin_array();
  write_text(out, "What does this show?");
  begin_block(out, "image").key("source").begin_object().key("type").string("base64");
  out.key("media_type").string("image/png").key("data").string(picture(size)).end_object().end_object();
  out.end_array().end_object().end_array().end_object();
  return text;
}

std::string event(std::string_view name, std::string_view members) {
  std::string text = "event: ";
  text.append(name).append("\ndata: {\"type\":\"").append(name).append("\"").append(members);
  return text += "}\n\n";
}

std::string block_start(std::size_t index, std::string_view block) {
  return event("content_block_start",
               std::string(R"(,"index":)").append(std::to_string(index)).append(R"(,"content_block":)").append(block));
}

std::string block_stop(std::size_t index) {
  return event("content_block_stop", R"(,"index":)" + std::to_string(index));
}

std::string block_delta(std::size_t index, std::string_view type, std::string_view key, std::string_view piece) {
  std::string members = R"(,"index":)" + std::to_string(index) + R"(,"delta":)";
  json::Writer(members).begin_object().key("type").string(type).key(key).string(piece).end_object();
  return event("content_block_delta", members);
}

std::string text_delta(std::string_view piece) { return block_delta(0, "text_delta", "text", piece); }
std::string call_delta(std::string_view piece) { return block_delta(1, "input_json_delta", "partial_json", piece); }

std::vector<std::string> stream(std::size_t events) {
  constexpr std::size_t kFrame = 7;  // all but the pieces
  std::vector<std::string> all;
  all.push_back(event("message_start",
                      R"(,"message":{"id":"msg_01","type":"message","role":"assistant","model":"claude-sonnet-4-5",)"
                      R"("content":[],"stop_reason":null,"stop_sequence":null,)"
                      R"("usage":{"input_tokens":812,"output_tokens":1}})"));
  all.push_back(block_start(0, R"({"type":"text","text":""})"));
  const std::size_t half = (events - kFrame) / 2;
  while (all.size() < 2 + half) all.push_back(text_delta(word(all.size())));
  all.push_back(block_stop(0));
  all.push_back(block_start(1, R"({"type":"tool_use","id":"toolu_17","name":"tool_3","input":{}})"));
  const std::vector<std::string> pieces = arguments_in(events - kFrame - half);
  for (const std::string& piece : pieces) all.push_back(call_delta(piece));
  all.push_back(block_stop(1));
  all.push_back(event("message_delta", R"(,"delta":{"stop_reason":"tool_use","stop_sequence":null},)"
                                       R"("usage":{"output_tokens":190})"));
  all.push_back(event("message_stop", ""));
  return all;
}

std::string middle_of_text() { return text_delta(" tokens of the text"); }
std::string middle_of_call() { return call_delta("\"path\": "); }

}  // namespace

Bodies messages_bodies() {
  return {"claude.messages", chat(), tools, image, stream, middle_of_text(), middle_of_call()};
}

}  // namespace aipool::bench
