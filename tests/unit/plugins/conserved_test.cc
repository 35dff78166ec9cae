// SPDX-License-Identifier: MIT
//
// Nothing is lost in silence: whatever is left out of a client's request either changes what an upstream of another
// protocol gets, or takes a reported loss away.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aipool/json.hpp"
#include "aipool/kit/protocol_driver.hpp"
#include "claude/examples.h"
#include "gemini/examples.h"
#include "ollama/examples.h"
#include "openai/examples.h"
#include "openai/responses/examples.h"
#include "protocol_test.h"

namespace aipool::test {
namespace {

// What a protocol's examples are put into, and the examples.
struct Examples {
  std::string_view protocol;
  std::string_view head;  // up to the end of the first message
  std::span<const std::string_view> members;
  std::span<const std::string_view> messages;
};
constexpr Examples kExamples[] = {
    {"claude.messages", R"({"model":"m-4-6","max_tokens":9,"messages":[{"role":"user","content":"x"})", claude::kMembers,
     claude::kTurns},
    {"gemini.generate", R"({"contents":[{"role":"user","parts":[{"text":"x"}]})", gemini::kMembers, gemini::kContents},
    {"ollama.chat", R"({"model":"m","messages":[{"role":"user","content":"x"})", ollama::kMembers, ollama::kMessages},
    {"openai.chat", R"({"model":"m","messages":[{"role":"user","content":"x"})", openai::kMembers, openai::kMessages},
    {"openai.responses", R"({"model":"m","input":[{"type":"message","role":"user","content":"x"})",
     openai::responses::kMembers, openai::responses::kItems},
};

std::vector<std::string> bodies(std::string_view protocol) {
  std::vector<std::string> all;
  for (const Examples& examples : kExamples) {
    if (examples.protocol != protocol) continue;
    const std::string head(examples.head);
    for (const std::string_view members : examples.members) all.push_back(head + "]," + std::string(members) + "}");
    for (const std::string_view message : examples.messages) all.push_back(head + "," + std::string(message) + "]}");
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
    constexpr std::string_view kFormat = "/text/format";
    constexpr std::string_view kInput = "/input/";
    if (pointer.starts_with(kFormat)) return names("/response_format" + pointer.substr(kFormat.size()));
    if (!pointer.starts_with(kInput)) return names(pointer);
    // An item is lost as a whole or in what is inside of it: losses name the message that it is in the tree.
    const std::string item = "/messages/" + pointer.substr(kInput.size(), pointer.find('/', kInput.size()) - kInput.size());
    return std::any_of(whole_.losses.begin(), whole_.losses.end(),
                       [&](const kit::Loss& loss) { return loss.pointer.starts_with(item); });
  }

  bool names(const std::string& pointer) const {
    return std::any_of(whole_.losses.begin(), whole_.losses.end(), [&](const kit::Loss& loss) {
      return pointer.starts_with(loss.pointer) &&
             (pointer.size() == loss.pointer.size() || pointer[loss.pointer.size()] == '/');
    });
  }

  // What says no more than its absence; where a protocol is given, to or from that one.
  static bool is_idle(json::Value value, std::string_view pointer) {
    struct Idle {
      std::string_view protocol;
      std::string_view pointer;
      std::string_view value;
    };
    constexpr std::string_view kGemini = "gemini.generate";
    constexpr std::string_view kKiro = "kiro.generate";
    constexpr std::string_view kOllama = "ollama.chat";
    constexpr std::string_view kResponses = "openai.responses";
    constexpr Idle kIdle[] = {
        {{}, "/type", R"("function")"},  // of a tool or a call
        {{}, "/response_format", R"({"type":"text"})"},
        {{}, "/tool_choice", R"("auto")"},
        {{}, "/parameters", R"({"type":"object"})"},
        {{}, "/json_schema/strict", "true"},            // claude.messages is always strict
        {{}, "/source/media_type", R"("text/plain")"},  // of a text
        {{}, "/thinking", R"({"type":"adaptive"})"},    // beside an effort
        {kGemini, "/source/media_type", R"("application/pdf")"},  // of a document
        {kGemini, "/inlineData/mimeType", R"("application/pdf")"},
        {kGemini, "/role", R"("user")"},                          // of a content that has none
        {kGemini, "/responseMimeType", R"("application/json")"},  // beside a schema
        {kGemini, "/responseJsonSchema", R"({"type":"object"})"},
        {kGemini, "/thinkingBudget", "-1"},  // the model decides
        {kGemini, "/thinkingConfig", R"({"thinkingBudget":-1})"},
        {kGemini, "/generationConfig", R"({"thinkingConfig":{"thinkingBudget":-1}})"},
        {kGemini, "/thoughtSignature", R"("c2ln")"},        // nobody else can read it
        {kGemini, "/fileData/mimeType", R"("video/mp4")"},  // of an address
        {kKiro, "/input_schema", R"({"type":"object"})"},
        {kKiro, "/parameters/type", R"("OBJECT")"},
        {kKiro, "/parameters", "{}"},
        {kKiro, "/content/0/type", R"("reasoning_text")"},  // of a thought
        {kKiro, "/think", "false"},         // as is not asked for
        {kOllama, "/think", "true"},                        // as models do that can
        {kOllama, "/tool_name", R"("f")"},                  // beside an id
        {kOllama, "/arguments", "{}"},
        {kOllama, "/input_schema", R"({"type":"object"})"},
        {kResponses, "/type", R"("message")"},  // of an item
        {kResponses, "/status", R"("completed")"},
        {kResponses, "/logprobs", "[]"},
        {kResponses, "/annotations", "[]"},
        {kResponses, "/summary", "[]"},
        {kResponses, "/mode", R"("auto")"},  // of a choice among some tools
        {kResponses, "/store", "false"},     // where nobody else remembers
        {kResponses, "/text", R"({"format":{"type":"text"}})"},
        {kResponses, "/format", R"({"type":"text"})"},
    };
    const bool item_id = pointer.starts_with("/input/") && pointer.ends_with("/id");  // means something at home only
    return value.is_null() || item_id || std::any_of(std::begin(kIdle), std::end(kIdle), [&](const Idle& idle) {
             const bool here =
                 idle.protocol.empty() || idle.protocol == protocol_id() || idle.protocol == other_protocol_id();
             return here && pointer.ends_with(idle.pointer) && value.raw() == idle.value;
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
  EXPECT_GT(tried_ - required_, 100U);
}

}  // namespace
}  // namespace aipool::test
