// SPDX-License-Identifier: MIT
#include "plugins/gemini/code_assist/login.h"

#include <optional>

#include "plugins/gemini/code_assist/options.h"
#include "plugins/gemini/code_assist/refresh.h"

namespace aipool::gemini::code_assist {
namespace {

constexpr std::string_view kExchange = "signing in";

constexpr std::string_view kBrowserMessage =
    "Sign in to Google in a browser. If it runs on another machine, paste the address that it is sent to.";
constexpr std::string_view kPasteMessage = "Sign in to Google in a browser, and paste the code that it shows.";

// Again, with the same address, where `before` says what was wrong with an answer.
void ask_operator(AuthRun& run, std::string_view before = {}) {
  const bool browser = run.notes.get("method") == kBrowser;
  std::string url = authorize_url(run.account);
  url.append("?").append(oauth::form({{"response_type", "code"},
                                      {"client_id", client_id_of(run.account)},
                                      {"redirect_uri", run.notes.get("redirect_uri")},
                                      {"scope", scopes_of(run.account)},
                                      {"access_type", "offline"},
                                      {"prompt", "consent"},
                                      {"state", run.notes.get("state")},
                                      {"code_challenge", oauth::pkce_challenge(run.host, run.notes.get("verifier"))},
                                      {"code_challenge_method", "S256"}}));
  run.go("asked");
  const std::string message = std::string(before).append(browser ? kBrowserMessage : kPasteMessage);
  run.move.ask(browser ? AIP_ASK_CALLBACK : AIP_ASK_TEXT, message, url);
}

std::string_view trimmed(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

void refuse_denial(std::string_view error) {
  if (error == "access_denied") throw sdk::Fault{AIP_E_PERMISSION, "the sign-in was denied in the browser"};
  throw sdk::Fault{AIP_E_PERMISSION, "Google refused the sign-in: " + std::string(error)};
}

// Any page of the browser can call the callback, but only this login's knows its state.
bool is_of_this_login(const AuthRun& run, std::string_view answer) {
  const auto state = oauth::form_value(answer, "state");
  const bool must_have = run.notes.get("method") == kBrowser || oauth::form_value(answer, "error");
  return (!state && !must_have) || oauth::same_text(state.value_or(""), run.notes.get("state"));
}

// A query, a whole address with one, or (pasted) the code alone.
std::string code_in(const AuthRun& run, std::string_view answer) {
  if (const auto error = oauth::form_value(answer, "error")) refuse_denial(*error);
  const auto code = oauth::form_value(answer, "code");
  const bool browser = run.notes.get("method") == kBrowser;
  if (code && !code->empty()) return *code;
  if (browser || answer.empty()) throw sdk::Fault{AIP_E_PERMISSION, "there is no code in the answer: start again"};
  return std::string(answer);
}

void exchange_code(AuthRun& run) {
  if (run.input.kind != AIP_INPUT_USER) throw sdk::Fault{AIP_E_TIMEOUT, "nobody signed in"};
  const std::string_view answer = trimmed(run.data());
  if (!is_of_this_login(run, answer)) return ask_operator(run, "That was the answer to another sign-in. ");
  const std::string code = code_in(run, answer);
  const OAuthClient client = client_of(run, {});
  run.go("exchanging");
  std::string form = oauth::form({{"grant_type", "authorization_code"},
                                  {"client_id", client.id},
                                  {"code", code},
                                  {"redirect_uri", run.notes.get("redirect_uri")},
                                  {"code_verifier", run.notes.get("verifier")}});
  if (!client.secret.empty()) form.append("&").append(oauth::form({{"client_secret", client.secret}}));
  send_form(run, form);
}

void on_exchanged(AuthRun& run) {
  run.expect_reply(kExchange);
  if (run.input.status != 200) {
    json::Document document;
    // What is no JSON leaves the root absent.
    static_cast<void>(document.parse(run.data()));
    const std::string error = document.root().find("error").string();
    if (error.empty() || run.input.status >= 500) throw fault_of_reply(run, kExchange);
    const std::string said = document.root().find("error_description").string();
    throw sdk::Fault{AIP_E_AUTH, "Google refuses the code (" + error + "): " + (said.empty() ? "start again" : said)};
  }
  const auto tokens = read_token_answer(run.data(), run.now());
  if (!tokens) throw sdk::Fault{AIP_E_UPSTREAM_PROTOCOL, "Google's answer has no token"};
  if (tokens->refresh_token.empty()) {
    throw sdk::Fault{AIP_E_AUTH,
                     "Google gave no refresh token: take back the access at myaccount.google.com, start again"};
  }
  note_owner(run, tokens->refresh_token);
  run.notes["document"] = with_tokens({}, *tokens);
  run.notes["access_token"] = tokens->access_token;
  run.notes["expires"] = std::to_string(tokens->expires);
  run.go("login_locked");
  run.move.lock();
}

// What was signed in before is replaced whole: it may be another person's.
void write_login(AuthRun& run) {
  if (run.input.kind != AIP_INPUT_LOCKED) throw sdk::Fault{AIP_E_OVERLOADED, "the credentials file stays locked"};
  const std::string document(run.notes.get("document"));
  run.go("login_written");
  run.move.write({}, document);
}

void finish_login(AuthRun& run) {
  if (run.input.kind != AIP_INPUT_WRITTEN)
    throw sdk::Fault{AIP_E_INTERNAL, "the credentials file could not be written"};
  run.set("refreshed");  // a token that is refused now is not refreshed again
  const std::string access_token(run.notes.get("access_token"));
  use_token(run, access_token, run.number("expires"));
}

}  // namespace

void begin_login(AuthRun& run) {
  const std::string_view method = run.data().empty() ? kBrowser : run.data();
  if (method != kBrowser && method != kPaste) {
    throw sdk::Fault{AIP_E_INVALID_REQUEST, "gemini-oauth has the login methods browser and paste"};
  }
  // Whoever cannot finish need not begin.
  static_cast<void>(client_of(run, {}));
  run.notes["method"] = method;
  run.notes["verifier"] = oauth::random_token(run.host);
  run.notes["state"] = oauth::random_token(run.host);
  std::string redirect(paste_redirect_of(run.account));
  if (method == kBrowser) {
    redirect = std::string(sdk::find(run.input.headers, "redirect_base").value_or("")) + "/oauth2callback";
  }
  run.notes["redirect_uri"] = redirect;
  ask_operator(run);
}

bool on_login(AuthRun& run) {
  const std::string_view phase = run.phase();
  if (phase == "asked") {
    exchange_code(run);
  } else if (phase == "exchanging") {
    on_exchanged(run);
  } else if (phase == "login_locked") {
    write_login(run);
  } else if (phase == "login_written") {
    finish_login(run);
  } else {
    return false;
  }
  return true;
}

}  // namespace aipool::gemini::code_assist
