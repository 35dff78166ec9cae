// SPDX-License-Identifier: MIT
//
// Nothing is lost in silence: whatever is left out of a client's request either changes what an upstream of another
// protocol gets, or takes a reported loss away.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aipool/json.hpp"
#include "aipool/kit/protocol_driver.hpp"
#include "claude/examples.h"
#include "gemini/examples.h"
#include "openai/examples.h"
#include "protocol_test.h"

namespace aipool::test {
namespace {

std::vector<std::string> bodies(std::string_view protocol) {
  const bool claude = protocol == "claude.messages";
  const bool gemini = protocol == "gemini.generate";
  const std::string head = gemini   ? R"({"contents":[{"role":"user","parts":[{"text":"x"}]})"
                           : claude ? R"({"model":"m-4-6","max_tokens":9,"messages":[{"role":"user","content":"x"})"
                                    : R"({"model":"m","messages":[{"role":"user","content":"x"})";
  std::vector<std::string> all;
  const auto add_members = [&](std::string_view members) { all.push_back(head + "]," + std::string(members) + "}"); };
  const auto add_message = [&](std::string_view message) { all.push_back(head + "," + std::string(message) + "]}"); };
  if (gemini) {
    for (const std::string_view members : gemini::kMembers) add_members(members);
    for (const std::string_view content : gemini::kContents) add_message(content);
  } else if (claude) {
    for (const std::string_view members : claude::kMembers) add_members(members);
    for (const std::string_view message : claude::kTurns) add_message(message);
  } else {
    for (const std::string_view members : openai::kMembers) add_members(members);
    for (const std::string_view message : openai::kMessages) add_message(message);
  }
  return all;
}

// The value without the one that stands at `left_out`.
void write_without(json::Value value, std::size_t left_out, std::string& out) {
  if (!value.is_object() && !value.is_array()) {
    out += value.raw();
    return;
  }
  out += value.is_object() ? '{' : '[';
  const std::size_t start = out.size();
  const auto separate = [&] { out += out.size() == start ? "" : ","; };
  for (const json::Member member : value.members()) {
    if (member.value.offset() == left_out) continue;
    separate();
    out.append(member.key.raw()).append(":");
    write_without(member.value, left_out, out);
  }
  for (const json::Value element : value.elements()) {
    if (element.offset() == left_out) continue;
    separate();
    write_without(element, left_out, out);
  }
  out += value.is_object() ? '}' : ']';
}

// What an upstream gets, and how much of the client's request it does not get. Refused: the client hears of it.
struct Converted {
  bool refused = false;
  std::string body;
  std::vector<kit::Loss> losses;
};

class ConservedTest : public testing::Test {
 protected:
  static Converted convert(std::string body) {
    static kit::FakeHost host;
    static const kit::Plugin from_plugin = kit::Plugin::load(plugin_path(), host);
    static const kit::Plugin to_plugin = kit::Plugin::load(other_plugin_path(), host);
    static const kit::ProtocolDriver from(from_plugin, protocol_id());
    static const kit::ProtocolDriver to(to_plugin, other_protocol_id());
    kit::Request request(host, {.body = std::move(body)});
    request.canonical().operation = AIP_OP_GENERATE;
    Converted result;
    result.refused = from.inspect(request) != AIP_OK || from.decode_request(request) != AIP_OK;
    if (result.refused) return result;
    request.canonical().upstream_model = request.canonical().client_model;
    result.refused = to.encode_request(request, result.body) != AIP_OK;
    result.losses = request.call().losses();
    return result;
  }

  // Leaves each member and element out, those inside of what is lost whole but for the loss that names it.
  void check(json::Value value, const std::string& pointer) {
    std::size_t index = 0;
    for (const json::Member member : value.members()) check_one(member.value, pointer + "/" + member.key.string());
    for (const json::Value element : value.elements()) check_one(element, pointer + "/" + std::to_string(index++));
  }

  json::Document document_;
  Converted whole_;
  std::size_t tried_ = 0;
  std::size_t required_ = 0;

 private:
  void check_one(json::Value value, const std::string& pointer) {
    std::string less;
    write_without(document_.root(), value.offset(), less);
    const Converted without = convert(less);
    ++tried_;
    if (without.refused) {
      ++required_;
    } else if (without.body == whole_.body) {
      const bool named = without.losses.size() < whole_.losses.size() || is_named(pointer);
      EXPECT_TRUE(named || is_idle(value, pointer)) << pointer << " is lost in silence: " << document_.root().raw();
      return;
    }
    check(value, pointer);
  }

  bool is_named(const std::string& pointer) const {
    return std::any_of(whole_.losses.begin(), whole_.losses.end(), [&](const kit::Loss& loss) {
      return pointer.starts_with(loss.pointer) &&
             (pointer.size() == loss.pointer.size() || pointer[loss.pointer.size()] == '/');
    });
  }

  // What says no more than its absence.
  static bool is_idle(json::Value value, std::string_view pointer) {
    constexpr std::pair<std::string_view, std::string_view> kIdle[] = {
        {"/type", R"("function")"},  // of a tool or a call
        {"/response_format", R"({"type":"text"})"},
        {"/tool_choice", R"("auto")"},
        {"/parameters", R"({"type":"object"})"},
        {"/json_schema/strict", "true"},                 // claude.messages is always strict
        {"/source/media_type", R"("text/plain")"},       // of a text
        {"/thinking", R"({"type":"adaptive"})"},         // beside an effort
        {"/source/media_type", R"("application/pdf")"},  // of a document
        {"/inlineData/mimeType", R"("application/pdf")"},
        {"/role", R"("user")"},                          // of a content that has none
        {"/responseMimeType", R"("application/json")"},  // beside a schema
        {"/responseJsonSchema", R"({"type":"object"})"},
        {"/thinkingBudget", "-1"},  // the model decides
        {"/thinkingConfig", R"({"thinkingBudget":-1})"},
        {"/generationConfig", R"({"thinkingConfig":{"thinkingBudget":-1}})"},
        {"/thoughtSignature", R"("c2ln")"},        // nobody else can read it
        {"/fileData/mimeType", R"("video/mp4")"},  // of an address
    };
    return value.is_null() || std::any_of(std::begin(kIdle), std::end(kIdle), [&](const auto& idle) {
             return pointer.ends_with(idle.first) && value.raw() == idle.second;
           });
  }
};

TEST_F(ConservedTest, WhatIsNotCarriedIsNamed) {
  for (const std::string& body : bodies(protocol_id())) {
    ASSERT_EQ(document_.parse(body), json::Error::kNone) << body;
    whole_ = convert(body);
    ASSERT_FALSE(whole_.refused) << body;
    check(document_.root(), "");
  }
  std::printf("%zu members and elements left out, %zu of them required\n", tried_, required_);
  EXPECT_GT(tried_ - required_, 90U);
}

}  // namespace
}  // namespace aipool::test
