// SPDX-License-Identifier: MIT
#include "core/config/load.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/config/config_folder.h"

namespace aipool::config {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* kWholeConfig = R"(
server: {host: "::1", port: 0, tls: {certificate_file: "", private_key_file: ""}}
auth:
  api_keys: [first-key, "second-key"]
  admin_key: third-key
log: {level: debug, format: json}
default_provider: b
provider_pools_file: pools.yaml
health_check: {enabled: true, interval: 1m, max_error_count: 5}
timeouts: {head: 1s, connect: 250ms, first_content: 2s, last_content: 3s, idle: 4s, total: 1h, head_hold: 0s}
limits: {body: 1MiB, head: 16KiB, in_flight: 1GiB}
retry: {attempts: 1, budget: 0%}
cors: {origins: ["https://a.example.org", "http://localhost:5173"]}
proxy: "http://us%40er:word@proxy.example:3128"
no_proxy: [api.example, .internal, 10.0.0.0/8, "2001:db8::/32", "::1", 192.0.2.1, "*"]
state_dir: state
ollama_root: false
plugin_dir: plugins
plugins:
  - openai
  - {name: echo, path: echo.so, config: {delay: 5ms}}
affinity: {enabled: true, ttl: 90s}
)";

constexpr const char* kWholePools = R"(
fallback_chains: {}
model_fallbacks: {}
pools:
  b:
    - uuid: b-main
      name: Main
      enabled: false
      check_health: false
      check_model: m:8b
      base_url: "http://[::1]:8080/v1/"
      auth_base_url: http://auth.example.org
      protocol: openai.chat
      api_key: b-key
      oauth_creds_file_path: ""
      models: [m, "m-*", "*"]
      default_model: m
      not_supported_models: ["m-*-old"]
      concurrency_limit: 4
      queue_limit: 7
      headers: {x-team: blue one, X-Other: ""}
      proxy: socks5h://[::1]:1080
      tls_ca_file: ""
      project_id: p
      region: {name: r}
  a:
    - {proxy: direct}
    - {}
model_aliases: {fast: m, "smart:1": {provider: b, model: "m:8b"}}
)";

class LoadTest : public testing::Test {
 protected:
  LoadTest() {
    std::filesystem::create_directory(folder_.path() / "plugins");
    folder_.write("echo.so", "");
    folder_.write("config.yaml", kWholeConfig);
    folder_.write("pools.yaml", kWholePools);
  }

  Config load() {
    Loaded loaded = folder_.load();
    EXPECT_EQ(folder_.faults(loaded), "");
    return std::move(loaded.config);
  }

  ConfigFolder folder_;
};

TEST_F(LoadTest, ReadsServerAuthAndLog) {
  const Config config = load();
  EXPECT_EQ(config.server.host, "::1");
  EXPECT_EQ(config.server.port, 0);
  ASSERT_EQ(config.auth.api_keys.size(), 2U);
  EXPECT_EQ(config.auth.api_keys[1].reveal(), "second-key");
  EXPECT_EQ(config.auth.admin_key.reveal(), "third-key");
  EXPECT_EQ(config.log.level, LogLevel::kDebug);
  EXPECT_EQ(config.log.format, LogFormat::kJson);
  EXPECT_EQ(config.default_provider, "b");
}

TEST_F(LoadTest, ReadsTimesLimitsAndRetry) {
  const Config config = load();
  EXPECT_TRUE(config.health_check.enabled);
  EXPECT_EQ(config.health_check.interval, minutes(1));
  EXPECT_TRUE(config.affinity.enabled);
  EXPECT_EQ(config.affinity.ttl, seconds(90));
  EXPECT_EQ(config.health_check.max_error_count, 5U);
  EXPECT_EQ(config.timeouts.head, seconds(1));
  EXPECT_EQ(config.timeouts.connect, milliseconds(250));
  EXPECT_EQ(config.timeouts.first_content, seconds(2));
  EXPECT_EQ(config.timeouts.last_content, seconds(3));
  EXPECT_EQ(config.timeouts.idle, seconds(4));
  EXPECT_EQ(config.timeouts.total, minutes(60));
  EXPECT_EQ(config.timeouts.head_hold, seconds(0));
  EXPECT_EQ(config.limits.body, 1048576U);
  EXPECT_EQ(config.limits.head, 16384U);
  EXPECT_EQ(config.limits.in_flight, 1073741824U);
  EXPECT_EQ(config.retry.attempts, 1U);
  EXPECT_EQ(config.retry.budget_percent, 0U);
  EXPECT_THAT(config.cors.origins, ElementsAre("https://a.example.org", "http://localhost:5173"));
}

TEST_F(LoadTest, ReadsProxiesWithTheirPlaces) {
  const Config config = load();
  EXPECT_EQ(config.proxy.address.reveal(), "http://us%40er:word@proxy.example:3128");
  EXPECT_EQ(config.proxy.position.line, 14);
  EXPECT_EQ(config.proxy.position.column, 8);
  EXPECT_THAT(config.no_proxy,
              ElementsAre("api.example", ".internal", "10.0.0.0/8", "2001:db8::/32", "::1", "192.0.2.1", "*"));
  EXPECT_EQ(config.pools[0].accounts.at(0).proxy.address.reveal(), "socks5h://[::1]:1080");
  EXPECT_EQ(config.pools[1].accounts.at(0).proxy.address.reveal(), "direct");
}

TEST_F(LoadTest, ReadsPluginsWithTheirOptions) {
  const Config config = load();
  EXPECT_EQ(config.state_dir, folder_.path() / "state");
  EXPECT_EQ(config.plugin_dir, folder_.path() / "plugins");
  ASSERT_EQ(config.plugins.size(), 2U);
  EXPECT_EQ(config.plugins[0].name, "openai");
  const PluginEntry& echo = config.plugins[1];
  EXPECT_EQ(echo.name, "echo");
  EXPECT_EQ(echo.path, folder_.path() / "echo.so");
  ASSERT_EQ(echo.options.entries.size(), 1U);
  EXPECT_EQ(echo.options.entries[0].key, "delay");
  EXPECT_EQ(echo.options.entries[0].value.text, "5ms");
  EXPECT_EQ(echo.options.entries[0].position.line, 21);
  EXPECT_EQ(echo.options.entries[0].position.column, 42);
}

TEST_F(LoadTest, ReadsAccountsInFileOrder) {
  const Config config = load();
  ASSERT_EQ(config.pools.size(), 2U);
  EXPECT_EQ(config.pools[0].provider, "b");
  const AccountConfig& account = config.pools[0].accounts.at(0);
  EXPECT_EQ(account.uuid, "b-main");
  EXPECT_EQ(account.name, "Main");
  EXPECT_FALSE(account.enabled);
  EXPECT_FALSE(account.check_health);
  EXPECT_EQ(account.check_model, "m:8b");
  EXPECT_EQ(account.base_url, "http://[::1]:8080/v1");
  EXPECT_EQ(account.auth_base_url, "http://auth.example.org");
  EXPECT_EQ(account.protocol, "openai.chat");
  EXPECT_EQ(account.api_key.reveal(), "b-key");
  EXPECT_THAT(account.models, ElementsAre("m", "m-*", "*"));
  EXPECT_EQ(account.default_model, "m");
  EXPECT_THAT(account.not_supported_models, ElementsAre("m-*-old"));
  EXPECT_EQ(account.concurrency_limit, 4U);
  EXPECT_EQ(account.queue_limit, 7U);
  ASSERT_EQ(account.headers.size(), 2U);
  EXPECT_EQ(account.headers[0].name, "x-team");
  EXPECT_EQ(account.headers[0].value.reveal(), "blue one");
  EXPECT_EQ(account.position.line, 6);
}

TEST_F(LoadTest, LeavesTheOtherKeysOfAnAccountToItsProvider) {
  const Config config = load();
  const RawOptions& options = config.pools[0].accounts.at(0).options;
  ASSERT_EQ(options.entries.size(), 2U);
  EXPECT_EQ(options.entries[0].key, "project_id");
  EXPECT_EQ(options.entries[1].key, "region");
  EXPECT_EQ(options.entries[1].value.kind, Kind::kMap);
  EXPECT_THAT(options.host_keys, testing::Contains("tls_ca_file"));
}

TEST_F(LoadTest, ReadsAliasesOfModels) {
  const Config config = load();
  const auto& aliases = config.model_aliases;
  ASSERT_EQ(aliases.size(), 2U);
  EXPECT_EQ(aliases[0].name, "fast");
  EXPECT_EQ(aliases[0].target.model, "m");
  EXPECT_EQ(aliases[0].target.provider, "");
  EXPECT_EQ(aliases[1].name, "smart:1");
  EXPECT_EQ(aliases[1].target.model, "m:8b");
  EXPECT_EQ(aliases[1].target.provider, "b");
}

TEST_F(LoadTest, NumbersAccountsWithoutUuid) {
  const Config config = load();
  EXPECT_EQ(config.pools[1].accounts.at(1).uuid, "a-2");
  EXPECT_EQ(config.pools[1].accounts.at(1).name, "a-2");
}

TEST(LoadDefaultsTest, EmptyFileGivesTheDocumentedDefaults) {
  ConfigFolder folder;
  folder.write("config.yaml", "# nothing\n");
  folder.set("HOME", "/home/op");
  const Loaded loaded = folder.load();
  EXPECT_EQ(folder.faults(loaded), "");
  EXPECT_EQ(loaded.config.server.host, "127.0.0.1");
  EXPECT_EQ(loaded.config.server.port, 3000);
  EXPECT_EQ(loaded.config.timeouts.first_content, seconds(8));
  EXPECT_EQ(loaded.config.limits.body, 32U * 1024 * 1024);
  EXPECT_EQ(loaded.config.state_dir, "/home/op/.local/state/aipool");
  EXPECT_THAT(loaded.config.pools, IsEmpty());
}

TEST(LoadDefaultsTest, StateGoesToXdgStateHome) {
  ConfigFolder folder;
  folder.set("HOME", "/home/op");
  folder.set("XDG_STATE_HOME", "/state");
  EXPECT_EQ(folder.load("").config.state_dir, "/state/aipool");
}

TEST(LoadPathsTest, PrefersTheFileBesideToTheWorkingDirectory) {
  ConfigFolder folder;
  folder.write("config.yaml", "provider_pools_file: pools.yaml\n");
  folder.write("work/pools.yaml", "");
  EXPECT_EQ(folder.load().config.provider_pools_file, folder.path() / "work/pools.yaml");
  folder.write("pools.yaml", "");
  EXPECT_EQ(folder.load().config.provider_pools_file, folder.path() / "pools.yaml");
}

TEST(LoadPathsTest, EmptyPoolsFileMeansTheOneBeside) {
  ConfigFolder folder;
  folder.write("config.yaml", "provider_pools_file: \"\"\n");
  folder.write("provider-pools.yaml", "pools: {echo: [{}]}\n");
  EXPECT_EQ(folder.load().config.pools.size(), 1U);
}

TEST(LoadFaultsTest, MissingPoolsFileIsTheOnlyFault) {
  ConfigFolder folder;
  folder.set("OPENAI_API_KEY", "key-of-mine");
  folder.write("config.yaml", "default_provider: echo\nprovider_pools_file: absent.yaml\n");
  EXPECT_EQ(
      folder.faults(folder.load()),
      "config.yaml:2:22: provider_pools_file: there is no \"absent.yaml\" or \"work/absent.yaml\"; correct the path\n");
}

TEST(LoadFaultsTest, CollectsTheFaultsOfBothFilesInOrder) {
  ConfigFolder folder;
  folder.write("config.yaml", "servr: {}\nlog: {level: loud}\nserver: {port: x}\n");
  folder.write("provider-pools.yaml", "pools: {a: [{enabled: 1}]}\nextra: 1\n");
  EXPECT_EQ(folder.faults(folder.load()),
            "config.yaml:1:1: unknown key \"servr\"; did you mean \"server\"?\n"
            "config.yaml:2:14: log.level: not an allowed value; known values: debug, info, warn, error\n"
            "config.yaml:3:16: server.port: expected an integer, found a string; write a whole number, without quotes\n"
            "provider-pools.yaml:1:23: pools.a[0].enabled: expected true or false, found an integer; write true or "
            "false, without quotes\n"
            "provider-pools.yaml:2:1: unknown key \"extra\"; known keys: fallback_chains, model_fallbacks, model_aliases, pools\n");
}

TEST(LoadFaultsTest, NamesTheFileThatIsNotThere) {
  ConfigFolder folder;
  EXPECT_EQ(folder.faults(folder.load()), "config.yaml:1:1: there is no such file; correct the path\n");
}

TEST(LoadFaultsTest, RefusesAFolderAndAHugeFile) {
  ConfigFolder folder;
  folder.write("config.yaml", "provider_pools_file: work\n");
  EXPECT_EQ(folder.faults(folder.load()), "work:1:1: there is no such file; correct the path\n");
  folder.write("config.yaml", std::string((1 << 20) + 1, '#'));
  EXPECT_EQ(folder.faults(folder.load()), "config.yaml:1:1: the file is larger than 1 MiB; is it the right file?\n");
}

TEST(LoadYamlTest, AnchorsMayRepeatAValue) {
  ConfigFolder folder;
  folder.write("config.yaml", "timeouts: {idle: &t 7s, head: *t}\n");
  const Loaded loaded = folder.load();
  EXPECT_EQ(folder.faults(loaded), "");
  EXPECT_EQ(loaded.config.timeouts.head, seconds(7));
}

TEST(LoadYamlTest, AliasesOfAliasesDoNotGrowWithoutBound) {
  std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 9; ++i) {
    const std::string last = "*a" + std::to_string(i - 1);
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + last;
    for (int copy = 1; copy < 10; ++copy) text.append(", ").append(last);
    text += "]\n";
  }
  ConfigFolder folder;
  folder.write("config.yaml", text);
  EXPECT_THAT(folder.faults(folder.load()), testing::HasSubstr(": more than 100000 values; use fewer"));
}

}  // namespace
}  // namespace aipool::config
