// SPDX-License-Identifier: MIT
#include "plugins/claude/error.h"

namespace aipool::claude {
namespace {

struct ErrorRow {
  std::string_view type;
  std::int32_t error_class;
  std::int32_t status;
};
// The first of a class is what the class becomes.
constexpr ErrorRow kErrors[] = {
    {"invalid_request_error", AIP_E_INVALID_REQUEST, 400}, {"authentication_error", AIP_E_AUTH, 401},
    {"billing_error", AIP_E_QUOTA, 402},                   {"permission_error", AIP_E_PERMISSION, 403},
    {"not_found_error", AIP_E_NOT_FOUND, 404},             {"request_too_large", AIP_E_TOO_LARGE, 413},
    {"rate_limit_error", AIP_E_RATE_LIMITED, 429},         {"api_error", AIP_E_INTERNAL, 500},
    {"timeout_error", AIP_E_TIMEOUT, 504},                 {"overloaded_error", AIP_E_OVERLOADED, 529},
    {"api_error", AIP_E_UPSTREAM_PROTOCOL, 502},           {"invalid_request_error", AIP_E_CONTENT_FILTER, 400},
    {"invalid_request_error", AIP_E_CONTEXT_LENGTH, 400},  {"invalid_request_error", AIP_E_UNSUPPORTED, 400},
};

const ErrorRow& row_of(std::int32_t error_class) {
  for (const ErrorRow& row : kErrors) {
    if (row.error_class == error_class) return row;
  }
  return row_of(AIP_E_INTERNAL);
}

std::int32_t class_of(std::int32_t status, std::string_view type, std::string_view message) {
  std::int32_t by_type = 0;
  for (const ErrorRow& row : kErrors) {
    if (row.type == type) {
      by_type = row.error_class;
      break;
    }
  }
  const std::int32_t found = by_type != 0 ? by_type : class_of_status(status);
  const bool of_client = found == AIP_E_INVALID_REQUEST || found == AIP_E_TOO_LARGE;
  return of_client && speaks_of_context(message) ? AIP_E_CONTEXT_LENGTH : found;
}

void write_details(json::Writer& out) {
  out.key("details").begin_object().key("error_code").string(kThreadUnsupported);
  out.key("unsupported").begin_array().string("thread").end_array().end_object();
}

}  // namespace

void read_error(sdk::Env& env, std::uint32_t origin, json::Value body, std::int32_t status, aip_error& to) {
  const json::Value error = body.find("error");
  const std::string type = error.find("type").string();
  const std::string said = error.is_string() ? error.string() : error.find("message").string();
  to.error_class = class_of(status, type, said);
  to.http_status = status >= 400 ? status : 0;
  to.origin = origin;
  to.type = kept(env, type);
  to.code = kept(env, error.find("details").find("error_code").string());
  const std::string fallback = status == 0
                                   ? "The upstream reported an error."
                                   : "The upstream answered with status " + std::to_string(status) + '.';
  to.message = sdk::bytes(env.copy(said.empty() ? std::string_view(fallback) : capped_message(said)));
}

void decode_error(sdk::Env& env, std::uint32_t origin, const aip_reply& reply, aip_error& to) {
  json::Document document;
  // What is no JSON (a page of HTML) leaves the root absent, and the fixed sentence is said.
  static_cast<void>(document.parse(sdk::view(reply.body)));
  read_error(env, origin, document.root(), reply.status, to);
  to.retry_after_ms = retry_after_ms(reply.headers);
}

std::int32_t status_of(const aip_error& error) {
  return error.http_status != 0 ? error.http_status : row_of(error.error_class).status;
}

std::string write_error(const aip_error& error, std::uint32_t origin, std::string_view request_id) {
  const bool own = error.origin == origin;
  const std::string_view type = own ? sdk::view(error.type) : std::string_view();
  std::string text;
  json::Writer out(text);
  out.begin_object().key("type").string("error").key("error").begin_object();
  out.key("type").string(type.empty() ? row_of(error.error_class).type : type);
  out.key("message").string(sdk::view(error.message));
  if (sdk::view(error.code) == kThreadUnsupported) write_details(out);
  out.end_object();
  if (!request_id.empty()) out.key("request_id").string(request_id);
  out.end_object();
  return text;
}

}  // namespace aipool::claude
