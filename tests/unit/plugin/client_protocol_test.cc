// SPDX-License-Identifier: MIT
#include "core/plugin/client_protocol.h"

#include "core/plugin/abi_view.h"
#include "tests/unit/plugin/plugin_fixture.h"

namespace aipool::plugin {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ClientProtocolTest : public PluginTest {
 protected:
  void SetUp() override {
    generation_ = load(mirror_plugin());
    ASSERT_NE(generation_, nullptr);
  }
  ClientProtocol protocol() const { return ClientProtocol(generation_, generation_->protocols().front()); }
  static aip_request request(std::string_view body) {
    aip_request made = sized<aip_request>();
    made.source_body = bytes(body);
    return made;
  }
  static aip_event event(std::string_view words, aip_enum kind = AIP_EVENT_PART_DELTA) {
    aip_event made = sized<aip_event>();
    made.kind = kind;
    made.text = bytes(words);
    return made;
  }

  std::shared_ptr<const Generation> generation_;
  Call call_{"req-1"};
};

TEST_F(ClientProtocolTest, HasIdNumberAndRoutes) {
  EXPECT_EQ(protocol().id(), "mirror");
  EXPECT_EQ(protocol().number(), services_.numbers().number("mirror"));
  ASSERT_EQ(protocol().routes().size(), 1u);
  const Route& route = protocol().routes().front();
  EXPECT_EQ(route.method + " " + route.path + "?" + route.query + " " + route.header, "POST /mirror/{word}?loud ");
  EXPECT_EQ(route.operation, AIP_OP_GENERATE);
  EXPECT_EQ(route.rank, 7u);
}

TEST_F(ClientProtocolTest, InspectFillsTheEnvelopeFromTheCallArena) {
  const std::string body = "gpt";
  aip_request made = request(body);
  ASSERT_TRUE(protocol().inspect(call_, made));
  EXPECT_EQ(made.operation, AIP_OP_GENERATE);
  EXPECT_EQ(text(made.client_model), "gpt");
  EXPECT_NE(made.client_model.data, body.data());
}

TEST_F(ClientProtocolTest, FaultOfTheRequestIsTheClientsAndKeepsItsWords) {
  aip_request made = request("bad");
  const auto result = protocol().inspect(call_, made);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::kInvalidRequest);
  EXPECT_EQ(result.error().source, ErrorSource::kClient);
  EXPECT_EQ(result.error().client_text, "the body is bad");
  EXPECT_EQ(result.error().detail, "mirror: inspect: the body is bad");
  EXPECT_EQ(result.error().retry_after, std::chrono::milliseconds(1500));
  EXPECT_EQ(call_.failure().param, "body");
  EXPECT_EQ(call_.failure().http_status, 418);
}

TEST_F(ClientProtocolTest, FailureWithoutWordsHasNoneForTheClient) {
  aip_request made = request("silent");
  const auto result = protocol().inspect(call_, made);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::kTooLarge);
  EXPECT_EQ(result.error().client_text, "");
  EXPECT_EQ(result.error().detail, "mirror: inspect: no reason given");
}

TEST_F(ClientProtocolTest, WordsOfAnEarlierFailureAreForgotten) {
  aip_request bad = request("bad");
  ASSERT_FALSE(protocol().inspect(call_, bad));
  aip_request silent = request("silent");
  ASSERT_FALSE(protocol().inspect(call_, silent));
  EXPECT_EQ(call_.failure().message, "");
  EXPECT_EQ(call_.failure().param, "");
}

TEST_F(ClientProtocolTest, PanicIsThePluginsAndIsLoggedAndCounted) {
  aip_request made = request("panic");
  const auto result = protocol().inspect(call_, made);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::kPanic);
  EXPECT_EQ(result.error().source, ErrorSource::kPlugin);
  EXPECT_EQ(metrics_.value("aipool_plugin_panics_total", {"mirror"}), 1);
  EXPECT_THAT(lines_.back(), HasSubstr("error a plugin panicked plugin=mirror function=inspect call=req-1"));
}

TEST_F(ClientProtocolTest, DecliningToInspectIsUnsupported) {
  aip_request made = request("decline");
  const auto result = protocol().inspect(call_, made);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::kUnsupported);
}

TEST_F(ClientProtocolTest, CallOverItsBudgetFailsAlone) {
  Call small("req-2", {.step = 1024, .call = 1024});
  const std::string body(2048, 'x');
  aip_request made = request(body);
  const auto result = protocol().inspect(small, made);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::kNoMemory);
  EXPECT_EQ(result.error().source, ErrorSource::kPlugin);
  EXPECT_TRUE(protocol().inspect(call_, made));
}

TEST_F(ClientProtocolTest, DecodeKeepsLossesAndRunsOnce) {
  aip_request made = request("x");
  ASSERT_TRUE(protocol().decode_request(call_, made));
  ASSERT_TRUE(protocol().decode_request(call_, made));
  EXPECT_NE(made.flags & AIP_REQUEST_DECODED, 0u);
  ASSERT_EQ(call_.losses().size(), 1u);
  EXPECT_EQ(call_.losses()[0].pointer, "/mood");
  EXPECT_EQ(call_.losses()[0].why, "nobody can carry it");
}

TEST_F(ClientProtocolTest, TreeThatIsNotMarkedDecodedIsAFaultOfThePlugin) {
  aip_request made = request("forgetful");
  const auto result = protocol().decode_request(call_, made);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().source, ErrorSource::kPlugin);
  EXPECT_EQ(result.error().detail, "mirror: decode_request: the request is not marked decoded");
}

TEST_F(ClientProtocolTest, EncoderWritesEventsAndKeepAlives) {
  Answer answer;
  auto encoder = protocol().open_encoder(call_, request("x"), answer);
  ASSERT_TRUE(encoder);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.content_type, "text/mirror");
  ASSERT_EQ(answer.headers.size(), 1u);
  EXPECT_EQ(answer.headers[0].name + ": " + answer.headers[0].value, "x-mirror: req-1");
  std::string wire = "> ";
  EXPECT_TRUE(encoder->event(call_, event("one"), wire));
  EXPECT_TRUE(encoder->tick(call_, wire));
  EXPECT_TRUE(encoder->event(call_, event("two"), wire));
  EXPECT_EQ(wire, "> one:two");
}

TEST_F(ClientProtocolTest, BytesOfAFailedEventAreTakenBack) {
  Answer answer;
  auto encoder = protocol().open_encoder(call_, request("x"), answer);
  ASSERT_TRUE(encoder);
  std::string wire = "sent";
  const auto result = encoder->event(call_, event("half", AIP_EVENT_ERROR), wire);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().client_text, "errors are not mirrored");
  EXPECT_EQ(wire, "sent");
}

TEST_F(ClientProtocolTest, EncoderThatDoesNotOpenLeavesTheAnswerAlone) {
  aip_request made = request("x");
  made.client_model = bytes("unencodable");
  Answer answer;
  answer.content_type = "as before";
  EXPECT_FALSE(protocol().open_encoder(call_, made, answer));
  EXPECT_EQ(answer.content_type, "as before");
}

TEST_F(ClientProtocolTest, ErrorHasItsOwnHeadAndBody) {
  OwnedError error;
  error.code = ErrorCode::kInvalidRequest;
  error.message = "no";
  error.param = "model";
  error.http_status = 422;
  const auto whole = protocol().encode_error(call_, error, 0);
  ASSERT_TRUE(whole);
  EXPECT_EQ(whole->head.status, 422);
  EXPECT_EQ(whole->head.content_type, "text/error");
  EXPECT_EQ(whole->body, "no@model");
  const auto in_stream = protocol().encode_error(call_, error, AIP_ERROR_IN_STREAM);
  ASSERT_TRUE(in_stream);
  EXPECT_EQ(in_stream->head.content_type, "text/stream");
}

TEST_F(ClientProtocolTest, StepMemoryIsEmptyAfterEachCall) {
  Answer answer;
  const Arena::Mark before = call_.step_arena().mark();
  for (int i = 0; i < 1000; ++i) ASSERT_TRUE(protocol().open_encoder(call_, request("x"), answer));
  EXPECT_EQ(call_.step_arena().reserved(), 0u);
  EXPECT_EQ(call_.step_arena().mark().used, before.used);
}

}  // namespace
}  // namespace aipool::plugin
