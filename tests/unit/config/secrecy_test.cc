// SPDX-License-Identifier: MIT
//
// Credentials in every place a configuration has for them, right and wrong: no diagnostic may show one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/config/options.h"
#include "tests/unit/config/config_folder.h"

namespace aipool::config {
namespace {

constexpr const char* kCanary = "CANARY";

std::string faults_of(const std::string& config, const std::string& pools) {
  ConfigFolder folder;
  folder.set("KEY", "CANARY with a space");
  folder.set("API_KEY", config.empty() ? "CANARY \n" : "");
  folder.set("OPENAI_API_KEY", config.empty() ? "CANARY \n" : "");
  folder.write("config.yaml", config);
  folder.write("provider-pools.yaml", pools);
  const Loaded loaded = folder.load();
  Faults all = loaded.faults;
  OptionSpec token;
  token.name = "token";
  token.secret = true;
  for (const PoolConfig& pool : loaded.config.pools)
    for (const AccountConfig& account : pool.accounts) check_options({&token, 1}, account.options, account.uuid, all);
  EXPECT_FALSE(all.empty()) << config << pools;
  std::string text;
  for (const Diagnostic& fault : all) text += to_string(fault) + "\n";
  return text;
}

TEST(SecrecyTest, NoDiagnosticOfTheConfigShowsACredential) {
  for (const char* config : {
           "auth: CANARY\n",
           "auth: {api_key: [CANARY]}\n",
           "auth: {api_key: {CANARY: 1}}\n",
           "auth: {api_key: \"CANARY a\"}\n",
           "auth: {api_key: \"${KEY}\"}\n",
           "auth: {api_key:CANARY}\n",
           "auth: {api_keys: CANARY}\n",
           "auth: {api_keys: [\"CANARY a\", [CANARY]]}\n",
           "auth: {admin_key: \"CANARY\\n\"}\n",
           "auth: {api_key: *CANARY}\n",
           "auth: {api_key: \"CANARY\n",
           "auth: {api_key: @CANARY}\n",
           "auth: {api_key: CANARY: x}\n",
           "proxy: \"http://user:CANARY@host\"\n",
           "proxy: \"http://user:CANARY @host:80\"\n",
           "server: {port: \"${KEY}\"}\n",
           "log: {level: \"${KEY}\"}\n",
           "timeouts: {idle: \"${KEY}\"}\n",
           "server: {host: 0.0.0.0}\nauth: {api_key: xxxxx-CANARY}\n",
       })
    EXPECT_THAT(faults_of(config, ""), testing::Not(testing::HasSubstr(kCanary))) << config;
}

TEST(SecrecyTest, NoDiagnosticOfThePoolsShowsACredential) {
  for (const char* account : {
           "api_key: [CANARY]",
           "api_key: \"CANARY a\"",
           "api_key:CANARY",
           "api_key: {CANARY: 1}",
           "headers: {x-key: \"CANARY\\n\"}",
           "headers: {x-key: [CANARY]}",
           "headers: {authorization: CANARY}",
           "headers: CANARY",
           "proxy: \"socks4://u:CANARY@h:1\"",
           "base_url: \"http://CANARY@host\"",
           "base_url: \"http://host/?key=CANARY\"",
           "token: [CANARY]",
           "tokn: CANARY",
           "token:CANARY",
       })
    EXPECT_THAT(faults_of("log: {}\n", "pools: {a: [{" + std::string(account) + "}]}\n"),
                testing::Not(testing::HasSubstr(kCanary)))
        << account;
}

TEST(SecrecyTest, NoDiagnosticOfAnOverrideShowsACredential) {
  EXPECT_THAT(faults_of("", ""), testing::Not(testing::HasSubstr(kCanary)));
  EXPECT_THAT(faults_of("", "pools: {openai-custom: [{api_key: CANARY1}, {api_key: CANARY2}]}\n"),
              testing::Not(testing::HasSubstr(kCanary)));
}

}  // namespace
}  // namespace aipool::config
