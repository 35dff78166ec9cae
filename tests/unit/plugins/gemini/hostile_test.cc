// SPDX-License-Identifier: MIT
#include "hostile_test.h"

#include "generate_test.h"
#include "linear_time.h"

namespace aipool::gemini {
namespace {

namespace ev = sdk::events;
using test::expect_linear;

class HostileTest : public test::HostileTest {
 protected:
  // "x0,x1,...": `item` with its number for each '#'.
  static std::string many(std::size_t count, std::string_view item, std::string_view between = ",") {
    std::string all;
    for (std::size_t i = 0; i < count; ++i) {
      if (i != 0) all += between;
      for (const char c : item) c == '#' ? all += std::to_string(i) : all += c;
    }
    return all;
  }

  std::unique_ptr<kit::Request> asks(bool stream) {
    const char* path = stream ? "/v1beta/models/m:streamGenerateContent" : "/v1beta/models/m:generateContent";
    auto made = request({.path = path,
                         .query = "alt=sse",
                         .params = {{"call", std::string(path).substr(15)}},
                         .body = R"({"contents":[{"parts":[{"text":"x"}]}]})"});
    return made;
  }

  // An upstream's answer of these candidates, converted for a client that wants it whole and for one that wants a
  // stream, and passed through.
  void answer(const std::string& body) {
    const auto made = asks(false);
    const kit::Decoded read = driver_.decode(*made, document(body));
    ASSERT_EQ(read.rc, AIP_OK);
    ASSERT_TRUE(read.seen.fold.ended());
    ASSERT_EQ(driver_.encode(*made, read.seen.fold).rc, AIP_OK);
    ASSERT_EQ(driver_.encode(*asks(true), kit::Replay(read.seen.events)).rc, AIP_OK);
    ASSERT_EQ(driver_.decode(*passing(asks(false)), document(body)).rc, AIP_OK);
  }

  void convert(const std::string& body) {
    kit::Request made(
        host_, {.path = "/v1beta/models/m:generateContent", .params = {{"call", "m:generateContent"}}, .body = body});
    made.canonical().operation = AIP_OP_GENERATE;
    ASSERT_EQ(driver_.inspect(made), AIP_OK);
    ASSERT_EQ(driver_.decode_request(made), AIP_OK);
    encoded(made);
  }
};

constexpr std::string_view kRequest =
    R"({"system_instruction":{"parts":[{"text":"s"}]},"contents":[{"role":"user","parts":[{"text":"x\u00e9"},{"inlineData":
{"mimeType":"image/png","data":"AA=="}},{"file_data":{"file_uri":"u"}}]},{"role":"model","parts":[{"text":"t","thought":true,
"thoughtSignature":"s"},{"functionCall":{"name":"f","args":{"a":[1,{"b":"\u0041"}]}}},{"executableCode":{"code":"1"}}]},{"role":
"user","parts":[{"functionResponse":{"name":"f","response":{"output":"r"},"parts":[{"inlineData":{"mimeType":"image/png","data":
"AA=="}}]}}]}],"tools":[{"functionDeclarations":[{"name":"f","parameters":{"type":"OBJECT","properties":{"a":{"type":"ARRAY",
"items":{"type":"STRING","nullable":true}}}}}]},{"googleSearch":{}}],"toolConfig":{"functionCallingConfig":{"mode":"ANY",
"allowedFunctionNames":["f"]}},"generationConfig":{"temperature":0.5,"topK":4.0,"stopSequences":["a"],"thinkingConfig":
{"thinkingBudget":20},"responseMimeType":"application/json","responseSchema":{"type":"OBJECT"}},"labels":{"a":"b"},"x":[1]})";

constexpr std::string_view kStream =
    R"({"candidates":[{"content":{"parts":[{"text":"t\u00e9","thought":true}],"role":"model"},"index":0}],"responseId":"i"}
{"candidates":[{"content":{"parts":[{"text":"a"},{"text":"","thoughtSignature":"s"}]},"safetyRatings":[{"a":1}]}]}
{"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","args":{"x":1}},"thoughtSignature":"s"}]}}]}
{"candidates":[{"content":{"parts":[{"functionCall":{"name":"g","willContinue":true}}]}}]}
{"candidates":[{"content":{"parts":[{"functionCall":{"partialArgs":[{"jsonPath":"$.a[0].b","stringValue":"v"}]}}]}}]}
{"candidates":[{"content":{"parts":[{"inlineData":{"mimeType":"image/png","data":"AA=="}},{"new":{}}]},"finishReason":"STOP"}],
"usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":2}})";

TEST_F(HostileTest, DamagedRequestsGiveCleanFaults) { expect_clean_requests(kRequest); }

TEST_F(HostileTest, DamagedAnswersGiveCleanFaultsAndWhatComesOutIsWellFormed) {
  expect_clean_answers(stream(kStream).body,
                       [this] { return decoded(R"({"contents":[{"role":"user","parts":[{"text":"x"}]}]})"); });
}

TEST_F(HostileTest, DamagedErrorsGiveASentence) {
  expect_clean_errors(R"([{"error":{"code":400,"message":"m","status":"INVALID_ARGUMENT","details":[{"@type":
"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"1.5s"}]}}])");
}

TEST_F(HostileTest, AnswersOfManyThingsAreReadAndWrittenInLinearTime) {
  const auto candidates = [&](std::size_t count, std::string_view item) {
    answer("{\"candidates\":[" + many(count, item) + "]}");
  };
  const auto parts = [&](std::size_t count, std::string_view item) {
    answer(R"({"candidates":[{"finishReason":"STOP","content":{"parts":[)" + many(count, item) + "]}}]}");
  };
  expect_linear("candidates", [&](std::size_t count) {
    candidates(count, R"({"index":#,"finishReason":"STOP","content":{"parts":[{"text":"a"}]}})");
  });
  expect_linear("calls",
                [&](std::size_t count) { parts(count, R"({"functionCall":{"id":"c#","name":"f","args":{}}})"); });
  expect_linear("texts", [&](std::size_t count) { parts(count, R"({"text":"a","thought":true},{"text":"b"})"); });
  expect_linear("opaque parts", [&](std::size_t count) { parts(count, R"({"new":{"a":#}})"); });
  expect_linear("arguments in pieces", [&](std::size_t count) {
    parts(1, R"({"functionCall":{"id":"c","name":"f","partialArgs":[)" +
                 many(count, R"({"jsonPath":"$.a#.b[0]","numberValue":1})") + "]}}");
  });
  expect_linear("members", [&](std::size_t count) {
    answer(R"({"candidates":[{"finishReason":"STOP","content":{"parts":[],)" + many(count, R"("a#":1)") + "}," +
           many(count, R"("b#":1)") + "}]," + many(count, R"("c#":1)") + "}");
  });
}

TEST_F(HostileTest, EventsOfAnotherUpstreamAreWrittenInLinearTime) {
  const auto expect_written = [&](std::string_view what, auto&& add) {
    expect_linear(what, [&](std::size_t count) {
      std::vector<aip_event> events;
      add(static_cast<std::uint32_t>(count), events);
      events.push_back(ev::end());
      for (const bool stream : {false, true}) ASSERT_EQ(driver_.encode(*asks(stream), kit::Replay(events)).rc, AIP_OK);
    });
  };
  expect_written("choices", [](std::uint32_t count, std::vector<aip_event>& events) {
    for (std::uint32_t i = 0; i < count; ++i) events.push_back(ev::finish(i, AIP_FINISH_STOP));
  });
  expect_written("open calls", [](std::uint32_t count, std::vector<aip_event>& events) {
    for (std::uint32_t i = 0; i < count; ++i) events.push_back(ev::part_start(0, i, AIP_PART_TOOL_CALL, "c", "f"));
    for (std::uint32_t i = 0; i < count; ++i) events.push_back(ev::delta(0, i, AIP_PART_TOOL_CALL, "{}"));
    for (std::uint32_t i = 0; i < count; ++i) events.push_back(ev::part_end(0, i, AIP_PART_TOOL_CALL));
  });
  expect_written("parts without a form", [](std::uint32_t count, std::vector<aip_event>& events) {
    for (std::uint32_t i = 0; i < count; ++i) {
      const std::uint32_t flags = i % 2 == 0 ? 0 : AIP_PART_FLAG_HOSTED;
      events.push_back(ev::part_start(0, i, AIP_PART_TOOL_CALL, "c", "f", flags));
      events.push_back(ev::delta(0, i, AIP_PART_TOOL_CALL, "{}"));
    }
  });
}

TEST_F(HostileTest, RequestsOfManyThingsAreReadInLinearTime) {
  const auto contents = [&](std::size_t count, std::string_view item) {
    convert("{\"contents\":[" + many(count, item) + "]}");
  };
  expect_linear("turns of calls without results", [&](std::size_t count) {
    contents(count, R"({"role":"model","parts":[{"functionCall":{"name":"f#"}},{"functionCall":{"name":"g"}}]},
        {"role":"user","parts":[{"functionResponse":{"name":"f#","response":{}}}]})");
  });
  expect_linear("results without calls", [&](std::size_t count) {
    contents(count, R"({"role":"user","parts":[{"functionResponse":{"name":"f","response":{}}}]})");
  });
  expect_linear("members in snake_case", [&](std::size_t count) {
    contents(1, R"({"parts":[{"text":"x",)" + many(count, R"("a_#":1)") + "}]}");
  });
  expect_linear("schemas", [&](std::size_t count) {
    convert(
        R"({"contents":[{"parts":[{"text":"x"}]}],"tools":[{"functionDeclarations":[{"name":"f","parameters":{"anyOf":[)" +
        many(count, R"({"nullable":true,"enum":["#"]})") + "]}}]}]}");
  });
  expect_linear("a batch whose first request is long", [&](std::size_t count) {
    const std::string path = "m:batchEmbedContents";
    kit::Request made(
        host_, {.path = "/v1beta/models/" + path,
                .params = {{"call", path}},
                .body = R"({"requests":[{"content":{"parts":[{"text":"x"}]},)" + many(count, R"("a#":1)") + "}," +
                        many(count, R"({"content":{"parts":[{"text":"x"}]},"title":"#"})") + "]}"});
    made.canonical().operation = AIP_OP_EMBED;
    ASSERT_EQ(driver_.inspect(made), AIP_OK);
    ASSERT_EQ(driver_.decode_request(made), AIP_OK);
    encoded(made);
  });
}

}  // namespace
}  // namespace aipool::gemini
