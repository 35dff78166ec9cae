// SPDX-License-Identifier: MIT
#include "core/gateway/error_answer.h"

#include <chrono>

#include "aipool/json.hpp"
#include "core/gateway/fault_table.h"
#include "core/gateway/response_headers.h"

namespace aipool::gateway {
namespace {

std::string_view type_of_status(int status) {
  if (status == 429) return "rate_limit_error";
  return status >= 500 ? "server_error" : "invalid_request_error";
}

std::string_view code_of(ErrorCode code) {
  if (code == ErrorCode::kAuth) return "invalid_api_key";
  return code == ErrorCode::kRateLimited ? "rate_limit_exceeded" : std::string_view{};
}

// The error in the client's protocol; OpenAI's shape where there is no protocol or its encoder fails.
plugin::ErrorAnswer encode(Transaction& t, const plugin::OwnedError& error, std::uint32_t flags) {
  if (t.protocol) {
    if (auto answer = t.protocol->encode_error(t.call, error, flags)) return std::move(*answer);
  }
  plugin::ErrorAnswer answer;
  answer.head.status = error.http_status;
  answer.head.content_type = "application/json";
  answer.body = openai_error_body(error.message, type_of_status(error.http_status), code_of(error.code));
  return answer;
}

// What a request is told that has outlived the grace of a server that stops.
plugin::OwnedError shutting_down() {
  auto error = plugin::OwnedError::from(
      client_error(ErrorCode::kOverloaded, "The server is shutting down; send the request again."));
  error.http_status = 503;
  error.retry_after = std::chrono::seconds(1);
  return error;
}

bool names_retry_after(std::span<const plugin::Header> headers) {
  for (const plugin::Header& header : headers) {
    if (http::equals_ignoring_case(header.name, "retry-after")) return true;
  }
  return false;
}

}  // namespace

std::string openai_error_body(std::string_view message, std::string_view type, std::string_view code) {
  std::string body;
  json::Writer writer(body);
  writer.begin_object().key("error").begin_object();
  writer.key("message").string(message).key("type").string(type).key("param").null().key("code");
  code.empty() ? writer.null() : writer.string(code);
  writer.end_object().end_object();
  return body;
}

http::FaultBody render_fault(int status, std::string_view reason) {
  return {"application/json", openai_error_body(reason, type_of_status(status), {})};
}

http::Task<void> answer_error(Transaction& t, const plugin::OwnedError& error,
                              std::span<const plugin::Header> headers, Answer* answer) {
  const bool given_up = t.client.given_up();
  if (t.client.cancellation().cancelled() && !given_up) co_return;
  plugin::OwnedError shown = given_up ? shutting_down() : error;
  if (shown.http_status == 0) shown.http_status = http_status(shown.code);
  if (shown.message.empty()) shown.message = sentence(shown.code);
  if (t.client.begun()) {
    std::optional<std::string> ending = answer ? answer->fail(shown) : std::nullopt;
    if (!ending) ending = encode(t, shown, AIP_ERROR_IN_STREAM).body;
    const std::string_view bytes = *ending;
    auto written = co_await t.client.write(bytes);
    if (!written) co_return;
    // The stream has its protocol's own ending by now: the transfer may end properly.
    const auto finished = co_await t.client.finish();
    if (!finished) t.client.abort();
    co_return;
  }
  const plugin::ErrorAnswer whole = encode(t, shown, 0);
  ResponseHeaders out(t, whole.head.content_type);
  out.add(headers);
  out.add(whole.head.headers);
  if (shown.retry_after && !names_retry_after(headers)) {
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(*shown.retry_after);
    out.add_copy("retry-after", std::to_string(std::max<std::int64_t>(seconds.count(), 1)));
  }
  if (!t.allow.empty()) out.add("allow", t.allow);
  t.client.respond(whole.head.status != 0 ? whole.head.status : shown.http_status, out.view(), whole.body);
}

}  // namespace aipool::gateway
