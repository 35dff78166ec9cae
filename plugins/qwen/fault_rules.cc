// SPDX-License-Identifier: MIT
#include "plugins/qwen/fault_rules.h"

#include <algorithm>

#include "aipool/convert.hpp"

namespace aipool::qwen {
namespace {

constexpr std::int64_t kHour = 3'600'000;
constexpr std::int64_t kDay = 24 * kHour;
constexpr std::int64_t kBeijing = 8 * kHour;  // east of UTC

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool contains(std::string_view text, std::string_view what) {
  const auto same = [](char a, char b) { return lower(a) == lower(b); };
  return std::search(text.begin(), text.end(), what.begin(), what.end(), same) != text.end();
}

// What the vendor says, whichever member it says it in.
class Words {
 public:
  explicit Words(const aip_error& error)
      : type_(sdk::view(error.type)), code_(sdk::view(error.code)), message_(sdk::view(error.message)) {}

  bool code_is(std::string_view word) const {
    return sdk::equals_ignoring_case(code_, word) || sdk::equals_ignoring_case(type_, word);
  }
  bool say(std::string_view text) const { return contains(message_, text); }

 private:
  std::string_view type_, code_, message_;
};

bool is_free_quota(const Words& words) {
  return words.code_is("insufficient_quota") || words.code_is("quota_exceeded") ||
         words.say("free allocated quota exceeded");
}

// Tokens a minute of a paid model bear the code of a quota, but are over within the minute.
bool is_paid_limit(const Words& words) { return words.say("increase your quota limit") && !words.say("free"); }

bool is_of_one_model(const Words& words) {
  return words.code_is("AllocationQuota.FreeTierOnly") || words.code_is("Model.AccessDenied") ||
         words.say("model access denied");
}

bool is_about_credential(const aip_failure& failure, const Words& words) {
  return failure.status == 401 || failure.status == 403 || words.code_is("Arrearage") ||
         words.code_is("invalid_api_key") || words.say("invalid access token") || words.say("token expired");
}

}  // namespace

std::int64_t until_midnight_in_beijing(std::int64_t now_unix_ms) { return kDay - (now_unix_ms + kBeijing) % kDay; }

void judge_failure(Credential credential, std::int64_t now_unix_ms, const aip_failure& failure, aip_verdict& verdict) {
  if (failure.error == nullptr) return;
  const Words words(*failure.error);
  if (is_free_quota(words)) {
    convert::decide(verdict, AIP_FAULT_UPSTREAM, AIP_SCOPE_ACCOUNT, AIP_YES);
    const std::int64_t said = failure.error->retry_after_ms;
    verdict.retry_after_ms = said >= 0 || is_paid_limit(words) ? said : until_midnight_in_beijing(now_unix_ms);
    return;
  }
  if (is_of_one_model(words)) return convert::decide(verdict, AIP_FAULT_CREDENTIAL, AIP_SCOPE_MODEL, AIP_YES);
  if (is_about_credential(failure, words)) {
    convert::decide(verdict, AIP_FAULT_CREDENTIAL, AIP_SCOPE_ACCOUNT, AIP_YES);
    if (credential == Credential::kToken) verdict.flags |= AIP_VERDICT_REFRESH;
    return;
  }
  convert::judge_by_class(failure, verdict);
}

}  // namespace aipool::qwen
