// SPDX-License-Identifier: MIT
#include "core/config/safety.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/config/rules.h"
#include "tests/unit/config/config_folder.h"

namespace aipool::config {
namespace {

std::string faults_of(const std::string& text) {
  ConfigFolder folder;
  folder.write("config.yaml", text);
  return folder.faults(folder.load());
}

TEST(SafetyTest, LoopbackNeedsNoKey) {
  for (const char* host : {"127.0.0.1", "127.8.9.10", "::1", "localhost"})
    EXPECT_EQ(faults_of(std::string("server: {host: \"") + host + "\"}\n"), "") << host;
}

TEST(SafetyTest, LoopbackTakesAnyKey) { EXPECT_EQ(faults_of("auth: {api_key: changeme}\n"), ""); }

TEST(SafetyTest, OtherAddressesNeedAKey) {
  for (const char* host : {"0.0.0.0", "::", "192.168.1.4", "gateway.example.org", "127.example.org"}) {
    EXPECT_EQ(faults_of(std::string("server:\n  host: \"") + host + "\"\n"),
              "config.yaml:2:9: auth.api_key: a key is required on an address that is not loopback; set auth.api_key "
              "(or API_KEY), or bind server.host to 127.0.0.1\n");
  }
}

TEST(SafetyTest, EmptyKeyIsNoKey) {
  EXPECT_THAT(faults_of("server: {host: 0.0.0.0}\nauth: {api_key: \"\"}\n"),
              testing::StartsWith("config.yaml:1:16: auth.api_key: a key is required"));
  EXPECT_THAT(faults_of("server: {host: 0.0.0.0}\nauth: {api_keys: []}\n"),
              testing::StartsWith("config.yaml:1:16: auth.api_key: a key is required"));
}

TEST(SafetyTest, HostFromTheEnvironmentIsNamed) {
  ConfigFolder folder;
  folder.set("SERVER_HOST", "0.0.0.0");
  EXPECT_THAT(folder.faults(folder.load("")),
              testing::StartsWith("environment variable SERVER_HOST: auth.api_key: a key is required"));
}

TEST(SafetyTest, AServerThatRunsDecidesWhichKeysItNeeds) {
  ConfigFolder folder;
  folder.write("config.yaml", "server: {host: 127.0.0.1}\n");
  LoadOptions options;
  options.file = folder.path() / "config.yaml";
  options.environment = [](const std::string&) -> std::optional<std::string> { return std::nullopt; };
  EXPECT_THAT(load(options).faults, testing::IsEmpty());
  options.host_in_use = "0.0.0.0";
  EXPECT_THAT(folder.faults(load(options)), testing::HasSubstr("auth.api_key: a key is required"));
}

TEST(SafetyTest, PlaceholderAndShortKeysAreRefusedWhereTheyStand) {
  EXPECT_EQ(
      faults_of("server: {host: 0.0.0.0}\n"
                "auth:\n"
                "  api_keys: [changeme, 8d1f6c02ab44, k3y]\n"
                "  admin_key: admin123\n"),
      "config.yaml:3:14: this key is a placeholder, and the server is not bound to loopback; put in a random key "
      "of your own, as openssl rand -hex 32 prints it\n"
      "config.yaml:3:38: this key is shorter than 8 characters, and the server is not bound to loopback; put in a "
      "random key of your own, as openssl rand -hex 32 prints it\n"
      "config.yaml:4:14: this key is a placeholder, and the server is not bound to loopback; put in a random key "
      "of your own, as openssl rand -hex 32 prints it\n");
}

TEST(SafetyTest, RealKeyServesEverybody) {
  EXPECT_EQ(faults_of("server: {host: \"::\"}\nauth: {api_key: 8d1f6c02ab44, admin_key: 99e0bb6a7713}\n"), "");
}

TEST(SafetyTest, KnowsPlaceholders) {
  for (const char* key : {"changeme",     "CHANGE-ME", "change_me_please",    "your-api-key",    "YOUR_API_KEY",
                          "123456",       "sk-xxx",    "sk-xxxxxxxxxxxxxxxx", "xxxxxxxx",        "--------",
                          "aaaaaaaaaaaa", "<api key>", "\xE2\x80\xA6",        "sk-\xE2\x80\xA6", "...",
                          "secret",       "test-key",  "sk-your-key-here",    "12345678",        "password",
                          "admin123",     "sk-123456", "placeholder-key"})
    EXPECT_TRUE(is_placeholder(key)) << key;
}

TEST(SafetyTest, KnowsRealKeysFromPlaceholders) {
  for (const char* key : {"8d1f6c02ab44", "sk-proj-4bX9aQ2mLw", "correct-horse-battery", "secret-8d1f6c02",
                          "tests-are-us", "my-long-gateway-key"})
    EXPECT_FALSE(is_placeholder(key)) << key;
}

TEST(SafetyTest, LoopbackIsNotGuessedFromNames) {
  for (const char* host :
       {"localhost.example.org", "127.0.0.1.example.org", "::ffff:127.0.0.1", "127.1", "0.0.0.0", ""})
    EXPECT_FALSE(is_loopback(host)) << host;
}

}  // namespace
}  // namespace aipool::config
