// SPDX-License-Identifier: MIT
#include "plugins/kiro/sign_in/iso_time.h"
#include "plugins/kiro/sign_in/phases.h"

namespace aipool::kiro {
namespace {

constexpr std::string_view kCallbackPath = "/oauth/callback";
constexpr std::int64_t kUsualSeconds = 3600;

void ask_operator(AuthRun& run, std::string_view message) {
  run.go("asked");
  const std::string query = oauth::form({{"idp", run.notes.get("idp")},
                                         {"redirect_uri", run.notes.get("redirect_uri")},
                                         {"code_challenge", oauth::pkce_challenge(run.host, run.notes.get("verifier"))},
                                         {"code_challenge_method", "S256"},
                                         {"state", run.notes.get("state")},
                                         {"prompt", "select_account"}});
  run.move.ask(AIP_ASK_CALLBACK, message, run.desktop_url(run.auth_region({}), "/login?" + query));
}

void exchange_code(AuthRun& run) {
  const auto answered = [&](std::string_view name) { return oauth::form_value(run.data(), name).value_or(""); };
  // Any page of the browser can call the callback, but only this login's knows its state.
  if (!oauth::same_text(answered("state"), run.notes.get("state"))) {
    return ask_operator(run,
                        "That was the answer to another login: sign in to Kiro in the browser, or paste the whole "
                        "address that it is sent to.");
  }
  const std::string error = answered("error");
  if (!error.empty()) fail_signed_out("The sign-in was refused: " + error.substr(0, 80) + ".");
  const std::string code = answered("code");
  if (code.empty()) fail_signed_out("The answer has no code: paste the whole address that the browser was sent to.");
  std::string body;
  json::Writer(body)
      .begin_object()
      .key("code")
      .string(code)
      .key("code_verifier")
      .string(run.notes.get("verifier"))
      .key("redirect_uri")
      .string(run.notes.get("redirect_uri"))
      .end_object();
  run.go("exchange");
  run.post_json(run.desktop_url(run.auth_region({}), "/oauth/token"), body);
}

void take_exchange(AuthRun& run) {
  json::Document parsed;
  if (run.input.kind == AIP_INPUT_REPLY) static_cast<void>(parsed.parse(run.data()));
  const json::Value body = parsed.root();
  const std::string access = body.find("accessToken").string();
  const std::string renewal = body.find("refreshToken").string();
  const bool refused = run.input.kind == AIP_INPUT_REPLY && run.input.status >= 400 && run.input.status < 500;
  if (refused) fail_signed_out("The sign-in service refused the code: begin the login again.");
  if (access.empty() || renewal.empty()) fail_for_now(run, "The sign-in service");
  const std::int64_t seconds = body.find("expiresIn").int64().value_or(kUsualSeconds);
  const std::string profile = body.find("profileArn").string();
  std::string document;
  json::Writer out(document);
  out.begin_object().key("accessToken").string(access).key("refreshToken").string(renewal);
  if (!profile.empty()) out.key("profileArn").string(profile);
  out.key("expiresAt").string(write_iso_time(run.now() + seconds * 1000));
  out.key("authMethod").string("social");
  out.key("provider").string(run.notes.get("idp")).end_object();
  store_login(run, document, {}, {});
}

}  // namespace

void begin_social_login(AuthRun& run, std::string_view method) {
  run.notes["idp"] = method == kGoogle ? "Google" : "Github";
  run.notes["verifier"] = oauth::random_token(run.host);
  run.notes["state"] = oauth::random_token(run.host);
  run.notes["redirect_uri"] =
      std::string(sdk::find(run.input.headers, "redirect_base").value_or("")).append(kCallbackPath);
  ask_operator(run, "Sign in to Kiro in the browser.");
}

bool take_social_input(AuthRun& run) {
  if (run.phase() == "asked" && run.input.kind == AIP_INPUT_USER) {
    exchange_code(run);
    return true;
  }
  const bool answered = run.input.kind == AIP_INPUT_REPLY || run.input.kind == AIP_INPUT_FAIL;
  if (run.phase() != "exchange" || !answered) return false;
  take_exchange(run);
  return true;
}

}  // namespace aipool::kiro
