// SPDX-License-Identifier: MIT
//
// A plugin written as classes shows the right tables, and the kit drives it as the server would.
#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "aipool/kit.hpp"
#include "aipool/sdk.hpp"

namespace {

namespace sdk = aipool::sdk;
namespace kit = aipool::kit;
namespace events = aipool::sdk::events;

// A protocol whose request is the prompt itself, whose answer has one line for each piece of text and a last line ".".
class LineEncoder final : public sdk::Encoder {
 public:
  void event(sdk::Env&, const aip_event& event, sdk::Out& out) override {
    if (event.kind == AIP_EVENT_PART_DELTA) out.bytes(std::string(sdk::view(event.text)) + "\n");
    if (event.kind == AIP_EVENT_END) out.bytes(".\n");
  }
  void tick(sdk::Env&, sdk::Out& out) override { out.bytes("\n"); }
};

class LineDecoder final : public sdk::Decoder {
 public:
  explicit LineDecoder(bool pass) : pass_(pass) {}
  void frame(sdk::Env&, const aip_frame& frame, sdk::Out& out) override {
    const std::string_view line = sdk::view(frame.data);
    if (line == "throw") throw std::runtime_error(line.data());
    if (line == "{}") throw sdk::upstream_fault("braces");
    if (line == "[\".\"]") ended_ = true;
    if (pass_ && line == "[\"cut\"]") return out.splice(0, frame.raw.len, "");
    if (!line.empty() && !ended_) out.event(events::delta(0, 0, AIP_PART_TEXT, line));
  }
  void end(sdk::Env&, sdk::Out& out) override {
    if (ended_) out.event(events::end());
    if (pass_ && !ended_) out.bytes("[\".\"]\n");
  }

 private:
  bool pass_;
  bool ended_ = false;
};

class LineClient final : public sdk::ClientHalf {
 public:
  std::span<const aip_route> routes() const override { return kRoutes; }
  void inspect(sdk::Env&, aip_request& request) const override {
    if (request.source_body.len == 0) throw sdk::invalid_request("the body is empty", "body");
    request.operation = AIP_OP_GENERATE;
  }
  void decode_request(sdk::Env& env, aip_request& request) const override {
    const std::span<aip_message> messages = env.array<aip_message>(1);
    const std::span<aip_part> parts = env.array<aip_part>(1);
    parts[0].kind = AIP_PART_TEXT;
    parts[0].text = request.source_body;
    messages[0].role = AIP_ROLE_USER;
    sdk::set_parts(messages[0], parts);
    sdk::set_messages(request, messages);
    if (request.query.len != 0) env.loss("/query", "lines have none");
  }
  std::unique_ptr<sdk::Encoder> encoder(sdk::Env&, const aip_request&, aip_answer& answer) const override {
    answer.content_type = sdk::bytes("text/plain");
    return std::make_unique<LineEncoder>();
  }
  void encode_error(sdk::Env&, const aip_error& error, std::uint32_t flags, aip_answer& answer,
                    sdk::Out& out) const override {
    answer.status = error.http_status;
    out.bytes((flags & AIP_ERROR_IN_STREAM) != 0 ? "! " : "error ");
    out.bytes(sdk::view(error.message));
  }

 private:
  static constexpr std::array<aip_route, 1> kRoutes = {sdk::route("POST", "/lines", AIP_OP_GENERATE)};
};

class LineUpstream final : public sdk::UpstreamHalf {
 public:
  void encode_request(sdk::Env&, const aip_request& request, sdk::Out& out) const override {
    if ((request.flags & AIP_REQUEST_PASS) != 0) return out.splice(0, 0, ">");
    for (const aip_message& message : sdk::messages(request)) {
      for (const aip_part& part : sdk::parts(message)) out.bytes(sdk::view(part.text));
    }
  }
  std::unique_ptr<sdk::Decoder> decoder(sdk::Env&, const aip_request& request, const aip_reply&,
                                        aip_enum& framing) const override {
    framing = AIP_FRAMING_NDJSON;
    return std::make_unique<LineDecoder>((request.flags & AIP_REQUEST_PASS) != 0);
  }
  void decode_error(sdk::Env& env, const aip_reply& reply, aip_error& error) const override {
    error.message = sdk::bytes(env.copy(sdk::view(reply.body)));
    error.error_class = reply.status == 429 ? AIP_E_RATE_LIMITED : 0;
  }
};

class PlainProvider : public sdk::Provider {
 public:
  std::string_view id() const override { return "plain"; }
  std::span<const aip_bytes> protocols() const override { return kProtocols; }
  aip_enum support(const aip_account&, aip_enum operation) const override {
    if (operation == AIP_OP_PING) throw std::runtime_error("no");
    return operation == AIP_OP_GENERATE ? AIP_SUPPORT_PROTOCOL : AIP_SUPPORT_NONE;
  }
  void prepare(sdk::Env&, const aip_account&, const aip_request&, aip_prepared& prepared) const override {
    prepared.path = sdk::bytes("/lines");
  }

 private:
  static constexpr std::array<aip_bytes, 2> kProtocols = {sdk::bytes("test.lines"), sdk::bytes("test.other")};
};

class JudgingProvider final : public PlainProvider, public sdk::Judge {
 public:
  std::string_view id() const override { return "judging"; }
  void judge(sdk::Env&, const aip_failure& failure, aip_verdict& verdict) const override {
    verdict.fault = failure.status == 429 ? AIP_FAULT_UPSTREAM : 0;
  }
};

class TestPlugin final : public sdk::Plugin {
 public:
  TestPlugin(sdk::Host, aip_fields config) {
    if (sdk::find(config, "fail") == "fault") throw sdk::Fault{AIP_E_AUTH, "no key"};
    if (sdk::find(config, "fail") == "panic") throw std::runtime_error("secret");
  }
  std::span<const sdk::Protocol* const> protocols() const override { return all_protocols_; }
  std::span<const sdk::Provider* const> providers() const override { return all_providers_; }

 private:
  LineClient client_;
  LineUpstream upstream_;
  sdk::Protocol lines_{"test.lines", &client_, &upstream_};
  sdk::Protocol half_{"test.half", nullptr, &upstream_};
  PlainProvider plain_;
  JudgingProvider judging_;
  std::array<const sdk::Protocol*, 2> all_protocols_ = {&lines_, &half_};
  std::array<const sdk::Provider*, 2> all_providers_ = {&plain_, &judging_};
};

}  // namespace

AIPOOL_PLUGIN(TestPlugin, "test", "1.2.3", "me", "MIT", R"("protocols":[],"providers":[])", {});

namespace {

class TablesTest : public testing::Test {
 protected:
  kit::FakeHost host_;
  kit::Plugin plugin_ = kit::Plugin::from(&aipool_plugin_v1, host_);
  kit::ProtocolDriver lines_{plugin_, "test.lines"};
};

std::string text_of(kit::Decoded& decoded) { return decoded.seen.fold.text(0, AIP_PART_TEXT); }

TEST_F(TablesTest, TheModuleIsTheSameInEveryCall) {
  EXPECT_EQ(aipool_plugin_v1(host_.table()), aipool_plugin_v1(host_.table()));
  EXPECT_EQ(sdk::view(plugin_.module().name), "test");
  EXPECT_EQ(sdk::view(plugin_.module().manifest_json),
            R"({"abi":"1.0","name":"test","version":"1.2.3","license":"MIT","protocols":[],"providers":[]})");
}

TEST_F(TablesTest, AbsentHalvesAndAbilitiesAreNull) {
  EXPECT_NE(plugin_.protocol("test.lines").client, nullptr);
  EXPECT_EQ(plugin_.protocol("test.half").client, nullptr);
  EXPECT_EQ(plugin_.provider("plain").judge, nullptr);
  EXPECT_NE(plugin_.provider("judging").judge, nullptr);
  EXPECT_EQ(plugin_.provider("judging").unwrap, nullptr);
  EXPECT_EQ(plugin_.provider("judging").decode_own, nullptr);
  EXPECT_EQ(plugin_.provider("judging").steps, nullptr);
  EXPECT_THROW(plugin_.provider("missing"), std::runtime_error);
}

TEST_F(TablesTest, EachPlaceInTheListAnswersForItself) {
  kit::Call call(host_);
  aip_failure failure{};
  failure.struct_size = sizeof failure;
  failure.status = 429;
  aip_verdict verdict{};
  verdict.struct_size = sizeof verdict;
  const aip_provider& judging = plugin_.provider("judging");
  EXPECT_EQ(judging.judge(plugin_.instance(), call.env(), &failure, &verdict), AIP_OK);
  EXPECT_EQ(verdict.fault, AIP_FAULT_UPSTREAM);
}

TEST_F(TablesTest, TheOperatorsProtocolIsTakenIfTheProviderSpeaksIt) {
  kit::Call call(host_);
  aip_bytes chosen{};
  const aip_provider& plain = plugin_.provider("plain");
  EXPECT_EQ(plain.protocol_of(plugin_.instance(), call.env(), kit::Account().table(), &chosen), AIP_OK);
  EXPECT_EQ(sdk::view(chosen), "test.lines");
  const kit::Account other({.protocol = "test.other"});
  EXPECT_EQ(plain.protocol_of(plugin_.instance(), call.env(), other.table(), &chosen), AIP_OK);
  EXPECT_EQ(sdk::view(chosen), "test.other");
  const kit::Account unknown({.protocol = "x"});
  EXPECT_EQ(plain.protocol_of(plugin_.instance(), call.env(), unknown.table(), &chosen), AIP_E_INVALID_REQUEST);
  EXPECT_EQ(call.fault()->message, "plain does not speak x; choose one of: test.lines, test.other");
}

TEST_F(TablesTest, SupportThatThrowsSupportsNothing) {
  const aip_provider& plain = plugin_.provider("plain");
  EXPECT_EQ(plain.support(plugin_.instance(), kit::Account().table(), AIP_OP_PING), AIP_SUPPORT_NONE);
  EXPECT_EQ(plain.support(plugin_.instance(), kit::Account().table(), AIP_OP_GENERATE), AIP_SUPPORT_PROTOCOL);
}

TEST_F(TablesTest, ARequestTravelsThroughBothHalves) {
  kit::Request request(host_, {.query = "x=1", .body = "hello"});
  ASSERT_EQ(lines_.inspect(request), AIP_OK);
  ASSERT_EQ(lines_.decode_request(request), AIP_OK);
  EXPECT_NE(request.canonical().flags & AIP_REQUEST_DECODED, 0u);
  ASSERT_EQ(request.call().losses().size(), 1u);
  std::string body;
  ASSERT_EQ(lines_.encode_request(request, body), AIP_OK);
  EXPECT_EQ(body, "hello");
  kit::Request empty(host_);
  EXPECT_EQ(lines_.inspect(empty), AIP_E_INVALID_REQUEST);
  EXPECT_EQ(empty.call().fault()->param, "body");
}

TEST_F(TablesTest, AnAnswerIsTheSameInAnyPieces) {
  const std::string body = "\"a\"\n\"b\"\n\n[\".\"]\n";
  kit::Request request(host_, {.body = "x"});
  for (std::size_t cut = 0; cut <= body.size(); ++cut) {
    kit::Decoded decoded = lines_.decode(request, {.body = body}, kit::Chunks::at({cut}));
    EXPECT_EQ(text_of(decoded), "\"a\"\"b\"");
    EXPECT_TRUE(decoded.seen.fold.ended());
  }
  kit::Decoded decoded = lines_.decode(request, {.body = body}, kit::Chunks::bytes());
  const kit::Encoded encoded = lines_.encode(request, decoded.seen.fold);
  EXPECT_EQ(encoded.body, "\"a\"\"b\"\n.\n");
  EXPECT_EQ(encoded.content_type, "text/plain");
  EXPECT_EQ(lines_.encode(request, kit::Replay(decoded.seen.events)).body, "\"a\"\n\"b\"\n.\n");
}

TEST_F(TablesTest, PassThroughKeepsAllBytesButTheCuts) {
  kit::Request request(host_, {.body = "x"});
  request.canonical().flags |= AIP_REQUEST_PASS;
  const kit::Decoded decoded = lines_.decode(request, {.body = "\"a\"\r\n[\"cut\"]\n\n"}, kit::Chunks::bytes());
  EXPECT_EQ(decoded.passed, "\"a\"\r\n\n[\".\"]\n");
  std::string body;
  EXPECT_EQ(lines_.encode_request(request, body), AIP_OK);
  EXPECT_EQ(body, ">x");
}

TEST_F(TablesTest, FaultsOfADecoderEndTheAnswerAndNothingLeaks) {
  kit::Request request(host_, {.body = "x"});
  EXPECT_EQ(lines_.decode(request, {.body = "{}\n"}).rc, AIP_E_UPSTREAM_PROTOCOL);
  EXPECT_EQ(lines_.decode(request, {.body = "throw\n"}).rc, AIP_E_PANIC);
  EXPECT_EQ(plugin_.live(), 1u);
}

TEST_F(TablesTest, ErrorsOfBothSidesAreRead) {
  kit::Request request(host_);
  const sdk::Fault fault = lines_.decode_error(request, {.status = 429, .body = "busy"});
  EXPECT_EQ(fault.error_class, AIP_E_RATE_LIMITED);
  EXPECT_EQ(fault.message, "busy");
  aip_error error{};
  error.struct_size = sizeof error;
  error.http_status = 418;
  error.message = sdk::bytes("tea");
  EXPECT_EQ(lines_.encode_error(request, error).body, "error tea");
  EXPECT_EQ(lines_.encode_error(request, error).status, 418);
  EXPECT_EQ(lines_.encode_error(request, error, AIP_ERROR_IN_STREAM).body, "! tea");
}

TEST_F(TablesTest, CreateSaysWhyItFails) {
  try {
    kit::Plugin::from(&aipool_plugin_v1, host_, {{"fail", "fault"}});
    FAIL() << "it was created";
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(error.what(), "create() failed with -2: no key");
  }
  try {
    kit::Plugin::from(&aipool_plugin_v1, host_, {{"fail", "panic"}});
    FAIL() << "it was created";
  } catch (const std::runtime_error& error) {
    EXPECT_EQ(std::string_view(error.what()).find("secret"), std::string_view::npos);
  }
  EXPECT_EQ(plugin_.live(), 1u);
}

}  // namespace
