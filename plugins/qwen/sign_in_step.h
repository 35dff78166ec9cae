// SPDX-License-Identifier: MIT
//
// SignInStep is one step of the machine `qwen`, with what its phases share.
//
// Flow:      sign_in.cc makes one for each step; refresh.cc and device_flow.cc have the phases.
// Threading: one thread.
// Ownership: borrows all but the notes.
// Errors:    sdk::Fault, which ends the run.
// Units:     Unix milliseconds.
#pragma once

#include <string>
#include <string_view>

#include "aipool/oauth.hpp"
#include "aipool/sdk.hpp"
#include "plugins/qwen/sign_in.h"
#include "plugins/qwen/tokens.h"

namespace aipool::qwen {

inline constexpr std::string_view kLogIn = "run: aipool login qwen-oauth";

struct SignInStep : oauth::Run {
  std::string client_id() const {
    const std::string_view said = sdk::find(account.options, "client_id").value_or("");
    return std::string(said.empty() ? kDefaultClientId : said);
  }
  std::string error() const;  // of the answer: its OAuth code

  void post(std::string_view path, std::string_view form);
  void lock(std::string_view next);
  void ready(const Tokens& tokens);
};

// What an answer means that is neither success nor a row of a table: by its status.
sdk::Fault fault_of_status(const SignInStep& step, std::string_view what);

// Phases of refresh.cc.
void begin_with_document(SignInStep& step);
void begin_refresh(SignInStep& step);
void on_document(SignInStep& step);
void on_refreshed(SignInStep& step);
void on_written(SignInStep& step);
// Phases of device_flow.cc.
void begin_login(SignInStep& step);
void on_device_code(SignInStep& step);
void poll(SignInStep& step);
void on_polled(SignInStep& step);
void wait_for_poll(SignInStep& step);

}  // namespace aipool::qwen
