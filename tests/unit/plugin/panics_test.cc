// SPDX-License-Identifier: MIT
//
// The plugin of these tests has no barrier of its own: every function throws.
#include "core/plugin/abi_view.h"
#include "core/plugin/client_protocol.h"
#include "core/plugin/provider.h"
#include "core/plugin/upstream_protocol.h"
#include "tests/unit/plugin/plugin_fixture.h"

namespace aipool::plugin {
namespace {

using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Not;

class PanicsTest : public PluginTest {
 protected:
  void SetUp() override {
    generation_ = load(broken_plugin("throws"));
    ASSERT_NE(generation_, nullptr);
  }
  void TearDown() override { EXPECT_THAT(lines_, Each(Not(HasSubstr("nobody may see this")))); }

  double panics() const { return metrics_.value("aipool_plugin_panics_total", {"throws"}); }
  ClientProtocol client() const { return ClientProtocol(generation_, generation_->protocols().front()); }
  UpstreamProtocol upstream() const { return UpstreamProtocol(generation_, generation_->protocols().front()); }
  Provider provider() const { return Provider(generation_, generation_->providers().front()); }

  template <typename T>
  static void expect_panic(const Result<T>& result) {
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::kPanic);
    EXPECT_EQ(result.error().source, ErrorSource::kPlugin);
    EXPECT_EQ(result.error().client_text, "");
  }

  std::shared_ptr<const Generation> generation_;
  Call call_{"req-1"};
  aip_request request_ = sized<aip_request>();
  const aip_reply reply_ = sized<aip_reply>();
  const AccountHandle account_{AccountHandle::Parts{}};
};

TEST_F(PanicsTest, ExceptionOutOfTheClientHalfFailsTheCallAlone) {
  expect_panic(client().inspect(call_, request_));
  expect_panic(client().decode_request(call_, request_));
  expect_panic(client().encode_error(call_, OwnedError(), 0));
  EXPECT_EQ(panics(), 3);
  EXPECT_THAT(lines_.front(), HasSubstr("error a plugin panicked plugin=throws function=inspect call=req-1"));
}

TEST_F(PanicsTest, ExceptionOutOfAnEncoderFailsTheCallAloneAlsoWhenItCloses) {
  {
    Answer answer;
    auto encoder = client().open_encoder(call_, request_, answer);
    ASSERT_TRUE(encoder);
    std::string wire = "x";
    expect_panic(encoder->event(call_, sized<aip_event>(), wire));
    expect_panic(encoder->tick(call_, wire));
    EXPECT_EQ(wire, "x");
    EXPECT_EQ(panics(), 2);
  }
  EXPECT_EQ(panics(), 3);
}

TEST_F(PanicsTest, ExceptionOutOfTheUpstreamHalfFailsTheCallAlone) {
  expect_panic(upstream().encode_request(call_, request_));
  expect_panic(upstream().open_decoder(call_, request_, reply_));
  EXPECT_EQ(upstream().decode_error(call_, reply_).message, "");
  EXPECT_EQ(panics(), 3);
}

TEST_F(PanicsTest, ExceptionOutOfTheProviderFailsTheCallAlone) {
  KeepingSink sink;
  expect_panic(provider().check_account(account_));
  expect_panic(provider().protocol_of(account_));
  EXPECT_EQ(provider().support(account_, AIP_OP_GENERATE), Support::kNone);
  expect_panic(provider().prepare(call_, account_, request_));
  expect_panic(provider().unwrap(call_, "data"));
  expect_panic(provider().judge(call_, sized<aip_failure>()));
  expect_panic(provider().decode_own(call_, account_, request_, reply_, sink));
  EXPECT_EQ(panics(), 7);
}

TEST_F(PanicsTest, ExceptionOutOfDestroyIsReported) {
  generation_.reset();
  services_.reaper().drain();
  EXPECT_EQ(panics(), 1);
  EXPECT_THAT(lines_.back(), HasSubstr("function=destroy"));
}

}  // namespace
}  // namespace aipool::plugin
