// SPDX-License-Identifier: MIT
//
// Error says what failed, who is at fault and whether another try can help.
//
// Flow:      made where the failure is understood, carried up in Result, rendered once at the client's edge.
// Threading: plain values.
// Ownership: owns its text.
// Errors:    `detail` is for logs. Only text made by client_error() may reach a client. No credential and
//            no prompt belongs in either.
// Units:     retry_after in milliseconds.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace aipool {

// The classes of aipool/abi/types.h, so that an error crosses the plugin boundary unchanged.
enum class ErrorCode : std::int32_t {
  kInvalidRequest = 1,
  kAuth,
  kPermission,
  kNotFound,
  kRateLimited,
  kQuota,
  kOverloaded,
  kTimeout,
  kUpstreamProtocol,
  kContentFilter,
  kContextLength,
  kCancelled,
  kNoMemory,
  kPanic,
  kUnsupported,
  kTooLarge,
  kInternal,
};

enum class ErrorSource : std::uint8_t { kClient, kUpstream, kPlugin, kConfig, kInternal };

struct Error {
  ErrorCode code = ErrorCode::kInternal;
  ErrorSource source = ErrorSource::kInternal;
  std::string detail;       // for logs
  std::string client_text;  // shown to the client; empty: a fixed sentence for the code
  std::optional<std::chrono::milliseconds> retry_after;
};

// An error whose text the client sees.
inline Error client_error(ErrorCode code, std::string text) {
  Error error;
  error.code = code;
  error.source = ErrorSource::kClient;
  error.detail = text;
  error.client_text = std::move(text);
  return error;
}

inline Error make_error(ErrorCode code, ErrorSource source, std::string detail) {
  Error error;
  error.code = code;
  error.source = source;
  error.detail = std::move(detail);
  return error;
}

}  // namespace aipool
