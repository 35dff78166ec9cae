// SPDX-License-Identifier: MIT
#include "core/gateway/retry_pause.h"

#include <algorithm>

namespace aipool::gateway {
namespace {

// What may be over in a moment. Not a rate limit, which the client's own library knows how to wait for, and not an
// upstream that was too slow: waiting once more would try the client's patience. Nor a redirect or the like: it
// will be the same again.
bool passes_soon(const AttemptFault& fault) {
  const pool::Verdict& verdict = fault.verdict;
  const int status = fault.upstream_status;
  const bool lasting = status >= 300 && status < 500 && status != 408 && status != 409;
  return !lasting && verdict.fault == pool::Fault::kUpstream && verdict.retryable && !verdict.rate_limited && !verdict.permanent &&
         fault.error.code != ErrorCode::kTimeout && fault.error.code != ErrorCode::kUnsupported;
}

}  // namespace

std::optional<std::chrono::milliseconds> pause_before_retry(const AttemptFault& fault, unsigned retry, std::uint64_t seed) {
  if (!passes_soon(fault)) return std::nullopt;
  constexpr unsigned kDoublingsMax = 4;
  const auto base = kFirstPause * (1 << std::min(retry - 1, kDoublingsMax));
  constexpr std::uint64_t kPercents = 101;
  const auto jitter = static_cast<std::int64_t>((seed + retry * 37) % kPercents);
  const auto pause = std::min<std::chrono::milliseconds>(base / 2 + base * jitter / 100, kLongestPause);
  const auto asked = std::max(pause, fault.verdict.retry_after.value_or(std::chrono::milliseconds{0}));
  if (asked > kLongestPause) return std::nullopt;
  return asked;
}

}  // namespace aipool::gateway
