// SPDX-License-Identifier: MIT
#include "core/base/log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

namespace aipool {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

class LogTest : public ::testing::Test {
 protected:
  Logger logger(LogFormat format, LogLevel level = LogLevel::kInfo) {
    return Logger(level, format, [this](std::string_view line) { lines_.emplace_back(line); });
  }
  std::vector<std::string> lines_;
};

TEST_F(LogTest, TextLineHasTimeLevelMessageAndFields) {
  logger(LogFormat::kText).log(LogLevel::kInfo, "it began", {{"port", "3000"}, {"host", "a b"}});
  ASSERT_EQ(lines_.size(), 1u);
  EXPECT_THAT(lines_[0], MatchesRegex("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}\\.[0-9]{3}Z info it began port=3000 "
                                      "host=\"a b\"\n"));
}

TEST_F(LogTest, JsonLineIsOneObject) {
  logger(LogFormat::kJson).log(LogLevel::kError, "it \"broke\"", {{"file", "C:\\x"}});
  ASSERT_EQ(lines_.size(), 1u);
  EXPECT_THAT(lines_[0], MatchesRegex("\\{\"time\":\"[0-9T:.Z-]*\",\"level\":\"error\",.*\\}\n"));
  EXPECT_THAT(lines_[0], HasSubstr(R"("message":"it \"broke\"","file":"C:\\x"})"));
}

TEST_F(LogTest, KeepsNothingBelowItsLevel) {
  Logger log = Logger(LogLevel::kWarn, LogFormat::kText, [this](std::string_view line) { lines_.emplace_back(line); });
  EXPECT_TRUE(log.enabled(LogLevel::kError));
  EXPECT_TRUE(log.enabled(LogLevel::kWarn));
  EXPECT_FALSE(log.enabled(LogLevel::kInfo));
  log.log(LogLevel::kInfo, "unheard");
  EXPECT_TRUE(lines_.empty());
  log.set_level(LogLevel::kDebug);
  log.log(LogLevel::kDebug, "heard");
  EXPECT_EQ(lines_.size(), 1u);
}

TEST_F(LogTest, SwitchesItsFormat) {
  Logger log(LogLevel::kInfo, LogFormat::kText, [this](std::string_view line) { lines_.emplace_back(line); });
  log.set_format(LogFormat::kJson);
  log.log(LogLevel::kInfo, "now");
  EXPECT_EQ(lines_.at(0).front(), '{');
}

TEST_F(LogTest, SecretFieldsAreNeverShown) {
  const LogField fields[] = {{"api_key", "sk-very-secret", true}, {"user", "u1"}};
  logger(LogFormat::kText).log(LogLevel::kInfo, "m", fields);
  logger(LogFormat::kJson).log(LogLevel::kInfo, "m", fields);
  for (const std::string& line : lines_) {
    EXPECT_THAT(line, Not(HasSubstr("sk-very-secret")));
    EXPECT_THAT(line, HasSubstr("[redacted]"));
    EXPECT_THAT(line, HasSubstr("u1"));
  }
}

TEST_F(LogTest, NothingBreaksALine) {
  const std::string hostile("a\nb\r\0\x1b[31m\x7f\xc2\x85", 13);
  const LogField fields[] = {{hostile, hostile}};
  logger(LogFormat::kText).log(LogLevel::kInfo, hostile, fields);
  logger(LogFormat::kJson).log(LogLevel::kInfo, hostile, fields);
  for (const std::string& line : lines_) {
    EXPECT_EQ(line.find('\n'), line.size() - 1);
    EXPECT_EQ(line.find('\r'), std::string::npos);
    EXPECT_EQ(line.find('\0'), std::string::npos);
    EXPECT_EQ(line.find('\x1b'), std::string::npos);
    EXPECT_EQ(line.find('\x7f'), std::string::npos);
    EXPECT_THAT(line, HasSubstr("a\\u000ab\\u000d\\u0000\\u001b[31m\\u007f\\u0085"));
  }
}

TEST_F(LogTest, KeepsGoodUtf8AndReplacesTheRest) {
  Logger log(LogLevel::kInfo, LogFormat::kJson, [this](std::string_view line) { lines_.emplace_back(line); });
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"\xc3\xa9", "\xc3\xa9"},                              // two bytes
      {"\xe2\x82\xac", "\xe2\x82\xac"},                      // three
      {"\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80"},              // four
      {"\xc0\xaf", "\\ufffd\\ufffd"},                        // overlong
      {"\xe0\x80\x80", "\\ufffd\\ufffd\\ufffd"},             // overlong
      {"\xed\xa0\x80", "\\ufffd\\ufffd\\ufffd"},             // surrogate
      {"\xf4\x90\x80\x80", "\\ufffd\\ufffd\\ufffd\\ufffd"},  // beyond Unicode
      {"\xe2\x82", "\\ufffd\\ufffd"},                        // cut short
      {"\xff", "\\ufffd"},
  };
  for (const auto& [written, shown] : cases) {
    lines_.clear();
    log.log(LogLevel::kInfo, written);
    EXPECT_THAT(lines_.at(0), EndsWith("\"message\":\"" + shown + "\"}\n"));
  }
}

TEST_F(LogTest, LinesOfManyThreadsNeverMix) {
  Logger log(LogLevel::kInfo, LogFormat::kText, [this](std::string_view line) { lines_.emplace_back(line); });
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&log, t] {
      for (int i = 0; i < 500; ++i) {
        if (i == 250) log.set_format(t % 2 == 0 ? LogFormat::kJson : LogFormat::kText);
        log.log(LogLevel::kInfo, "from a thread", {{"thread", std::to_string(t)}});
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(lines_.size(), 2000u);
  for (const std::string& line : lines_) EXPECT_EQ(line.find('\n'), line.size() - 1);
}

}  // namespace
}  // namespace aipool
