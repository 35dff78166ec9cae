// SPDX-License-Identifier: MIT
#include "plugins/kiro/sign_in/iso_time.h"
#include "plugins/kiro/sign_in/phases.h"

namespace aipool::kiro {
namespace {

constexpr std::string_view kCallbackPath = "/oauth/callback";
constexpr std::int64_t kUsualSeconds = 3600;

void exchange_code(AuthRun& run) {
  const auto answered = [&](std::string_view name) { return oauth::form_value(run.data(), name).value_or(""); };
  if (answered("state") != run.notes.get("state")) {
    fail_signed_out("The answer is not the one to this login: paste the whole address that the browser was sent to.");
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
  run.go_to("exchange");
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
  if (access.empty() || renewal.empty()) fail_for_now(run.input, "The sign-in service");
  const std::int64_t seconds = body.find("expiresIn").int64().value_or(kUsualSeconds);
  const std::string profile = body.find("profileArn").string();
  std::string document;
  json::Writer out(document);
  out.begin_object().key("accessToken").string(access).key("refreshToken").string(renewal);
  if (!profile.empty()) out.key("profileArn").string(profile);
  out.key("expiresAt").string(write_iso_time(run.env.now_unix_ms() + seconds * 1000));
  out.key("authMethod").string("social");
  out.key("provider").string(run.notes.get("idp")).end_object();
  store_login(run, document, {}, {});
}

}  // namespace

void begin_social_login(AuthRun& run, std::string_view method) {
  const std::string_view idp = method == kGoogle ? "Google" : "Github";
  const std::string verifier = oauth::random_token(run.host);
  const std::string state = oauth::random_token(run.host);
  const std::string redirect =
      std::string(sdk::find(run.input.headers, "redirect_base").value_or("")).append(kCallbackPath);
  run.notes["idp"] = idp;
  run.notes["verifier"] = verifier;
  run.notes["state"] = state;
  run.notes["redirect_uri"] = redirect;
  run.go_to("asked");
  const std::string query = oauth::form({{"idp", idp},
                                         {"redirect_uri", redirect},
                                         {"code_challenge", oauth::pkce_challenge(run.host, verifier)},
                                         {"code_challenge_method", "S256"},
                                         {"state", state},
                                         {"prompt", "select_account"}});
  run.move.ask(AIP_ASK_CALLBACK, "Sign in to Kiro in the browser.",
               run.desktop_url(run.auth_region({}), "/login?" + query));
}

bool take_social_input(AuthRun& run) {
  if (run.is_phase("asked") && run.input.kind == AIP_INPUT_USER) {
    exchange_code(run);
    return true;
  }
  const bool answered = run.input.kind == AIP_INPUT_REPLY || run.input.kind == AIP_INPUT_FAIL;
  if (!run.is_phase("exchange") || !answered) return false;
  take_exchange(run);
  return true;
}

}  // namespace aipool::kiro
