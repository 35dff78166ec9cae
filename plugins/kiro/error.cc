// SPDX-License-Identifier: MIT
#include "plugins/kiro/error.h"

#include <string>

namespace aipool::kiro {
namespace {

// What the service says, in a reason, the name of an exception or its sentence; the first row that is found counts.
// `status` 0: whichever; 403 is also that of an exception in a stream that denies access.
struct Said {
  std::int32_t status;
  std::string_view words;
  std::int32_t error_class;
  std::string_view code;  // empty: the service's own
};
constexpr Said kSaid[] = {
    {0, "CONTENT_LENGTH_EXCEEDS_THRESHOLD", AIP_E_CONTEXT_LENGTH, {}},
    {0, "Input is too long", AIP_E_CONTEXT_LENGTH, {}},
    {0, "ContentLengthExceeded", AIP_E_CONTEXT_LENGTH, {}},
    {0, "INVALID_MODEL_ID", AIP_E_NOT_FOUND, kModelNotFound},
    {0, "profileArn is required", AIP_E_AUTH, kNoProfile},
    {403, "suspended", AIP_E_PERMISSION, kSuspended},
    {402, {}, AIP_E_QUOTA, {}},
    {0, "MONTHLY_REQUEST_COUNT", AIP_E_QUOTA, {}},
    {0, "ServiceQuotaExceeded", AIP_E_QUOTA, {}},
    {403, "bearer token", AIP_E_AUTH, kTokenRefused},
    {403, "expired", AIP_E_AUTH, kTokenRefused},
    {403, "ExpiredToken", AIP_E_AUTH, kTokenRefused},
    {423, {}, AIP_E_PERMISSION, kSuspended},
    {0, "INSUFFICIENT_MODEL_CAPACITY", AIP_E_OVERLOADED, {}},
    {0, "ModelNotReady", AIP_E_OVERLOADED, {}},
    {0, "ServiceUnavailable", AIP_E_OVERLOADED, {}},
    {0, "Throttling", AIP_E_RATE_LIMITED, {}},
    {0, "AccessDenied", AIP_E_PERMISSION, {}},
    {0, "Validation", AIP_E_INVALID_REQUEST, {}},
};

bool speaks_of(const Said& row, std::string_view reason, std::string_view message) {
  return row.words.empty() || reason.find(row.words) != std::string_view::npos ||
         message.find(row.words) != std::string_view::npos;
}

void classify(std::int32_t status, std::string_view reason, std::string_view message, sdk::Env& env, aip_error& to) {
  to.code = kept(env, reason);
  to.error_class = status == 0 ? AIP_E_INTERNAL : class_of_status(status);
  for (const Said& row : kSaid) {
    const bool denied = row.status == 403 && status == 0 && reason.find("AccessDenied") != std::string_view::npos;
    if ((row.status != 0 && row.status != status && !denied) || !speaks_of(row, reason, message)) continue;
    to.error_class = row.error_class;
    if (!row.code.empty()) to.code = sdk::bytes(row.code);
    return;
  }
}

// Clients of all kinds know these words, and shorten their history.
std::string sentence_of(const aip_error& error, std::string_view said, std::int32_t status) {
  std::string text(capped_message(said));
  if (text.empty() && status != 0) text = "The upstream answered with status " + std::to_string(status) + '.';
  if (text.empty()) text = "The upstream reported an error.";
  if (error.error_class == AIP_E_CONTEXT_LENGTH && !speaks_of_context(text)) text = "prompt is too long: " + text;
  return text;
}

std::string first_text(json::Value body, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    if (const json::Value value = body.find(name); value.is_string() && value.string_raw() != "") return value.string();
  }
  return {};
}

}  // namespace

void decode_error(sdk::Env& env, std::uint32_t origin, const aip_reply& reply, aip_error& to) {
  json::Document document;
  // What is no JSON leaves the root absent.
  static_cast<void>(document.parse(sdk::view(reply.body)));
  const json::Value body = document.root();
  const std::string message = first_text(body, {"message", "Message"});
  const std::string reason = first_text(body, {"reason", "__type", "_type"});
  to.origin = origin;
  to.http_status = reply.status >= 400 ? reply.status : 0;
  to.retry_after_ms = retry_after_ms(reply.headers);
  classify(reply.status, reason, message, env, to);
  to.message = sdk::bytes(env.copy(std::string_view(sentence_of(to, message, reply.status))));
}

void read_exception(sdk::Env& env, std::uint32_t origin, const EventFrame& frame, json::Value payload, aip_error& to) {
  std::string name(frame.exception_type.empty() ? frame.error_code : frame.exception_type);
  if (name.empty()) name = first_text(payload, {"__type", "_type"});
  std::string message = first_text(payload, {"message", "Message"});
  if (message.empty()) message = frame.error_message;
  const std::string reason = first_text(payload, {"reason"});
  to.origin = origin;
  classify(0, name + (reason.empty() ? "" : " " + reason), message, env, to);
  to.message = sdk::bytes(env.copy(std::string_view(sentence_of(to, message, 0))));
}

}  // namespace aipool::kiro
