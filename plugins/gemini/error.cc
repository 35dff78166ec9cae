// SPDX-License-Identifier: MIT
#include "plugins/gemini/error.h"

#include <charconv>
#include <system_error>

namespace aipool::gemini {
namespace {

struct StatusRow {
  std::string_view name;
  std::int32_t error_class;
  std::int32_t status;
};
// The first of a class is what the class becomes.
constexpr StatusRow kStatuses[] = {
    {"INVALID_ARGUMENT", AIP_E_INVALID_REQUEST, 400},
    {"UNAUTHENTICATED", AIP_E_AUTH, 401},
    {"PERMISSION_DENIED", AIP_E_PERMISSION, 403},
    {"FAILED_PRECONDITION", AIP_E_PERMISSION, 400},
    {"NOT_FOUND", AIP_E_NOT_FOUND, 404},
    {"RESOURCE_EXHAUSTED", AIP_E_RATE_LIMITED, 429},
    {"RESOURCE_EXHAUSTED", AIP_E_QUOTA, 429},
    {"UNAVAILABLE", AIP_E_OVERLOADED, 503},
    {"DEADLINE_EXCEEDED", AIP_E_TIMEOUT, 504},
    {"INTERNAL", AIP_E_INTERNAL, 500},
    {"UNKNOWN", AIP_E_INTERNAL, 500},
    {"DATA_LOSS", AIP_E_INTERNAL, 500},
    {"CANCELLED", AIP_E_CANCELLED, 499},
    {"INVALID_ARGUMENT", AIP_E_TOO_LARGE, 413},
    {"INVALID_ARGUMENT", AIP_E_CONTEXT_LENGTH, 400},
    {"INVALID_ARGUMENT", AIP_E_CONTENT_FILTER, 400},
    {"INVALID_ARGUMENT", AIP_E_UNSUPPORTED, 400},
    {"UNAVAILABLE", AIP_E_UPSTREAM_PROTOCOL, 502},
    {"OUT_OF_RANGE", AIP_E_INVALID_REQUEST, 400},
};

constexpr std::string_view kBadKey = "API_KEY_INVALID";  // which the vendor answers with 400

const StatusRow& row_of(std::int32_t error_class) {
  for (const StatusRow& row : kStatuses) {
    if (row.error_class == error_class) return row;
  }
  return row_of(AIP_E_INTERNAL);
}

bool speaks_of_length(std::string_view message) {
  return speaks_of_context(message) || message.find("exceeds the maximum number of tokens") != std::string_view::npos;
}

std::int32_t class_of(std::int32_t status, std::string_view name, std::string_view reason, std::string_view message) {
  if (reason == kBadKey) return AIP_E_AUTH;
  std::int32_t found = class_of_status(status);
  for (const StatusRow& row : kStatuses) {
    if (row.name != name) continue;
    found = row.error_class;
    break;
  }
  const bool of_client = found == AIP_E_INVALID_REQUEST || found == AIP_E_TOO_LARGE;
  return of_client && speaks_of_length(message) ? AIP_E_CONTEXT_LENGTH : found;
}

// "34.4s", "900ms"; below 0: no such text.
std::int64_t milliseconds_of(std::string_view text) {
  double number = -1;
  const char* const last = text.data() + text.size();
  const auto [end, fault] = std::from_chars(text.data(), last, number);
  const std::string_view unit(end, static_cast<std::size_t>(last - end));
  if (fault != std::errc() || (unit != "s" && unit != "ms")) return -1;
  const double ms = unit == "s" ? number * 1000 : number;
  return ms >= 0 && ms < 1e12 ? static_cast<std::int64_t>(ms) : -1;
}

struct Details {
  std::string reason;
  std::string field;
  std::int64_t retry_after_ms = -1;
};

Details read_details(json::Value details) {
  Details found;
  for (const json::Value detail : details.elements()) {
    const std::string_view type = detail.find("@type").string_raw();
    if (type.ends_with("ErrorInfo")) found.reason = detail.find("reason").string();
    if (type.ends_with("BadRequest") && found.field.empty()) {
      for (const json::Value violation : detail.find("fieldViolations").elements()) {
        if (found.field.empty()) found.field = violation.find("field").string();
      }
    }
    if (type.ends_with("RetryInfo")) found.retry_after_ms = milliseconds_of(detail.find("retryDelay").string_raw());
  }
  return found;
}

void begin_detail(std::string_view type, json::Writer& out) {
  out.begin_object().key("@type").string(std::string("type.googleapis.com/google.rpc.").append(type));
}

// `in_words`: code and field are the vendor's or the host's own, which clients of this protocol look for in details.
void write_details(const aip_error& error, bool in_words, json::Writer& out) {
  const bool reason = in_words && error.code.len != 0;
  const bool field = in_words && error.param.len != 0;
  const bool wait = error.retry_after_ms >= 0;
  if (!reason && !field && !wait) return;
  out.key("details").begin_array();
  if (reason) {
    begin_detail("ErrorInfo", out);
    out.key("reason").string(sdk::view(error.code)).end_object();
  }
  if (field) {
    begin_detail("BadRequest", out);
    out.key("fieldViolations").begin_array().begin_object().key("field").string(sdk::view(error.param));
    out.key("description").string(sdk::view(error.message)).end_object().end_array().end_object();
  }
  if (wait) {
    const std::int64_t rest = error.retry_after_ms % 1000;
    std::string delay = std::to_string(error.retry_after_ms / 1000);
    if (rest != 0) delay += '.' + std::to_string(1000 + rest).substr(1);
    begin_detail("RetryInfo", out);
    out.key("retryDelay").string(delay + 's').end_object();
  }
  out.end_array();
}

}  // namespace

void read_error(sdk::Env& env, std::uint32_t origin, json::Value body, std::int32_t status, aip_error& to) {
  if (body.is_array()) {
    for (const json::Value first : body.elements()) return read_error(env, origin, first, status, to);
  }
  const json::Value error = body.find("error");
  const std::string name = error.find("status").string();
  const std::string said = error.is_string() ? error.string() : error.find("message").string();
  const Details details = read_details(error.find("details"));
  if (status == 0) status = static_cast<std::int32_t>(error.find("code").int64().value_or(0) % 1000);
  to.error_class = class_of(status, name, details.reason, said);
  to.http_status = status >= 400 ? status : 0;
  to.origin = origin;
  to.type = kept(env, name);
  to.code = kept(env, details.reason);
  to.param = kept(env, details.field);
  if (details.retry_after_ms >= 0) to.retry_after_ms = details.retry_after_ms;
  const std::string fallback = status == 0 ? "The upstream reported an error."
                                           : "The upstream answered with status " + std::to_string(status) + '.';
  to.message = sdk::bytes(env.copy(said.empty() ? std::string_view(fallback) : capped_message(said)));
}

void decode_error(sdk::Env& env, std::uint32_t origin, const aip_reply& reply, aip_error& to) {
  json::Document document;
  // What is no JSON (a page of HTML) leaves the root absent, and the fixed sentence is said.
  static_cast<void>(document.parse(sdk::view(reply.body)));
  to.retry_after_ms = retry_after_ms(reply.headers);
  read_error(env, origin, document.root(), reply.status, to);
}

std::int32_t status_of(const aip_error& error) {
  return error.http_status != 0 ? error.http_status : row_of(error.error_class).status;
}

std::string write_error(const aip_error& error, std::uint32_t origin) {
  const bool own = error.origin == origin;
  const std::string_view name = own ? sdk::view(error.type) : std::string_view();
  std::string text;
  json::Writer out(text);
  out.begin_object().key("error").begin_object().key("code").number(status_of(error));
  out.key("message").string(sdk::view(error.message));
  out.key("status").string(name.empty() ? row_of(error.error_class).name : name);
  write_details(error, own || error.origin == 0, out);
  out.end_object().end_object();
  return text;
}

}  // namespace aipool::gemini
