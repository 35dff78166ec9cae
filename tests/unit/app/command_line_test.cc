// SPDX-License-Identifier: MIT
#include "core/app/command_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace aipool::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

CommandLine parsed(std::vector<std::string> arguments) {
  auto line = parse_command_line(std::move(arguments));
  EXPECT_TRUE(line) << line.error().detail;
  return line ? *line : CommandLine();
}

std::string refusal(std::vector<std::string> arguments) {
  const auto line = parse_command_line(std::move(arguments));
  EXPECT_FALSE(line);
  return line ? "" : line.error().detail;
}

TEST(CommandLineTest, LoginTakesItsOptions) {
  const CommandLine line =
      parsed({"login", "kiro-oauth", "--method", "google", "--file", "a.json", "--account", "k1", "--set", "region=eu-1",
              "--set", "name=a=b:c", "--set=x=y", "--config", "c.yaml", "--no-browser", "--port", "19876"});
  EXPECT_EQ(line.command, "login");
  EXPECT_THAT(line.arguments, ElementsAre("kiro-oauth"));
  EXPECT_EQ(line.login.method, "google");
  EXPECT_EQ(line.login.file, "a.json");
  EXPECT_EQ(line.login.account, "k1");
  EXPECT_THAT(line.login.set, ElementsAre("region=eu-1", "name=a=b:c", "x=y"));
  EXPECT_EQ(line.config, "c.yaml");
  EXPECT_TRUE(line.login.no_browser);
  EXPECT_EQ(line.login.port, 19876);
  EXPECT_FALSE(line.login.import);
}

TEST(CommandLineTest, LoginAloneNeedsNothing) {
  const CommandLine line = parsed({"login"});
  EXPECT_TRUE(line.arguments.empty());
  EXPECT_EQ(line.login.port, 0);
  EXPECT_FALSE(line.login.no_browser);
}

TEST(CommandLineTest, TheFileOfAnImportMayBeLeftOutOrStandApart) {
  EXPECT_EQ(parsed({"login", "kiro-oauth", "--import"}).login.import, "");
  EXPECT_EQ(parsed({"login", "kiro-oauth", "--import=a.sqlite3"}).login.import, "a.sqlite3");
  for (const CommandLine& line : {parsed({"login", "kiro-oauth", "--import", "a.sqlite3"}),
                                  parsed({"login", "--import", "kiro-oauth", "a.sqlite3"})}) {
    EXPECT_EQ(line.login.import, "a.sqlite3");
    EXPECT_THAT(line.arguments, ElementsAre("kiro-oauth"));
  }
}

TEST(CommandLineTest, LoginRefusesWhatItDoesNotKnow) {
  EXPECT_THAT(refusal({"login", "a", "b"}), HasSubstr("'b' is one argument too many"));
  EXPECT_THAT(refusal({"login", "a", "--import=x", "b"}), HasSubstr("too many"));
  for (const char* port : {"0", "65536", "-1", "http"}) {
    EXPECT_THAT(refusal({"login", "a", "--port", port}), HasSubstr("aipool --help")) << port;
  }
  EXPECT_THAT(refusal({"login", "a", "--methods", "x"}), HasSubstr("methods"));
}

TEST(CommandLineTest, HelpNamesLoginAndItsOptions) {
  const std::string help = help_text();
  for (const char* word : {"login [PROVIDER]", "--method", "--file", "--account", "--set", "--import", "--no-browser", "--port"}) {
    EXPECT_THAT(help, HasSubstr(word));
  }
}

}  // namespace
}  // namespace aipool::app
