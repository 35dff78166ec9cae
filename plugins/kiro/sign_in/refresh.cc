// SPDX-License-Identifier: MIT
#include "plugins/kiro/sign_in/iso_time.h"
#include "plugins/kiro/sign_in/phases.h"

namespace aipool::kiro {
namespace {

constexpr std::int64_t kSoonMs = 5 * 60'000;  // a token that lasts no longer is renewed
constexpr std::int64_t kUsualLifetimeSeconds = 3600;

Credential credential_in(std::string_view document) {
  auto credential = read_credential(document);
  if (!credential) throw sdk::Fault{AIP_E_INTERNAL, "The credential file is not the JSON of a credential."};
  return std::move(*credential);
}

// It was not refused, and will last a while.
bool is_usable(const AuthRun& run, const Credential& credential) {
  if (credential.access_token.empty()) return false;
  if (credential.kind == SignIn::kApiKey) return true;
  const bool renew = run.notes.get("renew") == "1";
  const std::string_view had = sdk::find(run.account.credential, "access_token").value_or("");
  if (renew && (had.empty() || had == credential.access_token)) return false;
  return credential.expires_unix_ms > run.now() + kSoonMs;
}

void check_refreshable(const Credential& credential) {
  const std::string next(kLogInAgain);
  if (credential.refresh_token.empty()) fail_signed_out("The credential file has no refresh token." + next);
  if (is_cut(credential.refresh_token)) {
    fail_signed_out("The refresh token in the credential file has been cut: it is too short or has dots in it." + next);
  }
  if (credential.is_list) fail_signed_out("The file holds several credentials; give each account a file of its own.");
}

void send_external(AuthRun& run, const Credential& credential) {
  const std::string_view base = sdk::view(run.account.auth_base_url);
  const std::string url = base.empty() ? credential.token_endpoint : std::string(base) + "/token";
  if (base.empty() && !url.starts_with("https://"))
    fail_signed_out("The credential file has no tokenEndpoint at https.");
  std::string body = oauth::form({{"grant_type", "refresh_token"},
                                  {"client_id", credential.client_id},
                                  {"refresh_token", credential.refresh_token}});
  if (!credential.scopes.empty()) body.append("&").append(oauth::form({{"scope", credential.scopes}}));
  if (!credential.audience.empty()) body.append("&").append(oauth::form({{"audience", credential.audience}}));
  run.move.send("POST", url, {{"content-type", "application/x-www-form-urlencoded"}, {"accept", "application/json"}},
                body);
}

void send_refresh(AuthRun& run, const Credential& credential) {
  const std::string region = run.auth_region(credential.auth_region);
  const std::int64_t registered_until = credential.registration_expires_unix_ms;
  std::string body;
  run.go("refresh");
  switch (credential.kind) {
    case SignIn::kExternal:
      return send_external(run, credential);
    case SignIn::kOidc:
      if (credential.client_id.empty() || credential.client_secret.empty()) {
        fail_signed_out("The file of the client registration is missing." + std::string(kLogInAgain));
      }
      if (registered_until != 0 && registered_until <= run.now()) {
        fail_signed_out("The client registration has expired, and its tokens with it." + std::string(kLogInAgain));
      }
      json::Writer(body)
          .begin_object()
          .key("clientId")
          .string(credential.client_id)
          .key("clientSecret")
          .string(credential.client_secret)
          .key("refreshToken")
          .string(credential.refresh_token)
          .key("grantType")
          .string("refresh_token")
          .end_object();
      return run.post_json(run.oidc_url(region, "/token"), body);
    case SignIn::kSocial:
    case SignIn::kApiKey:  // never comes here: it does not expire
      break;
  }
  json::Writer(body).begin_object().key("refreshToken").string(credential.refresh_token).end_object();
  run.post_json(run.desktop_url(region, "/refreshToken"), body);
}

// The lock is ours and the document fresh: nobody else of this host refreshes.
void refresh(AuthRun& run, const Credential& credential) {
  check_refreshable(credential);
  run.notes["document"] = run.data();
  const bool is_registered = !credential.client_id.empty() && !credential.client_secret.empty();
  const bool registered_beside = credential.kind == SignIn::kOidc && !is_registered;
  if (!registered_beside) return send_refresh(run, credential);
  if (!is_registration_name(credential.client_id_hash)) {
    fail_signed_out("The credential file names no client registration." + std::string(kLogInAgain));
  }
  run.go("registration");
  run.move.read(credential.client_id_hash + ".json");
}

void take_document(AuthRun& run) {
  if (run.input.status != 0) fail_signed_out("There is no credential file." + std::string(kLogInAgain));
  const Credential credential = credential_in(run.data());
  if (is_usable(run, credential)) return use_document(run, run.data());
  check_refreshable(credential);
  if (run.phase() == "reread") return refresh(run, credential);
  run.go("locked");
  run.move.lock();
}

void take_registration(AuthRun& run) {
  Credential credential = credential_in(run.notes.get("document"));
  if (run.input.status == 0) read_registration(run.data(), credential);
  send_refresh(run, credential);
}

std::string text_of(json::Value body, std::string_view name, std::string_view other) {
  const json::Value value = body.find(name);
  return value.is_string() ? value.string() : body.find(other).string();
}

// What the answer leaves out stays as it was.
void take_tokens(AuthRun& run, json::Value body) {
  const std::string access = text_of(body, "accessToken", "access_token");
  const std::string renewed = text_of(body, "refreshToken", "refresh_token");
  const std::string profile = body.find("profileArn").string();
  auto lifetime = body.find("expiresIn").int64();
  if (!lifetime) lifetime = body.find("expires_in").int64();
  const std::int64_t until = run.now() + lifetime.value_or(kUsualLifetimeSeconds) * 1000;
  const auto member = [](const std::string& text) { return text.empty() ? std::string() : oauth::quoted(text); };
  const std::string before(run.notes.get("document"));
  run.notes["document"] = oauth::with_members(before, {{"accessToken", oauth::quoted(access)},
                                                       {"refreshToken", member(renewed)},
                                                       {"profileArn", member(profile)},
                                                       {"expiresAt", oauth::quoted(write_iso_time(until))}});
  keep_owner(run, before, run.notes.get("document"));
  run.go("written");
  run.move.write({}, run.notes.get("document"));
}

// Another program may have used the refresh token first: what it wrote counts.
void take_refusal(AuthRun& run, json::Value body) {
  const std::string said = text_of(body, "error", "__type");
  const std::string words = text_of(body, "error_description", "message");
  if (words.find("suspended") != std::string::npos) {
    throw sdk::Fault{AIP_E_PERMISSION, "The service has suspended this account: ask its vendor to lift that."};
  }
  const bool client =
      said.find("invalid_client") != std::string::npos || said.find("InvalidClient") != std::string::npos;
  std::string why = client ? "The client registration is refused or has expired." : "The refresh token is refused";
  if (!client) why.append(said.empty() ? "." : " (" + std::string(convert::capped_message(said)).substr(0, 80) + ").");
  run.notes["why"] = why + std::string(kLogInAgain);
  run.go("lost");
  run.move.read();
}

// AWS says with status 400 too what will be over in a moment.
bool is_for_now(json::Value body) {
  const std::string said = text_of(body, "error", "__type");
  for (const std::string_view word : {"slow_down", "SlowDown", "Throttling", "TooManyRequests", "InternalServer"}) {
    if (said.find(word) != std::string::npos) return true;
  }
  return false;
}

void take_reply(AuthRun& run) {
  json::Document document;
  if (run.input.kind == AIP_INPUT_REPLY) static_cast<void>(document.parse(run.data()));
  const std::int32_t status = run.input.kind == AIP_INPUT_REPLY ? run.input.status : 0;
  const bool refused = status == 400 || status == 401 || status == 403;
  if (refused && is_for_now(document.root())) fail_for_now(run, "The sign-in service");
  if (refused) return take_refusal(run, document.root());
  const bool good = status == 200 && !text_of(document.root(), "accessToken", "access_token").empty();
  if (!good) fail_for_now(run, "The sign-in service");
  take_tokens(run, document.root());
}

void take_lost(AuthRun& run) {
  if (run.input.status != 0) fail_signed_out(std::string(run.notes.get("why")));
  const Credential now = credential_in(run.data());
  const Credential before = credential_in(run.notes.get("document"));
  const bool renewed = now.access_token != before.access_token;
  if (renewed && now.expires_unix_ms > run.now() + kSoonMs) return use_document(run, run.data());
  const bool another = now.refresh_token != before.refresh_token && run.notes.get("retried") != "1";
  if (!another) fail_signed_out(std::string(run.notes.get("why")));
  run.notes["retried"] = "1";
  refresh(run, now);
}

}  // namespace

void begin_refresh(AuthRun& run, bool renew) {
  run.notes["renew"] = renew ? "1" : "";
  run.go("read");
  run.move.read();
}

bool take_refresh_input(AuthRun& run) {
  const aip_enum kind = run.input.kind;
  if (kind == AIP_INPUT_DOCUMENT && (run.phase() == "read" || run.phase() == "reread")) {
    take_document(run);
  } else if (kind == AIP_INPUT_LOCKED && run.phase() == "locked") {
    run.go("reread");
    run.move.read();
  } else if (kind == AIP_INPUT_DOCUMENT && run.phase() == "registration") {
    take_registration(run);
  } else if (run.phase() == "refresh" && (kind == AIP_INPUT_REPLY || kind == AIP_INPUT_FAIL)) {
    take_reply(run);
  } else if (kind == AIP_INPUT_DOCUMENT && run.phase() == "lost") {
    take_lost(run);
  } else if (run.phase() == "written" && kind == AIP_INPUT_FAIL) {
    // The tokens are good and the ones in the file are spent: used at least by this server.
    run.host.log(AIP_LOG_WARN, "a renewed credential of Kiro could not be written to its file");
    const std::string document(run.notes.get("document"));
    use_document(run, document);
  } else if (run.phase() == "written" && kind == AIP_INPUT_WRITTEN) {
    const std::string document(run.notes.get("document"));
    use_document(run, document);
  } else {
    return false;
  }
  return true;
}

}  // namespace aipool::kiro
