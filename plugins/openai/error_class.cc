// SPDX-License-Identifier: MIT
#include "plugins/openai/error_class.h"

#include "plugins/openai/convert.h"

namespace aipool::openai {
namespace {

struct ClassWord {
  std::string_view word;
  std::int32_t error_class;
};
constexpr ClassWord kClassWords[] = {
    {"context_length_exceeded", AIP_E_CONTEXT_LENGTH},
    {"string_above_max_length", AIP_E_CONTEXT_LENGTH},
    {"insufficient_quota", AIP_E_QUOTA},
    {"billing_hard_limit_reached", AIP_E_QUOTA},
    {"rate_limit_exceeded", AIP_E_RATE_LIMITED},
    {"rate_limit_error", AIP_E_RATE_LIMITED},
    {"invalid_api_key", AIP_E_AUTH},
    {"authentication_error", AIP_E_AUTH},
    {"permission_error", AIP_E_PERMISSION},
    {"model_not_found", AIP_E_NOT_FOUND},
    {"content_filter", AIP_E_CONTENT_FILTER},
    {"content_policy_violation", AIP_E_CONTENT_FILTER},
    {"data_inspection_failed", AIP_E_CONTENT_FILTER},  // Alibaba Cloud
    {"DataInspectionFailed", AIP_E_CONTENT_FILTER},
    {"overloaded_error", AIP_E_OVERLOADED},
};

}  // namespace

std::int32_t error_class_of(std::int32_t status, std::string_view type, std::string_view code,
                            std::string_view message) {
  for (const ClassWord& row : kClassWords) {
    if (row.word == code) return row.error_class;
  }
  for (const ClassWord& row : kClassWords) {
    if (row.word == type) return row.error_class;
  }
  const std::int32_t by_status = class_of_status(status);
  if (by_status == AIP_E_INVALID_REQUEST || by_status == AIP_E_TOO_LARGE) {
    if (speaks_of_context(message)) return AIP_E_CONTEXT_LENGTH;
  }
  if (status == 0 && type == "invalid_request_error") return AIP_E_INVALID_REQUEST;
  return by_status;
}

ErrorWords error_words(std::int32_t error_class) {
  switch (error_class) {
    case AIP_E_INVALID_REQUEST:
      return {400, "invalid_request_error", ""};
    case AIP_E_AUTH:
      return {401, "invalid_request_error", "invalid_api_key"};
    case AIP_E_PERMISSION:
      return {403, "permission_error", ""};
    case AIP_E_NOT_FOUND:
      return {404, "invalid_request_error", ""};
    case AIP_E_RATE_LIMITED:
      return {429, "rate_limit_error", "rate_limit_exceeded"};
    case AIP_E_QUOTA:
      return {429, "insufficient_quota", "insufficient_quota"};
    case AIP_E_OVERLOADED:
      return {503, "server_error", "overloaded"};
    case AIP_E_TIMEOUT:
      return {504, "server_error", "timeout"};
    case AIP_E_UPSTREAM_PROTOCOL:
      return {502, "server_error", "bad_upstream"};
    case AIP_E_CONTENT_FILTER:
      return {400, "invalid_request_error", "content_filter"};
    case AIP_E_CONTEXT_LENGTH:
      return {400, "invalid_request_error", "context_length_exceeded"};
    case AIP_E_UNSUPPORTED:
      return {400, "invalid_request_error", "unsupported"};
    case AIP_E_TOO_LARGE:
      return {413, "invalid_request_error", "request_too_large"};
    default:
      return {500, "server_error", ""};
  }
}

}  // namespace aipool::openai
