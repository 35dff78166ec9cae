// SPDX-License-Identifier: MIT
#include "plugins/qwen/sign_in_step.h"

namespace aipool::qwen {
namespace {

constexpr std::int64_t kSkew = 30'000;       // Qwen Code's
constexpr std::int64_t kHardlyTime = 5'000;  // a token that another process has just made is good, however short

Tokens document_of(const SignInStep& step) {
  if (step.input.status != 0) throw sdk::Fault{AIP_E_AUTH, "nobody has signed in yet: " + std::string(kLogIn)};
  if (auto tokens = read_document(step.data())) return *std::move(tokens);
  throw sdk::Fault{AIP_E_AUTH, "the document has no access_token: " + std::string(kLogIn)};
}

// One that says nothing of its end is renewed where that is possible.
bool is_good(const Tokens& tokens, std::int64_t until) {
  return tokens.expiry_date == 0 ? tokens.refresh_token.empty() : tokens.expiry_date > until;
}

void refresh(SignInStep& step, const Tokens& tokens) {
  if (tokens.refresh_token.empty()) {
    throw sdk::Fault{AIP_E_AUTH, "the token has expired and there is none to refresh it: " + std::string(kLogIn)};
  }
  step.notes["document"] = step.data();
  step.notes["refresh_token"] = tokens.refresh_token;
  step.go("refreshing");
  step.post("token", oauth::form({{"grant_type", "refresh_token"},
                                  {"refresh_token", tokens.refresh_token},
                                  {"client_id", step.client_id()}}));
}

// Under the lock: another process may have done it.
void look_again(SignInStep& step, const Tokens& tokens) {
  const bool is_other = tokens.access_token != step.notes.get("refused");
  if (is_other && tokens.expiry_date > step.now() + kHardlyTime) return step.ready(tokens);
  refresh(step, tokens);
}

// The vendor refuses the refresh token: somebody who does not heed the lock may have used it and written another.
void look_twice(SignInStep& step, const Tokens& tokens) {
  const bool is_other = !tokens.refresh_token.empty() && tokens.refresh_token != step.notes.get("refresh_token");
  if (!is_other) throw sdk::Fault{AIP_E_AUTH, "the sign-in has expired or was revoked: " + std::string(kLogIn)};
  step.notes["looked_twice"] = "1";
  look_again(step, tokens);
}

void write(SignInStep& step, std::string_view document, const Tokens& tokens) {
  const std::string text = with_tokens(document, tokens);
  step.notes["document"] = text;
  step.go("writing");
  step.move.write({}, text);
}

}  // namespace

void begin_with_document(SignInStep& step) {
  step.notes = oauth::Notes("");
  step.go("reading");
  step.move.read();
}

void begin_refresh(SignInStep& step) {
  step.notes = oauth::Notes("");
  step.notes["refused"] = sdk::find(step.account.credential, "access_token").value_or("");
  step.lock("rereading");
}

void on_document(SignInStep& step) {
  if (step.phase() == "storing") {  // what the login got, beside whatever else the document says
    const auto tokens = read_answer(step.notes.get("answer"), step.number("answered_at"));
    if (!tokens) throw sdk::Fault{AIP_E_UPSTREAM_PROTOCOL, "the sign-in gave no token"};
    return write(step, step.input.status == 0 ? step.data() : std::string_view(), *tokens);
  }
  const Tokens tokens = document_of(step);
  if (step.phase() == "second look") return look_twice(step, tokens);
  if (step.phase() == "rereading") return look_again(step, tokens);
  if (is_good(tokens, step.now() + kSkew)) return step.ready(tokens);
  step.notes["refused"] = tokens.access_token;
  step.lock("rereading");
}

void on_refreshed(SignInStep& step) {
  const std::int32_t status = step.input.kind == AIP_INPUT_REPLY ? step.input.status : 0;
  if (status == 400 || status == 401) {
    if (step.notes.get("looked_twice") == "1") {
      throw sdk::Fault{AIP_E_AUTH, "the sign-in has expired or was revoked: " + std::string(kLogIn)};
    }
    step.go("second look");
    return step.move.read();
  }
  if (status != 200) throw fault_of_status(step, "refreshing the token");
  const auto tokens = read_answer(step.data(), step.now());
  if (!tokens) throw sdk::Fault{AIP_E_UPSTREAM_PROTOCOL, "the answer to the refresh has no token"};
  write(step, step.notes.get("document"), *tokens);
}

// A token that could not be written is good all the same; the next refresh will tell whether the one before it
// still is.
void on_written(SignInStep& step) {
  if (step.input.kind != AIP_INPUT_WRITTEN) {
    step.host.log(AIP_LOG_WARN, "qwen-oauth: the refreshed token could not be written to its document");
  }
  const auto tokens = read_document(step.notes.get("document"));
  if (!tokens) throw sdk::Fault{AIP_E_INTERNAL, "the document is lost"};
  step.ready(*tokens);
}

}  // namespace aipool::qwen
