// SPDX-License-Identifier: MIT
//
// KiroTest is ProtocolTest for kiro.generate: frames of its streams are made here, with right checksums or wrong
// ones.
//
// Flow:      as ProtocolTest.
// Threading: one thread.
// Ownership: as ProtocolTest.
// Errors:    gtest assertions.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "aipool/kit/hash.hpp"
#include "protocol_test.h"

namespace aipool::kiro {

using test::call;
using test::loss_pointers;
using test::part;
using test::same_json;
using test::to_line;
using test::to_lines;

inline std::string big_endian(std::size_t value, int bytes) {
  std::string text;
  for (int i = bytes - 1; i >= 0; --i) text += static_cast<char>(value >> (8 * i) & 0xff);
  return text;
}

inline std::string string_header(std::string_view name, std::string_view value) {
  return big_endian(name.size(), 1) + std::string(name) + '\7' + big_endian(value.size(), 2) + std::string(value);
}

inline std::string checksum(std::string_view bytes) { return big_endian(kit::crc32(0, bytes), 4); }

inline std::string frame_of(std::string_view headers, std::string_view payload) {
  std::string frame = big_endian(headers.size() + payload.size() + 16, 4) + big_endian(headers.size(), 4);
  frame += checksum(frame);
  frame.append(headers).append(payload);
  return frame + checksum(frame);
}

// An event as the service sends it.
inline std::string event(std::string_view type, std::string_view payload) {
  return frame_of(string_header(":event-type", type) + string_header(":content-type", "application/json") +
                      string_header(":message-type", "event"),
                  payload);
}
inline std::string exception(std::string_view type, std::string_view payload) {
  return frame_of(string_header(":exception-type", type) + string_header(":message-type", "exception"), payload);
}

inline std::string says(std::string_view text) {
  std::string payload;
  json::Writer(payload).begin_object().key("content").string(text).end_object();
  return event("assistantResponseEvent", payload);
}
inline std::string stops() { return event("metadataEvent", R"({"stopReason":"END_TURN"})"); }

class KiroTest : public test::ProtocolTest {
 protected:
  static kit::Reply reply(std::string body) {
    return {.headers = {{"content-type", "application/vnd.amazon.eventstream"}}, .body = std::move(body)};
  }
  std::string events_of(std::string body) {
    asked_ = foreign();
    return to_lines(driver_.decode(*asked_, reply(std::move(body))).seen.events);
  }

  static aip_message message(aip_enum role, const std::vector<aip_part>& parts) {
    aip_message made{};
    made.struct_size = sizeof made;
    made.role = role;
    sdk::set_parts(made, parts);
    return made;
  }
  static aip_part text(std::string_view words) { return part(AIP_PART_TEXT, words); }
  // REQUIRES: `children` outlives the part, as the parts of a message do.
  static aip_part result(std::string_view id, const std::vector<aip_part>& children, std::uint32_t flags = 0) {
    aip_part made = part(AIP_PART_TOOL_RESULT, {}, flags);
    made.id = sdk::bytes(id);
    sdk::set_children(made, children);
    return made;
  }
  static aip_part image(std::string_view type, std::string_view data) {
    aip_part made = part(AIP_PART_IMAGE);
    made.media_type = sdk::bytes(type);
    made.data = sdk::bytes(data);
    return made;
  }
  static aip_tool tool(std::string_view name, std::string_view description = "d", std::string_view schema = {}) {
    aip_tool made{};
    made.struct_size = sizeof made;
    made.kind = AIP_TOOL_FUNCTION;
    made.name = sdk::bytes(name);
    made.description = sdk::bytes(description);
    made.schema_json = sdk::bytes(schema);
    return made;
  }

  // The request for those messages, kept for losses().
  kit::Request& asks(const std::vector<aip_message>& all, const kit::Settings& options = {}) {
    asked_ = foreign();
    messages_ = all;
    settings_ = options;
    options_.clear();
    for (const auto& [name, value] : settings_) options_.push_back(sdk::field(name, value));
    asked_->canonical().dialect = sdk::fields(options_);
    if (!all.empty()) sdk::set_messages(asked_->canonical(), messages_);
    return *asked_;
  }
  // A member of the body, by its path with dots; "" is the body.
  std::string sent(kit::Request& request, std::string_view path = {}) {
    body_ = encoded(request);
    EXPECT_EQ(document_.parse(body_), json::Error::kNone) << body_;
    json::Value value = document_.root();
    while (!path.empty()) {
      const std::string_view key = path.substr(0, path.find('.'));
      path.remove_prefix(std::min(key.size() + 1, path.size()));
      value = value.find(key);
    }
    return std::string(value.raw());
  }
  // "user: text", with what else the turn holds, a line for each turn; the last is the current message.
  std::string turns(kit::Request& request);
  std::vector<std::string> losses() { return loss_pointers(*asked_); }

  std::unique_ptr<kit::Request> asked_;

 private:
  std::vector<aip_message> messages_;
  kit::Settings settings_;
  std::vector<aip_field> options_;
  std::string body_;
  json::Document document_;
};

inline std::string turn_line(json::Value entry) {
  const json::Value user = entry.find("userInputMessage");
  const json::Value turn = user ? user : entry.find("assistantResponseMessage");
  std::string line = (user ? "user: " : "assistant: ") + turn.find("content").string();
  for (const json::Value image : turn.find("images").elements()) line += " [" + image.find("format").string() + "]";
  for (const json::Value use : turn.find("toolUses").elements()) {
    line +=
        " +" + use.find("name").string() + "#" + use.find("toolUseId").string() + std::string(use.find("input").raw());
  }
  for (const json::Value each : turn.find("userInputMessageContext").find("toolResults").elements()) {
    line += " =" + each.find("toolUseId").string() + " " + each.find("status").string();
    for (const json::Value content : each.find("content").elements()) line += " " + content.find("text").string();
  }
  return line + "\n";
}

inline std::string KiroTest::turns(kit::Request& request) {
  sent(request);
  const json::Value state = document_.root().find("conversationState");
  std::string lines;
  for (const json::Value entry : state.find("history").elements()) lines += turn_line(entry);
  return lines + turn_line(state.find("currentMessage"));
}

}  // namespace aipool::kiro
