// SPDX-License-Identifier: MIT
#include "plugins/gemini/code_assist/refresh.h"

#include "plugins/gemini/code_assist/onboarding.h"
#include "plugins/gemini/code_assist/options.h"

namespace aipool::gemini::code_assist {
namespace {

constexpr std::string_view kRefresh = "refreshing the token";
constexpr std::int64_t kHardlyTime = 5000;  // a token that another process has just made is good, however short

// Without a time it may be of any age: it is refreshed if it can be.
bool is_good(const TokenDocument& tokens, std::int64_t until) {
  if (tokens.access_token.empty()) return false;
  return tokens.expires == 0 ? tokens.refresh_token.empty() : tokens.expires > until;
}

TokenDocument document_of(const AuthRun& run) {
  if (run.input.status != 0) {
    throw sdk::Fault{AIP_E_AUTH, "there are no credentials yet: " + std::string(kLogInAgain)};
  }
  if (const auto tokens = read_tokens(run.data())) return *tokens;
  throw sdk::Fault{AIP_E_AUTH, "the credentials file has no tokens: " + std::string(kLogInAgain)};
}

void read_as(AuthRun& run, std::string_view phase) {
  run.go(phase);
  run.move.read();
}

void use_document(AuthRun& run, const TokenDocument& tokens) {
  note_owner(run, tokens.refresh_token);
  run.notes["document_project"] = tokens.project;
  use_token(run, tokens.access_token, tokens.expires);
}

// Sends the document's refresh token; the document is kept until it is written anew.
void refresh(AuthRun& run, const TokenDocument& tokens) {
  if (tokens.refresh_token.empty()) {
    throw sdk::Fault{AIP_E_AUTH, "the token has expired and there is none to refresh it: " + std::string(kLogInAgain)};
  }
  const OAuthClient client = client_of(run, tokens);
  run.notes["document"] = run.data();
  run.notes["document_project"] = tokens.project;
  run.notes["refresh_token"] = tokens.refresh_token;
  run.go("refreshing");
  std::string form =
      oauth::form({{"grant_type", "refresh_token"}, {"client_id", client.id}, {"refresh_token", tokens.refresh_token}});
  if (!client.secret.empty()) form.append("&").append(oauth::form({{"client_secret", client.secret}}));
  send_form(run, form);
}

// Under the lock: another process may have done it.
void on_reread(AuthRun& run) {
  const TokenDocument tokens = document_of(run);
  const bool other = !oauth::same_text(tokens.access_token, run.notes.get("refused"));
  if (other && tokens.expires > run.now() + kHardlyTime) return use_document(run, tokens);
  refresh(run, tokens);
}

// The vendor does not know the refresh token: somebody who does not heed the lock may have written another.
void on_second_look(AuthRun& run) {
  const TokenDocument tokens = document_of(run);
  const bool other = !tokens.refresh_token.empty() && tokens.refresh_token != run.notes.get("refresh_token");
  if (!other) {
    throw sdk::Fault{AIP_E_AUTH, "Google has revoked this sign-in, or it has expired: " + std::string(kLogInAgain)};
  }
  run.set("looked_twice");
  on_reread(run);
}

void on_refused(AuthRun& run) {
  json::Document document;
  // What is no JSON leaves the root absent.
  static_cast<void>(document.parse(run.data()));
  const std::string error = document.root().find("error").string();
  if (error == "invalid_grant" && !run.is("looked_twice")) return read_as(run, "second_look");
  if (error == "invalid_grant") {
    throw sdk::Fault{AIP_E_AUTH, "Google has revoked this sign-in, or it has expired: " + std::string(kLogInAgain)};
  }
  if (error == "invalid_client" || error == "unauthorized_client" || run.input.status == 401) {
    throw sdk::Fault{AIP_E_AUTH,
                     "Google does not know this OAuth client: check the account's client_id and client_secret"};
  }
  if (run.input.status == 400) {
    const std::string said = document.root().find("error_description").string();
    throw sdk::Fault{AIP_E_AUTH, "Google refuses to refresh the token (" + error + "): " + said};
  }
  throw fault_of_reply(run, kRefresh);
}

// A refresh token that the vendor replaces belongs to whom the one before did.
void keep_owner(AuthRun& run, std::string_view replaced_by) {
  note_owner(run, run.notes.get("refresh_token"));
  if (replaced_by.empty()) return;
  const bool known = run.notes.get("owner") == run.notes.get("document_owner");
  note_owner(run, replaced_by);
  if (known) run.notes["owner"] = run.notes.get("document_owner");
}

void on_refresh_reply(AuthRun& run) {
  run.expect_reply(kRefresh);
  if (run.input.status != 200) return on_refused(run);
  const auto tokens = read_token_answer(run.data(), run.now());
  if (!tokens) throw sdk::Fault{AIP_E_UPSTREAM_PROTOCOL, "Google's answer has no token"};
  keep_owner(run, tokens->refresh_token);
  const std::string document = with_tokens(run.notes.get("document"), *tokens);
  run.notes["access_token"] = tokens->access_token;
  run.notes["expires"] = std::to_string(tokens->expires);
  run.set("refreshed");
  run.go("written");
  run.move.write({}, document);
}

// The refresh token stays as it was: what could not be written is only asked for again later.
void on_written(AuthRun& run) {
  if (run.input.kind != AIP_INPUT_WRITTEN) {
    run.host.log(AIP_LOG_WARN, "gemini-oauth: the refreshed token could not be written to its file");
  }
  const std::string access_token(run.notes.get("access_token"));
  use_token(run, access_token, run.number("expires"));
}

}  // namespace

void begin_with_document(AuthRun& run) { read_as(run, "read"); }

void begin_refresh(AuthRun& run, std::string_view refused) {
  run.notes["refused"] = refused;
  run.go("locked");
  run.move.lock();
}

bool on_refresh(AuthRun& run) {
  const std::string_view phase = run.phase();
  if (phase == "read") {
    const TokenDocument tokens = document_of(run);
    is_good(tokens, run.now() + expiry_skew_ms(run.account)) ? use_document(run, tokens) : begin_refresh(run, {});
  } else if (phase == "locked") {
    if (run.input.kind != AIP_INPUT_LOCKED) throw sdk::Fault{AIP_E_OVERLOADED, "the credentials file stays locked"};
    read_as(run, "reread");
  } else if (phase == "reread") {
    on_reread(run);
  } else if (phase == "refreshing") {
    on_refresh_reply(run);
  } else if (phase == "second_look") {
    on_second_look(run);
  } else if (phase == "written") {
    on_written(run);
  } else {
    return false;
  }
  return true;
}

void use_token(AuthRun& run, std::string_view access_token, std::int64_t expires) {
  run.notes["access_token"] = access_token;
  run.notes["expires"] = std::to_string(expires);
  begin_onboarding(run);
}

void note_owner(AuthRun& run, std::string_view refresh_token) {
  constexpr std::size_t kEnough = 16;
  run.notes["document_owner"] = oauth::pkce_challenge(run.host, refresh_token).substr(0, kEnough);
}

OAuthClient client_of(const AuthRun& run, const TokenDocument& document) {
  OAuthClient client{std::string(client_id_of(run.account)), std::string(client_secret_of(run.account))};
  const bool of_document = client.secret.empty() && !document.client_id.empty() && !document.client_secret.empty();
  if (of_document) return {document.client_id, document.client_secret};
  if (client.secret.empty() && is_published_client(client.id)) {
    throw sdk::Fault{AIP_E_AUTH,
                     "the account needs client_secret: aipool brings none; Gemini CLI publishes that of its client_id"};
  }
  return client;
}

void send_form(AuthRun& run, const std::string& form) {
  run.move.send("POST", token_url(run.account),
                {{"content-type", "application/x-www-form-urlencoded"},
                 {"accept", "application/json"},
                 {"user-agent", std::string(user_agent_of(run.account))}},
                form);
}

}  // namespace aipool::gemini::code_assist
