// SPDX-License-Identifier: MIT
#include "core/plugin/upstream_protocol.h"

#include <stdexcept>

#include "core/plugin/abi_view.h"
#include "tests/unit/plugin/plugin_fixture.h"

namespace aipool::plugin {
namespace {

using ::testing::ElementsAre;

class UpstreamProtocolTest : public PluginTest {
 protected:
  void SetUp() override {
    generation_ = load(mirror_plugin());
    ASSERT_NE(generation_, nullptr);
  }
  UpstreamProtocol protocol() const { return UpstreamProtocol(generation_, generation_->protocols().front()); }
  static aip_request request(std::string_view body, std::string_view model, std::uint32_t flags) {
    aip_request made = sized<aip_request>();
    made.source_body = bytes(body);
    made.client_model = bytes(model);
    made.flags = flags;
    return made;
  }
  static aip_reply reply(int status, std::string_view body = {}) {
    aip_reply made = sized<aip_reply>();
    made.status = status;
    made.body = bytes(body);
    return made;
  }
  static sdk::Frame frame(std::string_view raw) { return {.raw = raw, .data = raw, .name = {}}; }
  Result<Decoder> decoder(std::uint32_t flags) {
    return protocol().open_decoder(call_, request("{}", "m", flags), reply(200));
  }

  std::shared_ptr<const Generation> generation_;
  Call call_{"req-1"};
};

TEST_F(UpstreamProtocolTest, ConvertedRequestIsBytes) {
  const auto body = protocol().encode_request(call_, request("{}", "gpt", AIP_REQUEST_DECODED));
  ASSERT_TRUE(body);
  EXPECT_FALSE(body->over_source);
  EXPECT_EQ(body->bytes, "model=gpt");
}

TEST_F(UpstreamProtocolTest, PassedRequestIsSplicesOverTheSource) {
  const auto body = protocol().encode_request(call_, request("{abc", "gpt", AIP_REQUEST_PASS));
  ASSERT_TRUE(body);
  EXPECT_TRUE(body->over_source);
  EXPECT_EQ(apply_splices("{abc", body->splices), "<abc>");
}

TEST_F(UpstreamProtocolTest, NothingAtAllIsTheSourceAsItIs) {
  const auto body = protocol().encode_request(call_, request("{abc", "as it is", AIP_REQUEST_PASS));
  ASSERT_TRUE(body);
  EXPECT_TRUE(body->over_source);
  EXPECT_TRUE(body->splices.empty());
}

TEST_F(UpstreamProtocolTest, SenselessSplicesAreThePluginsFault) {
  for (const std::string_view order : {"outside", "backwards"}) {
    const auto body = protocol().encode_request(call_, request("{abc", order, AIP_REQUEST_PASS));
    ASSERT_FALSE(body) << order;
    EXPECT_EQ(body.error().source, ErrorSource::kPlugin);
    EXPECT_EQ(body.error().detail, "mirror: encode_request: a splice outside its source or out of order");
  }
  const auto both = protocol().encode_request(call_, request("{abc", "both", AIP_REQUEST_PASS));
  ASSERT_FALSE(both);
  EXPECT_EQ(both.error().detail, "mirror: encode_request: both bytes and splices for one body");
}

TEST_F(UpstreamProtocolTest, DecoderTurnsFramesIntoEvents) {
  auto open = decoder(0);
  ASSERT_TRUE(open);
  EXPECT_EQ(open->framing(), AIP_FRAMING_NDJSON);
  KeepingSink sink;
  EXPECT_TRUE(open->frame(call_, frame("one"), sink));
  EXPECT_TRUE(open->end(call_, sink));
  EXPECT_THAT(sink.got, ElementsAre("event 3 one", "event 13 ", "event 12 "));
}

TEST_F(UpstreamProtocolTest, PassingDecoderCutsFramesAndAddsWhatIsMissing) {
  auto open = decoder(AIP_REQUEST_PASS);
  ASSERT_TRUE(open);
  KeepingSink sink;
  EXPECT_TRUE(open->frame(call_, frame("one"), sink));
  EXPECT_TRUE(open->end(call_, sink));
  EXPECT_THAT(sink.got, ElementsAre("splice 0-1 ", "event 3 one", "event 13 ", "bytes [end]", "event 12 "));
}

TEST_F(UpstreamProtocolTest, BadCutIsNoticedAlthoughThePluginSaysAllIsWell) {
  auto open = decoder(AIP_REQUEST_PASS);
  ASSERT_TRUE(open);
  KeepingSink sink;
  const auto result = open->frame(call_, frame(""), sink);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().source, ErrorSource::kPlugin);
  EXPECT_TRUE(sink.got.empty());
}

TEST_F(UpstreamProtocolTest, SinkThatIsGoneStopsTheCallWithoutAnError) {
  auto open = decoder(0);
  ASSERT_TRUE(open);
  KeepingSink sink;
  sink.takes = 0;
  EXPECT_TRUE(open->frame(call_, frame("one"), sink));
  EXPECT_TRUE(sink.got.empty());
}

TEST_F(UpstreamProtocolTest, ExceptionOfTheSinkStaysOutOfThePlugin) {
  struct Throwing final : Sink {
    bool event(const aip_event&) override { throw std::runtime_error("in the host"); }
  };
  auto open = decoder(0);
  ASSERT_TRUE(open);
  Throwing sink;
  const auto result = open->frame(call_, frame("one"), sink);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::kInternal);
  EXPECT_EQ(result.error().source, ErrorSource::kInternal);
}

TEST_F(UpstreamProtocolTest, BytesThatMakeNoSenseAreTheUpstreamsFault) {
  auto open = decoder(0);
  ASSERT_TRUE(open);
  KeepingSink sink;
  const auto result = open->frame(call_, frame("nonsense"), sink);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::kUpstreamProtocol);
  EXPECT_EQ(result.error().source, ErrorSource::kUpstream);
}

TEST_F(UpstreamProtocolTest, DecoderWithAnUnknownFramingIsClosedAndRefused) {
  const auto open = protocol().open_decoder(call_, request("{}", "m", 0), reply(299));
  ASSERT_FALSE(open);
  EXPECT_EQ(open.error().detail, "mirror: decode_open: an unknown framing");
}

TEST_F(UpstreamProtocolTest, DecoderMayRefuseTheReply) {
  const auto open = protocol().open_decoder(call_, request("{}", "m", 0), reply(204));
  ASSERT_FALSE(open);
  EXPECT_EQ(open.error().source, ErrorSource::kUpstream);
}

TEST_F(UpstreamProtocolTest, ErrorTakesItsClassFromTheWordsElseFromTheStatus) {
  const OwnedError said = protocol().decode_error(call_, reply(400, "slow down"));
  EXPECT_EQ(said.code, ErrorCode::kRateLimited);
  EXPECT_EQ(said.message, "slow down");
  EXPECT_EQ(said.http_status, 400);
  EXPECT_EQ(protocol().decode_error(call_, reply(401, "who?")).code, ErrorCode::kAuth);
  EXPECT_EQ(protocol().decode_error(call_, reply(404, "what?")).code, ErrorCode::kNotFound);
  EXPECT_EQ(protocol().decode_error(call_, reply(418, "teapot")).code, ErrorCode::kInvalidRequest);
  EXPECT_EQ(protocol().decode_error(call_, reply(503, "later")).code, ErrorCode::kOverloaded);
  EXPECT_EQ(protocol().decode_error(call_, reply(500, "oh")).code, ErrorCode::kUpstreamProtocol);
}

TEST_F(UpstreamProtocolTest, ErrorOfAPanickingPluginComesFromTheStatusAlone) {
  const OwnedError error = protocol().decode_error(call_, reply(429));
  EXPECT_EQ(error.code, ErrorCode::kRateLimited);
  EXPECT_EQ(error.message, "");
  EXPECT_EQ(metrics_.value("aipool_plugin_panics_total", {"mirror"}), 1);
}

}  // namespace
}  // namespace aipool::plugin
