// SPDX-License-Identifier: MIT
#include "plugins/kiro/sign_in/auth_run.h"

namespace aipool::kiro {
namespace {

std::string url_of(std::string_view base, std::string_view vendors, std::string_view path) {
  return std::string(base.empty() ? vendors : base).append(path);
}

}  // namespace

std::string AuthRun::desktop_url(std::string_view region, std::string_view path) const {
  return url_of(sdk::view(account.auth_base_url), "https://prod." + std::string(region) + ".auth.desktop.kiro.dev",
                path);
}

std::string AuthRun::oidc_url(std::string_view region, std::string_view path) const {
  return url_of(sdk::view(account.auth_base_url), "https://oidc." + std::string(region) + ".amazonaws.com", path);
}

std::string AuthRun::profile_url() const {
  return url_of(sdk::view(account.auth_base_url), "https://codewhisperer.us-east-1.amazonaws.com", "/");
}

std::string AuthRun::auth_region(std::string_view of_credential) const {
  const std::string_view chosen = options().text("auth_region");
  if (!chosen.empty()) return std::string(chosen);
  return std::string(is_region(of_credential) ? of_credential : kDefaultRegion);
}

void AuthRun::post_json(std::string_view url, std::string_view body) {
  move.send("POST", url, {{"content-type", "application/json"}, {"accept", "application/json"}}, body);
}

void fail_signed_out(std::string why) { throw sdk::Fault{AIP_E_AUTH, std::move(why)}; }

void fail_for_now(const AuthRun& run, std::string_view what) {
  const bool answered = run.input.kind == AIP_INPUT_REPLY;
  std::string why(what);
  why.append(answered ? " answered with status " + std::to_string(run.input.status)
                      : std::string(" could not be reached"));
  throw sdk::Fault{answered ? AIP_E_OVERLOADED : run.class_of_silence(), why + '.'};
}

}  // namespace aipool::kiro
