// SPDX-License-Identifier: MIT
#include "core/config/changes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/config/config_folder.h"

namespace aipool::config {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ChangesTest : public testing::Test {
 protected:
  Config read(const std::string& config, const std::string& pools) {
    folder_.write("config.yaml", config);
    folder_.write("provider-pools.yaml", pools);
    const Loaded loaded = folder_.load();
    EXPECT_EQ(folder_.faults(loaded), "");
    return loaded.config;
  }

  ConfigFolder folder_;
};

constexpr const char* kPools = "pools: {echo: [{uuid: a, odd: [1, {b: c}]}, {uuid: b}]}";

TEST_F(ChangesTest, TheSameIsTheSameWhereverItStands) {
  const Config before = read("log: {level: info}", kPools);
  const Config after = read("\n\nlog:\n  level: info\n", std::string("\n") + kPools);
  EXPECT_THAT(changes(before, after), IsEmpty());
  EXPECT_TRUE(same_pool(before.pools[0], after.pools[0]));
}

TEST_F(ChangesTest, NamesKeysAndAccounts) {
  const Config before = read("log: {level: info}", kPools);
  const Config after = read("log: {level: debug}\nauth: {api_key: k}\nplugins: [echo]",
                            "pools: {echo: [{uuid: a, odd: [1, {b: d}]}, {uuid: c}]}");
  EXPECT_THAT(changes(before, after),
              ElementsAre("auth.api_key", "log.level", "plugins", "pools.echo.a", "pools.echo.b", "pools.echo.c"));
  EXPECT_FALSE(same_pool(before.pools[0], after.pools[0]));
}

TEST_F(ChangesTest, NamesWhatConcernsModels) {
  const Config before = read("", kPools);
  const Config after = read("affinity: {enabled: true, ttl: 1m}",
                            std::string(kPools) + "\nmodel_aliases: {fast: gpt-5}\nmodel_fallbacks: {m: {provider: echo}}\n"
                                                  "fallback_chains: {echo: [{provider: echo, model: m}]}");
  EXPECT_THAT(changes(before, after), ElementsAre("affinity.enabled", "affinity.ttl", "fallback_chains",
                                                  "model_aliases", "model_fallbacks"));
}

TEST_F(ChangesTest, AnotherOrderOfPoolsIsAChange) {
  const Config before = read("", "pools: {echo: [{uuid: a}], other: [{uuid: b}]}");
  const Config after = read("", "pools: {other: [{uuid: b}], echo: [{uuid: a}]}");
  EXPECT_THAT(changes(before, after), ElementsAre("pools"));
}

TEST_F(ChangesTest, WhatWantsANewProcessKeepsItsValue) {
  const Config before = read("server: {port: 3000}", kPools);
  Config after = read("server: {host: localhost, port: 3001, drain: 5s}\nstate_dir: /elsewhere", kPools);
  EXPECT_THAT(keep_fixed(before, after), ElementsAre("server.host", "server.port", "state_dir"));
  EXPECT_EQ(after.server.port, 3000);
  EXPECT_THAT(changes(before, after), ElementsAre("server.drain"));
}

}  // namespace
}  // namespace aipool::config
