// SPDX-License-Identifier: MIT
#include "core/plugin/accounts.h"

#include "core/plugin/abi_view.h"
#include "tests/unit/plugin/plugin_fixture.h"

namespace aipool::plugin {
namespace {

using ::testing::ElementsAre;

class AccountsTest : public PluginTest {
 protected:
  void SetUp() override {
    generation_ = load(mirror_plugin());
    ASSERT_NE(generation_, nullptr);
    account_.uuid = "m-1";
    account_.name = "Mirror";
    account_.api_key = Secret("sk-1");
    account_.position = {"pools.yaml", 4, 7};
  }
  std::unique_ptr<const AccountHandle> open(std::size_t provider = 0) {
    faults_.clear();
    return open_account(Provider(generation_, generation_->providers()[provider]), account_, faults_);
  }
  void add_option(std::string key, std::string value) {
    config::Entry entry;
    entry.key = std::move(key);
    entry.position = {"pools.yaml", 5, 7};
    entry.value.kind = config::Kind::kString;
    entry.value.text = std::move(value);
    account_.options.entries.push_back(std::move(entry));
  }
  std::vector<std::string> faults() const {
    std::vector<std::string> texts;
    for (const config::Diagnostic& fault : faults_) texts.push_back(to_string(fault));
    return texts;
  }

  std::shared_ptr<const Generation> generation_;
  config::AccountConfig account_;
  config::Faults faults_;
};

TEST_F(AccountsTest, PluginSeesWhatTheOperatorWroteAndTheDefaults) {
  add_option("token", "t-2");
  const auto handle = open();
  ASSERT_NE(handle, nullptr) << ::testing::PrintToString(faults());
  const aip_account& view = *handle->abi();
  EXPECT_EQ(text(view.uuid), "m-1");
  EXPECT_EQ(text(view.name), "Mirror");
  EXPECT_EQ(text(view.base_url), "http://127.0.0.1:9");
  ASSERT_EQ(view.credential.count, 1u);
  EXPECT_EQ(text(view.credential.items[0].name), "api_key");
  EXPECT_EQ(text(view.credential.items[0].value), "sk-1");
  EXPECT_EQ(view.credential.items[0].flags, AIP_FIELD_SECRET);
  ASSERT_EQ(view.options.count, 2u);
  EXPECT_EQ(text(view.options.items[0].value), "eu");
  EXPECT_EQ(view.options.items[0].flags, 0u);
  EXPECT_EQ(text(view.options.items[1].value), "t-2");
  EXPECT_EQ(view.options.items[1].flags, AIP_FIELD_SECRET);
}

TEST_F(AccountsTest, OperatorsAddressWins) {
  account_.base_url = "http://127.0.0.1:8080/v1";
  EXPECT_EQ(open()->base_url(), "http://127.0.0.1:8080/v1");
}

TEST_F(AccountsTest, StepProviderNeedsNoAddress) {
  account_.api_key = Secret();
  const auto handle = open(1);
  ASSERT_NE(handle, nullptr);
  EXPECT_EQ(handle->abi()->credential.count, 0u);
}

TEST_F(AccountsTest, UnknownOptionIsAFaultWithTheNearestName) {
  add_option("zome", "eu");
  EXPECT_EQ(open(), nullptr);
  ASSERT_EQ(faults_.size(), 1u);
  EXPECT_THAT(faults()[0], ::testing::StartsWith("pools.yaml:5:7: "));
  EXPECT_THAT(faults()[0], ::testing::HasSubstr("did you mean \"zone\"?"));
}

TEST_F(AccountsTest, ProtocolThatTheProviderDoesNotSpeakIsAFault) {
  account_.protocol = "miror";
  EXPECT_EQ(open(), nullptr);
  EXPECT_THAT(faults(), ElementsAre("pools.yaml:4:7: account \"m-1\": provider \"mirror-api\" does not speak protocol "
                                    "\"miror\"; did you mean \"mirror\"?"));
}

TEST_F(AccountsTest, RefusalOfTheProviderIsAFaultAtTheAccount) {
  add_option("zone", "mars");
  EXPECT_EQ(open(), nullptr);
  EXPECT_THAT(faults(), ElementsAre("pools.yaml:4:7: account \"m-1\": nobody serves mars"));
}

}  // namespace
}  // namespace aipool::plugin
