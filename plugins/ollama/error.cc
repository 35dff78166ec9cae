// SPDX-License-Identifier: MIT
#include "plugins/ollama/error.h"

namespace aipool::ollama {
namespace {

struct ClassStatus {
  std::int32_t error_class;
  std::int32_t status;
};
constexpr ClassStatus kClassStatuses[] = {
    {AIP_E_INVALID_REQUEST, 400},   {AIP_E_AUTH, 401},           {AIP_E_QUOTA, 402},
    {AIP_E_PERMISSION, 403},        {AIP_E_NOT_FOUND, 404},      {AIP_E_TOO_LARGE, 413},
    {AIP_E_RATE_LIMITED, 429},      {AIP_E_OVERLOADED, 503},     {AIP_E_TIMEOUT, 504},
    {AIP_E_UPSTREAM_PROTOCOL, 502}, {AIP_E_CONTENT_FILTER, 400}, {AIP_E_CONTEXT_LENGTH, 400},
    {AIP_E_UNSUPPORTED, 400},
};

// Inside a stream there is no status, only words.
std::int32_t class_of(std::int32_t status, std::string_view message) {
  const std::int32_t found = class_of_status(status);
  const bool may_be_long = status == 0 || found == AIP_E_INVALID_REQUEST || found == AIP_E_TOO_LARGE;
  if (may_be_long && speaks_of_context(message)) return AIP_E_CONTEXT_LENGTH;
  const bool missing = message.starts_with("model ") && message.find("not found") != std::string_view::npos;
  return status == 0 && missing ? AIP_E_NOT_FOUND : found;
}

// Clients look for Ollama's own words where a model is not there; the name is what stands between the first marks.
std::string sentence_of(const aip_error& error) {
  const std::string_view message = sdk::view(error.message);
  const std::size_t mark = message.find_first_of("`'\"");
  const bool missing = error.error_class == AIP_E_NOT_FOUND && sdk::view(error.code) == "model_not_found";
  const std::size_t end = mark == std::string_view::npos ? mark : message.find(message[mark], mark + 1);
  if (!missing || end == std::string_view::npos) return std::string(message);
  return "model '" + std::string(message.substr(mark + 1, end - mark - 1)) + "' not found";
}

}  // namespace

void read_error(sdk::Env& env, std::uint32_t origin, json::Value body, std::int32_t status, aip_error& to) {
  const json::Value error = body.find("error");
  const std::string said = error.is_string() ? error.string() : error.find("message").string();
  to.error_class = class_of(status, said);
  to.http_status = status >= 400 ? status : 0;
  to.origin = origin;
  const std::string fallback = status == 0 ? "The upstream reported an error."
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
  constexpr std::int32_t kOverloaded = 529;  // a word of one vendor
  if (error.http_status == kOverloaded) return 503;
  if (error.http_status != 0) return error.http_status;
  for (const ClassStatus& row : kClassStatuses) {
    if (row.error_class == error.error_class) return row.status;
  }
  return 500;
}

std::string write_error(const aip_error& error) {
  std::string text;
  json::Writer(text).begin_object().key("error").string(sentence_of(error)).end_object();
  return text;
}

}  // namespace aipool::ollama
