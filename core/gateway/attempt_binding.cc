// SPDX-License-Identifier: MIT
#include "core/gateway/attempt_binding.h"

#include <string>
#include <utility>

#include "core/base/log.h"
#include "core/gateway/judge.h"

namespace aipool::gateway {
namespace {

AttemptFault no_credential(const Error& error) {
  AttemptFault fault;
  fault.error.code = ErrorCode::kUpstreamProtocol;
  fault.error.http_status = 502;
  fault.error.message = "The gateway has no valid credential for this upstream.";
  fault.verdict.fault = pool::Fault::kCredential;
  fault.verdict.retryable = true;
  fault.verdict.rests = pool::Scope::kAccount;
  fault.verdict.retry_after = error.retry_after;
  fault.detail = "no credential: " + error.detail;
  return fault;
}

}  // namespace

http::Task<bool> AttemptBinding::take(AttemptClock& clock, Rare<AttemptFault>& fault) {
  if (!configured_.credential) return http::Task<bool>::ready(true);
  held_ = configured_.credential->ready();
  if (!held_) return wait(clock, fault);
  current_ = held_.get();
  return http::Task<bool>::ready(true);
}

http::Task<bool> AttemptBinding::wait(AttemptClock& clock, Rare<AttemptFault>& fault) {
  auto bound = co_await configured_.credential->get(t_.loop.loop, clock.cancellation());
  if (bound) {
    held_ = *std::move(bound);
    current_ = held_.get();
    co_return true;
  }
  const Error& error = bound.error();
  if (error.code == ErrorCode::kCancelled) {
    fault = judge_error(error, Ending::kCancelled);
  } else {
    fault = no_credential(error);
  }
  co_return false;
}

http::Task<bool> AttemptBinding::renew(AttemptClock& clock, const Rare<AttemptFault>& fault) {
  if (renewed_ || current_->credential_version == 0 || !fault || !fault->refresh) return http::Task<bool>::ready(false);
  renewed_ = true;
  return replace(clock);
}

// Where that fails, the upstream's refusal stands.
http::Task<bool> AttemptBinding::replace(AttemptClock& clock) {
  const std::uint64_t refused = current_->credential_version;
  auto bound = co_await configured_.credential->renew(t_.loop.loop, clock.cancellation(), refused);
  if (!bound) co_return false;
  held_ = *std::move(bound);
  current_ = held_.get();
  co_return true;
}

void report_out_of_use(const Transaction& t, const Binding& binding, const AttemptFault& fault) {
  std::string fix = "see to it with the vendor";
  if (binding.auth) fix += ", or sign in again with: aipool login " + std::string(t.pool->provider->id());
  fix.append("; then POST /api/accounts/").append(binding.account->uuid()).append("/reset");
  t.loop.logger.log(LogLevel::kError, "an account is out of use until its operator acts",
                    {{"account", binding.account->uuid()}, {"reason", fault.detail}, {"fix", fix}});
}

}  // namespace aipool::gateway
