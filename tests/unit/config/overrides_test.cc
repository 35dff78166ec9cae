// SPDX-License-Identifier: MIT
#include "core/config/overrides.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/config/config_folder.h"

namespace aipool::config {
namespace {

TEST(OverridesTest, EnvironmentIsEnoughWithoutAFile) {
  ConfigFolder folder;
  folder.set("SERVER_HOST", "0.0.0.0");
  folder.set("SERVER_PORT", "8080");
  folder.set("API_KEY", "3f9a1c77d0");
  folder.set("LOG_LEVEL", "warn");
  folder.set("MODEL_PROVIDER", "claude-custom");
  folder.set("OPENAI_API_KEY", "openai-key");
  folder.set("CLAUDE_API_KEY", "claude-key");
  const Loaded loaded = folder.load("");
  const Config& config = loaded.config;
  EXPECT_EQ(folder.faults(loaded), "");
  EXPECT_EQ(config.server.host, "0.0.0.0");
  EXPECT_EQ(config.server.port, 8080);
  EXPECT_EQ(config.auth.api_keys.at(0).reveal(), "3f9a1c77d0");
  EXPECT_EQ(config.log.level, LogLevel::kWarn);
  EXPECT_EQ(config.default_provider, "claude-custom");
  ASSERT_EQ(config.pools.size(), 2U);
  EXPECT_EQ(config.pools[0].provider, "openai-custom");
  EXPECT_EQ(config.pools[0].accounts.at(0).uuid, "openai-custom-1");
  EXPECT_EQ(config.pools[0].accounts.at(0).api_key.reveal(), "openai-key");
  EXPECT_EQ(config.pools[1].accounts.at(0).api_key.reveal(), "claude-key");
}

TEST(OverridesTest, EnvironmentWinsOverTheFile) {
  ConfigFolder folder;
  folder.set("SERVER_PORT", "2");
  folder.set("API_KEY", "key-of-environment");
  folder.set("PROVIDER_POOLS_FILE", "other.yaml");
  folder.set("OPENAI_API_KEY", "new-key");
  folder.write("config.yaml",
               "server: {port: 1}\nauth: {api_keys: [one-key, two-key]}\nprovider_pools_file: absent.yaml\n");
  folder.write("other.yaml", "pools: {openai-custom: [{uuid: mine, api_key: old-key}]}\n");
  const Loaded loaded = folder.load();
  EXPECT_EQ(folder.faults(loaded), "");
  EXPECT_EQ(loaded.config.server.port, 2);
  ASSERT_EQ(loaded.config.auth.api_keys.size(), 1U);
  EXPECT_EQ(loaded.config.auth.api_keys[0].reveal(), "key-of-environment");
  EXPECT_EQ(loaded.config.pools.at(0).accounts.at(0).uuid, "mine");
  EXPECT_EQ(loaded.config.pools.at(0).accounts.at(0).api_key.reveal(), "new-key");
}

TEST(OverridesTest, BadVariablesAreNamed) {
  ConfigFolder folder;
  folder.set("SERVER_PORT", "http");
  folder.set("LOG_LEVEL", "loud");
  folder.set("PROVIDER_POOLS_FILE", "absent.yaml");
  EXPECT_EQ(folder.faults(folder.load("")),
            "environment variable LOG_LEVEL: log.level: not an allowed value; known values: debug, info, warn, error\n"
            "environment variable PROVIDER_POOLS_FILE: provider_pools_file: there is no \"work/absent.yaml\"; correct "
            "the path\n"
            "environment variable SERVER_PORT: server.port: expected an integer, found a string; write a whole number, "
            "without quotes\n");
}

TEST(OverridesTest, EmptyVariableCountsAsNotSet) {
  ConfigFolder folder;
  folder.set("SERVER_PORT", "");
  folder.set("OPENAI_API_KEY", "");
  folder.write("config.yaml", "server: {port: 1}\n");
  const Loaded loaded = folder.load();
  EXPECT_EQ(folder.faults(loaded), "");
  EXPECT_EQ(loaded.config.server.port, 1);
  EXPECT_TRUE(loaded.config.pools.empty());
}

TEST(OverridesTest, KeyForSeveralAccountsIsAFault) {
  ConfigFolder folder;
  folder.set("CLAUDE_API_KEY", "new-key");
  folder.write("config.yaml", "");
  folder.write("provider-pools.yaml", "pools: {claude-custom: [{api_key: one-key}, {api_key: two-key}]}\n");
  EXPECT_EQ(folder.faults(folder.load()),
            "environment variable CLAUDE_API_KEY: the pool \"claude-custom\" has several accounts; unset it, and write "
            "${CLAUDE_API_KEY} as api_key of the account it belongs to\n");
}

TEST(OverridesTest, KeyThatOneOfSeveralAccountsNamesIsThatAccounts) {
  ConfigFolder folder;
  folder.set("OPENAI_API_KEY", "new-key");
  folder.write("config.yaml", "");
  folder.write("provider-pools.yaml",
               "pools: {openai-custom: [{api_key: one-key}, {api_key: \"${OPENAI_API_KEY}\"}]}\n");
  const Loaded loaded = folder.load();
  EXPECT_EQ(folder.faults(loaded), "");
  EXPECT_EQ(loaded.config.pools.at(0).accounts.at(0).api_key.reveal(), "one-key");
  EXPECT_EQ(loaded.config.pools.at(0).accounts.at(1).api_key.reveal(), "new-key");
}

TEST(OverridesTest, ProjectCompletesAnAccountButMakesNone) {
  ConfigFolder folder;
  folder.set("PROJECT_ID", "project-7");
  folder.write("config.yaml", "");
  EXPECT_TRUE(folder.load().config.pools.empty());
  folder.write("provider-pools.yaml", "pools: {gemini-oauth: [{uuid: g}]}\n");
  const Loaded loaded = folder.load();
  EXPECT_EQ(folder.faults(loaded), "");
  const RawOptions& options = loaded.config.pools.at(0).accounts.at(0).options;
  ASSERT_EQ(options.entries.size(), 1U);
  EXPECT_EQ(options.entries[0].key, "project_id");
  EXPECT_EQ(options.entries[0].value.text, "project-7");
}

TEST(OverridesTest, CredentialsFileMakesAnAccount) {
  ConfigFolder folder;
  folder.set("GEMINI_OAUTH_CREDS_FILE_PATH", "/creds.json");
  const Loaded loaded = folder.load("");
  EXPECT_EQ(folder.faults(loaded), "");
  EXPECT_EQ(loaded.config.pools.at(0).accounts.at(0).oauth_creds_file_path, "/creds.json");
}

TEST(OverridesTest, WrongTypesInTheFileStayItsFaults) {
  ConfigFolder folder;
  folder.set("SERVER_PORT", "1");
  folder.set("OPENAI_API_KEY", "new-key");
  folder.write("config.yaml", "server: [1]\n");
  folder.write("provider-pools.yaml", "pools: {openai-custom: 7}\n");
  EXPECT_EQ(
      folder.faults(folder.load()),
      "config.yaml:1:9: server: expected a map, found a list; write its keys as name: value, indented, in the "
      "lines below\n"
      "provider-pools.yaml:1:24: pools.openai-custom: expected a list, found an integer; start each member with - "
      "in its own line\n");
}

}  // namespace
}  // namespace aipool::config
