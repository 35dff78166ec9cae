// SPDX-License-Identifier: MIT
#include "plugins/gemini/code_assist/judge.h"

#include <algorithm>
#include <span>

#include "plugins/gemini/code_assist/upstream_error.h"

namespace aipool::gemini::code_assist {
namespace {

constexpr std::int64_t kHour = 3'600'000;
constexpr std::int64_t kDay = 24 * kHour;
constexpr std::int64_t kMinuteQuota = 60'000;
constexpr std::int64_t kResetHour = 8;  // UTC: midnight of Pacific standard time, an hour late in summer

// Of 403: terms that were broken, an API or an account that was switched off, a client that is no longer let in.
constexpr std::string_view kForGood[] = {"terms of service",          "service was disabled",
                                         "service has been disabled", "account has been disabled",
                                         "service disabled",          "no longer supported"};
// Of any status.
constexpr std::string_view kNoLicence[] = {"no valid license", "#3501"};

bool holds(std::string_view text, std::string_view words) {
  const auto same = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a + 0) == b; };
  return std::search(text.begin(), text.end(), words.begin(), words.end(), same) != text.end();
}

bool holds_any(std::string_view text, std::span<const std::string_view> all) {
  return std::any_of(all.begin(), all.end(), [&](std::string_view words) { return holds(text, words); });
}

bool is_for_good(const UpstreamError& error, std::int32_t status) {
  if (holds_any(error.message, kNoLicence)) return true;
  return status == 403 && (error.reason == "SERVICE_DISABLED" || holds_any(error.message, kForGood));
}

std::int64_t until_daily_reset(std::int64_t now) {
  const std::int64_t since = (now - kResetHour * kHour) % kDay;
  return kDay - (since + kDay) % kDay;
}

void out_of_use(const sdk::Host& host, const sdk::Env& env, const UpstreamError& error, std::string_view what,
                aip_verdict& verdict) {
  convert::decide(verdict, AIP_FAULT_CREDENTIAL, AIP_SCOPE_ACCOUNT, AIP_YES);
  verdict.flags |= AIP_VERDICT_PERMANENT;
  verdict.retry_after_ms = -1;
  const aip_field fields[] = {sdk::field("request", env.call_id()), sdk::field("help", error.help_url),
                              sdk::field("vendor", capped_message(error.message))};
  host.log(AIP_LOG_WARN, what, fields);
}

void rest(aip_verdict& verdict, aip_enum scope, std::int64_t ms) {
  convert::decide(verdict, AIP_FAULT_UPSTREAM, scope, AIP_YES);
  verdict.retry_after_ms = ms;
}

bool has_quota(const UpstreamError& error, std::string_view word) {
  return std::any_of(error.quotas.begin(), error.quotas.end(),
                     [&](const std::string& id) { return id.find(word) != std::string::npos; });
}

// 429 and 503.
void judge_quota(const UpstreamError& error, std::int64_t now, aip_verdict& verdict) {
  const auto first = [](std::int64_t a, std::int64_t b) { return a >= 0 ? a : b; };
  const std::int64_t asked = first(error.retry_ms, first(error.reset_ms, delay_in_words(error.message)));
  const std::int64_t reset = first(error.reset_ms, until_daily_reset(now));
  if (holds(error.message, "limit: 0")) return rest(verdict, AIP_SCOPE_MODEL, reset);
  if (error.reason == "MODEL_CAPACITY_EXHAUSTED") return rest(verdict, AIP_SCOPE_MODEL, asked);
  if (error.reason == "QUOTA_EXHAUSTED") {
    const aip_enum scope = error.model.empty() ? AIP_SCOPE_ACCOUNT : AIP_SCOPE_MODEL;
    return rest(verdict, scope, first(asked, reset));
  }
  if (error.reason == "INSUFFICIENT_G1_CREDITS_BALANCE") return rest(verdict, AIP_SCOPE_ACCOUNT, first(asked, reset));
  const aip_enum scope = has_quota(error, "PerModel") ? AIP_SCOPE_MODEL : AIP_SCOPE_ACCOUNT;
  if (has_quota(error, "PerDay") || has_quota(error, "Daily")) return rest(verdict, scope, reset);
  if (asked < 0 && has_quota(error, "PerMinute")) return rest(verdict, scope, kMinuteQuota);
  rest(verdict, scope, first(asked, verdict.retry_after_ms));
}

// Inside of a stream there is no body: what the decoder read of it stands for it.
UpstreamError error_of(const aip_failure& failure, std::int64_t now) {
  UpstreamError error = read_upstream_error(sdk::view(failure.body), now);
  if (failure.error == nullptr) return error;
  if (error.message.empty()) error.message = sdk::view(failure.error->message);
  if (error.reason.empty()) error.reason = sdk::view(failure.error->code);
  if (error.model.empty()) error.model = sdk::view(failure.error->param);  // of read_quota()
  if (error.retry_ms < 0) error.retry_ms = failure.error->retry_after_ms;
  return error;
}

}  // namespace

void judge_failure(const sdk::Host& host, const sdk::Env& env, const aip_failure& failure, aip_verdict& verdict) {
  const UpstreamError error = error_of(failure, env.now_unix_ms());
  const bool refused = failure.status >= 400 && failure.status < 500 && failure.status != 429;
  if (refused && error.reason == "VALIDATION_REQUIRED" && error.domain.find("cloudcode-pa") != std::string::npos) {
    return out_of_use(host, env, error, "gemini-oauth: Google wants this account verified; open the link", verdict);
  }
  if (refused && is_for_good(error, failure.status)) {
    return out_of_use(host, env, error, "gemini-oauth: Google no longer serves this account", verdict);
  }
  convert::judge_by_class(failure, verdict);
  switch (failure.status) {
    case 401:
      convert::decide(verdict, AIP_FAULT_CREDENTIAL, AIP_SCOPE_ACCOUNT, AIP_YES);
      verdict.flags |= AIP_VERDICT_REFRESH;
      return;
    case 404:
      return convert::decide(verdict, AIP_FAULT_MODEL, AIP_SCOPE_MODEL, AIP_YES);
    case 429:
    case 503:
      return judge_quota(error, env.now_unix_ms(), verdict);
    case 499:
    case 500:
    case 502:
    case 504:
      return convert::decide(verdict, AIP_FAULT_UPSTREAM, AIP_SCOPE_ACCOUNT, AIP_YES);
    default:
      return;
  }
}

}  // namespace aipool::gemini::code_assist
