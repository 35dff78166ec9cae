// SPDX-License-Identifier: MIT
#include "core/plugin/inspect.h"

#include "tests/unit/plugin/plugin_fixture.h"

namespace aipool::plugin {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

using InspectTest = PluginTest;

TEST_F(InspectTest, DescribesAPluginWithItsOptionTables) {
  const auto description = inspect_text(mirror_plugin(), host_);
  ASSERT_TRUE(description);
  const std::string hash = description->substr(description->find("sha256:   ") + 10, 64);
  EXPECT_EQ(*description, "file:     " + mirror_plugin().native() + "\nsha256:   " + hash +
                              "\n"
                              "plugin:   mirror 1.2.3\n"
                              "vendor:   test\n"
                              "license:  MIT\n"
                              "abi:      1.0\n"
                              "option greeting: string, default hello. what it logs when it is created\n"
                              "option patience: duration, default 1500ms. how long it waits\n"
                              "protocol mirror: client half, upstream half\n"
                              "  route POST /mirror/{word}\n"
                              "provider mirror-api: speaks mirror, base_url http://127.0.0.1:9\n"
                              "  option zone: string, default eu. where it runs\n"
                              "  option token: string, secret. a second secret\n"
                              "provider mirror-steps: drives its own exchanges\n");
}

TEST_F(InspectTest, SaysWhenOptionsAreMissing) {
  const auto description = inspect_text(broken_plugin("needs_option"), host_);
  ASSERT_TRUE(description);
  EXPECT_THAT(*description, HasSubstr("option region: string, required. where it runs\n"
                                      "protocols and providers are known once its required options are set\n"));
}

TEST_F(InspectTest, GivesTheReasonOfARefusal) {
  const auto description = inspect_text(broken_plugin("wrong_major"), host_);
  ASSERT_FALSE(description);
  EXPECT_THAT(description.error().detail, HasSubstr("speaks ABI 2.3"));
}

TEST_F(InspectTest, ListHasALineForEveryFile) {
  const std::filesystem::path folders[] = {mirror_plugin().parent_path()};
  EXPECT_THAT(list_text(folders), StartsWith("echo 0.1.0  "));
  EXPECT_THAT(list_text(folders), HasSubstr("\nmirror 1.2.3  protocols: mirror  providers: mirror-api, mirror-steps  " +
                                            mirror_plugin().native() + "\ntwin 1.0.0  "));
  const std::filesystem::path broken[] = {broken_plugin("x").parent_path()};
  EXPECT_THAT(list_text(broken), HasSubstr("no_manifest.so: no manifest: it has no such section\n"));
  EXPECT_THAT(list_text(broken), HasSubstr("wrong-magic 1.0.0  protocols: test.proto  providers: test-api  "));
}

}  // namespace
}  // namespace aipool::plugin
