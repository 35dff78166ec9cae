// SPDX-License-Identifier: MIT
#include "core/gateway/unary_answer.h"

#include "core/gateway/response_headers.h"
#include "core/gateway/stored_responses.h"

namespace aipool::gateway {
namespace {

Error too_long() {
  Error error = make_error(ErrorCode::kUpstreamProtocol, ErrorSource::kUpstream, "a whole answer over the limit");
  error.client_text = "The upstream's answer is too long.";
  return error;
}

}  // namespace

void UnaryAnswer::take(const aip_event& event) {
  if (!fold_) return;
  fold_->add(event);
  too_long_ = fold_->size() > kWholeAnswerMax;
  if (too_long_) fold_.reset();
}

Result<void> UnaryAnswer::attach(const Exchange& exchange) {
  exchange_ = &exchange;
  if (!exchange.passes_through()) fold_.emplace();
  return {};
}

http::Task<Result<void>> UnaryAnswer::deliver() {
  if (too_long_) return http::Task<Result<void>>::ready(too_long());
  return http::Task<Result<void>>::ready({});
}

// One path for streams and whole answers: the encoder sees the folded events and writes its body at END.
Result<void> UnaryAnswer::close() {
  if (is_stored_upstream(t_)) store_whose(t_);
  if (t_.request.operation == AIP_OP_DELETE_RESPONSE) forget(t_);
  if (exchange_->passes_through()) return {};
  if (too_long_) return too_long();
  auto body = whole_body(*fold_, t_.request, head_);
  if (!body) return std::move(body).error();
  body_ = std::move(*body);
  if (is_stored(t_) && !is_stored_upstream(t_)) store_answer(t_, *fold_, body_);
  fold_.reset();
  return {};
}

http::Task<Result<void>> UnaryAnswer::complete() {
  const bool passes = exchange_->passes_through();
  ResponseHeaders headers(t_, passes ? exchange_->content_type() : std::string_view(head_.content_type));
  headers.add(exchange_->headers());
  headers.add(head_.headers);
  const std::string_view body = passes ? std::string_view(passed_) : std::string_view(body_);
  t_.client.respond(passes || head_.status == 0 ? 200 : head_.status, headers.view(), body);
  return http::Task<Result<void>>::ready({});
}

void UnaryAnswer::reset() {
  exchange_ = nullptr;
  content_seen_ = too_long_ = false;
  fold_.reset();
  body_.clear();
  passed_.clear();
}

}  // namespace aipool::gateway
