// SPDX-License-Identifier: MIT
#include <random>

#include "chat_test.h"

namespace aipool::openai {
namespace {

// Damaged bytes give a clean fault or a clean answer: never a panic, never memory that is not ours (run it with ASan).
class HostileTest : public ChatTest {
 protected:
  std::string damaged(std::string text) {
    constexpr std::string_view kBytes = "{}[]\",:\\nul0-1e.\x80\xff t\n";
    const std::size_t hits = 1 + random_() % 3;
    for (std::size_t i = 0; i < hits && !text.empty(); ++i) {
      const std::size_t at = random_() % text.size();
      switch (random_() % 4) {
        case 0:
          text[at] = kBytes[random_() % kBytes.size()];
          break;
        case 1:
          text.erase(at, 1 + random_() % 20);
          break;
        case 2:
          text.insert(at, 1, kBytes[random_() % kBytes.size()]);
          break;
        default:
          text.insert(at, text.substr(random_() % text.size(), random_() % 40));
      }
    }
    return text;
  }

  std::mt19937 random_{7};
};

constexpr int kRounds = 2000;

constexpr const char* kRequest =
    R"({"model":"m","stream":true,"stream_options":{"include_usage":false},"temperature":0.5,"stop":["a"],"n":2,"messages":
[{"role":"system","content":"s"},{"role":"user","content":[{"type":"text","text":"x\u00e9"},{"type":"image_url","image_url":
{"url":"data:image/png;base64,AA==","detail":"low"}},{"type":"file","file":{"file_id":"f"}}]},{"role":"assistant","content":
null,"reasoning":"r","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool",
"tool_call_id":"c","content":"r"}],"tools":[{"type":"function","function":{"name":"f","parameters":{},"strict":true}}],
"tool_choice":{"type":"function","function":{"name":"f"}},"response_format":{"type":"json_schema","json_schema":
{"name":"n","schema":{}}},"reasoning":{"effort":"low"},"extra":[1,{"a":2}]})";

constexpr const char* kStream =
    R"({"id":"c","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"","reasoning":"t"}}],"usage":null}
{"id":"c","choices":[{"index":0,"delta":{"content":"a\u00e9"},"logprobs":{"content":[]}},{"index":1,"delta":{"refusal":"n"}}]}
{"id":"c","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{"}}]}}]}
{"id":"c","choices":[{"index":0,"delta":{"audio":{"id":"x","data":"AA"}},"finish_reason":"stop"},{"index":1,"delta":{},"finish_reason":"stop"}]}
{"id":"c","choices":[],"usage":{"prompt_tokens":1,"prompt_tokens_details":{"cached_tokens":1}}}
[DONE])";

TEST_F(HostileTest, DamagedRequestsGiveCleanFaults) {
  for (int round = 0; round < kRounds; ++round) {
    kit::Request made(host_, {.body = damaged(kRequest)});
    made.canonical().operation = AIP_OP_GENERATE;
    const aip_rc inspected = driver_.inspect(made);
    ASSERT_TRUE(inspected == AIP_OK || inspected == AIP_E_INVALID_REQUEST) << inspected << made.body();
    if (inspected != AIP_OK) continue;
    const aip_rc decoded = driver_.decode_request(made);
    ASSERT_TRUE(decoded == AIP_OK || decoded == AIP_E_INVALID_REQUEST) << decoded << made.body();
    made.canonical().upstream_model = sdk::bytes("other");
    std::string body;
    if (decoded == AIP_OK) {
      ASSERT_EQ(driver_.encode_request(made, body), AIP_OK) << made.body();
    }
    made.canonical().flags |= AIP_REQUEST_PASS;
    ASSERT_EQ(driver_.encode_request(made, body), AIP_OK) << made.body();
    kit::Request spliced(host_, {.body = body});
    spliced.canonical().operation = AIP_OP_GENERATE;
    ASSERT_EQ(driver_.inspect(spliced), AIP_OK) << body;
    EXPECT_EQ(sdk::view(spliced.canonical().client_model), "other");
  }
}

TEST_F(HostileTest, DamagedAnswersGiveCleanFaultsAndWhatComesOutIsWellFormed) {
  const auto asking = decoded(R"({"model":"m","stream":true,"messages":[{"role":"user"}]})");
  const auto passing = decoded(R"({"model":"m","stream":true,"messages":[{"role":"user"}]})");
  passing->canonical().flags |= AIP_REQUEST_PASS;
  const std::string body = stream(kStream).body;
  for (int round = 0; round < kRounds; ++round) {
    kit::Reply reply = stream("");
    reply.body = damaged(body);
    const kit::Decoded seen = driver_.decode(*asking, reply);
    ASSERT_TRUE(seen.rc == AIP_OK || seen.rc == AIP_E_UPSTREAM_PROTOCOL) << seen.rc << reply.body;
    ASSERT_FALSE(seen.seen.fold.ended() && seen.seen.fold.failed()) << reply.body;
    const kit::Decoded passed = driver_.decode(*passing, reply);
    ASSERT_EQ(passed.rc, seen.rc) << reply.body;
    ASSERT_EQ(verdict(passed.seen.events), verdict(seen.seen.events)) << reply.body;
    const kit::Encoded encoded = driver_.encode(*asking, kit::Replay(seen.seen.events));
    ASSERT_EQ(encoded.rc, AIP_OK) << reply.body;
    const kit::Decoded again =
        driver_.decode(*asking, {.headers = {{"content-type", encoded.content_type}}, .body = encoded.body});
    ASSERT_EQ(again.rc, AIP_OK) << encoded.body;
  }
}

TEST_F(HostileTest, DamagedErrorsGiveASentence) {
  for (int round = 0; round < kRounds; ++round) {
    kit::Request made(host_);
    const kit::Reply reply = document(
        damaged(R"({"error":{"message":"m","type":"t","param":null,"code":429},"detail":[{"loc":["a",1]}]})"), 400);
    const sdk::Fault fault = driver_.decode_error(made, reply);
    ASSERT_FALSE(fault.message.empty()) << reply.body;
    const std::string body = driver_.encode_error(made, sdk::error_of(fault)).body;
    json::Document document;
    ASSERT_EQ(document.parse(body), json::Error::kNone) << body;
  }
}

}  // namespace
}  // namespace aipool::openai
