// SPDX-License-Identifier: MIT
#include "core/app/login_text.h"

#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace aipool::app {
namespace {

std::vector<config::OptionSpec> table() {
  config::OptionSpec hidden;
  hidden.name = "client_secret";
  hidden.secret = true;
  config::OptionSpec shown;
  shown.name = "region";
  return {hidden, shown};
}

std::string entry(std::vector<std::string> settings, const std::string& document = "/home/me/creds.json") {
  config::AccountConfig account;
  account.uuid = "kiro-oauth-1";
  LoginOptions login;
  login.set = std::move(settings);
  return pools_entry("kiro-oauth", account, login, table(), document);
}

constexpr const char* kStart =
    "pools:\n  kiro-oauth:\n    - uuid: kiro-oauth-1\n      oauth_creds_file_path: \"/home/me/creds.json\"\n";

TEST(LoginTextTest, AnEntrySaysWhatWasSet) {
  EXPECT_EQ(entry({}), kStart);
  EXPECT_EQ(entry({"region=eu-central-1", "tries=5", "beta=true"}),
            std::string(kStart) + "      region: \"eu-central-1\"\n      tries: 5\n      beta: true\n");
}

TEST(LoginTextTest, AnEntryShowsNoSecret) {
  EXPECT_EQ(entry({"client_secret=canary"}), std::string(kStart) + "      client_secret: \"${CLIENT_SECRET}\"\n");
  EXPECT_EQ(entry({"client_secret=a${X}"}), std::string(kStart) + "      client_secret: \"${CLIENT_SECRET}\"\n");
  EXPECT_EQ(entry({"proxy=http://u:canary@h:1"}), std::string(kStart) + "      proxy: \"${PROXY}\"\n");
  EXPECT_EQ(entry({"client_secret=${MINE}"}), std::string(kStart) + "      client_secret: \"${MINE}\"\n");
}

TEST(LoginTextTest, APathIsTakenAsItIs) {
  EXPECT_EQ(entry({}, "/a \"b\"/${HOME}.json"),
            "pools:\n  kiro-oauth:\n    - uuid: kiro-oauth-1\n"
            "      oauth_creds_file_path: \"/a \\\"b\\\"/$${HOME}.json\"\n");
}

std::string forward(std::map<std::string, std::string> variables) {
  return forward_command(4000, [&](const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  });
}

TEST(LoginTextTest, ForwardingGoesTheWayThatSshCame) {
  EXPECT_EQ(forward({{"USER", "me"}, {"SSH_CONNECTION", "10.0.0.1 5000 10.0.0.2 22"}}),
            "ssh -L 4000:127.0.0.1:4000 me@10.0.0.2");
  EXPECT_EQ(forward({{"USER", "me"}, {"SSH_CONNECTION", "10.0.0.1 5000 10.0.0.2 2222"}}),
            "ssh -L 4000:127.0.0.1:4000 -p 2222 me@10.0.0.2");
  EXPECT_TRUE(forward({}).starts_with("ssh -L 4000:127.0.0.1:4000 "));
}

}  // namespace
}  // namespace aipool::app
