// SPDX-License-Identifier: MIT
#include "core/app/terminal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <sstream>
#include <string>

#include "core/app/callback_listener.h"

namespace aipool::app {
namespace {

using testing::HasSubstr;
using testing::Not;
using Ask = plugin::AuthMove::Ask;

constexpr const char* kBase = "http://127.0.0.1:4000";
constexpr const char* kPage = "https://vendor.example/login?redirect_uri=http%3A%2F%2F127.0.0.1%3A4000%2Fback&state=s";

class TerminalTest : public testing::Test {
 protected:
  TerminalSettings settings() {
    TerminalSettings made{out_, kBase, {}, {}, "ssh -L forward"};
    made.expect = [this](std::string path) { expected_ = std::move(path); };
    made.patience = std::chrono::milliseconds(20);
    return made;
  }

  static plugin::AuthMove question(Ask ask, std::string url = kPage) {
    plugin::AuthMove move;
    move.kind = plugin::AuthMove::Kind::kAskUser;
    move.ask = ask;
    move.message = "Sign in, please.";
    move.user_url = std::move(url);
    return move;
  }

  http::Task<void> put(const plugin::AuthMove& move) {
    auto said = co_await terminal_.ask(move);
    said_.emplace(std::move(said));
    loop_.stop();
  }

  // What the machine gets.
  std::string answer(const plugin::AuthMove& move) {
    said_.reset();
    http::spawn(loop_, put(move));
    loop_.run();
    if (!said_) return "nothing";
    return *said_ ? "<" + **said_ + ">" : said_->error().detail;
  }

  std::ostringstream out_;
  std::string expected_;
  http::EventLoop loop_;
  http::Cancellation cancellation_;
  Terminal terminal_{loop_, &cancellation_, settings()};
  std::optional<Result<std::string>> said_;
};

TEST_F(TerminalTest, ACallbackOrALineAnswersWhicheverIsThere) {
  terminal_.take_line(Secret("pasted"));
  terminal_.take_callback(Secret("code=1"));
  EXPECT_EQ(answer(question(Ask::kCallback)), "<code=1>");
  EXPECT_EQ(expected_, "/back");
  EXPECT_EQ(answer(question(Ask::kCallback)), "<pasted>");
}

TEST_F(TerminalTest, AnEmptyLineAnswersOnlyAQuestionForText) {
  terminal_.take_line(Secret());
  terminal_.take_line(Secret("code"));
  EXPECT_EQ(answer(question(Ask::kCallback)), "<code>");
  terminal_.take_line(Secret());
  EXPECT_EQ(answer(question(Ask::kText)), "<>");
}

TEST_F(TerminalTest, TheSameCallbackIsNoNews) {
  terminal_.take_callback(Secret("code=1"));
  EXPECT_EQ(answer(question(Ask::kCallback)), "<code=1>");
  terminal_.take_callback(Secret("code=1"));
  EXPECT_THAT(answer(question(Ask::kCallback)), HasSubstr("nobody answered"));
}

TEST_F(TerminalTest, WaitingEnds) {
  EXPECT_THAT(answer(question(Ask::kText)), HasSubstr("nobody answered"));
  terminal_.end_input();
  EXPECT_THAT(answer(question(Ask::kText)), HasSubstr("standard input ended"));
  EXPECT_THAT(answer(question(Ask::kCallback)), HasSubstr("nobody answered"));
  cancellation_.cancel();
  EXPECT_EQ(answer(question(Ask::kCallback)).find("<"), std::string::npos);
  EXPECT_EQ(said_->error().code, ErrorCode::kCancelled);
}

TEST_F(TerminalTest, WithoutACallbackToHereOnlyPastingCounts) {
  terminal_.end_input();
  EXPECT_THAT(answer(question(Ask::kCallback, "https://vendor.example/login?redirect_uri=https%3A%2F%2Fvendor.example%2Fcode")),
              HasSubstr("standard input ended"));
  EXPECT_EQ(expected_, "");
  EXPECT_THAT(out_.str(), Not(HasSubstr("ssh -L")));
}

TEST_F(TerminalTest, ShowsAddressCodeAndTheWayInFromElsewhere) {
  plugin::AuthMove move = question(Ask::kNothing);
  move.user_code = "ABCD-1234";
  EXPECT_EQ(answer(move), "<>");
  EXPECT_THAT(out_.str(), HasSubstr("Sign in, please.\n"));
  EXPECT_THAT(out_.str(), HasSubstr("\n  " + std::string(kPage) + "\n"));
  EXPECT_THAT(out_.str(), HasSubstr("\n  ABCD-1234\n"));
  terminal_.take_callback(Secret("code=1"));
  answer(question(Ask::kCallback));
  EXPECT_THAT(out_.str(), HasSubstr("\n  ssh -L forward\n"));
}

TEST_F(TerminalTest, WhatAVendorSaysCannotDisturbTheTerminal) {
  plugin::AuthMove move = question(Ask::kNothing, "https://v.example/\x1b]0;x\x07");
  move.message = "a\x1b[2Jb\r\nc";
  move.user_code = "\x9b" "31m";
  answer(move);
  for (const char c : out_.str()) {
    EXPECT_TRUE(c == '\n' || (c >= ' ' && c < 127)) << int(c);
  }
}

TEST(CallbackPathTest, IsBelowTheBaseOrNothing) {
  EXPECT_EQ(callback_path(kPage, kBase), "/back");
  EXPECT_EQ(callback_path("https://v.example/?redirect_uri=http://127.0.0.1:4000/a/b", kBase), "/a/b");
  for (const char* redirect : {"http://127.0.0.1:40001/a", "http://127.0.0.1:4000", "http://127.0.0.1:4000/a?b",
                               "https://v.example/http://127.0.0.1:4000/a", ""}) {
    EXPECT_EQ(callback_path(std::string("https://v.example/?redirect_uri=") + redirect, kBase), "") << redirect;
  }
  EXPECT_EQ(callback_path("https://v.example/", kBase), "");
}

}  // namespace
}  // namespace aipool::app
