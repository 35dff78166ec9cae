// SPDX-License-Identifier: MIT
#include "core/gateway/judge.h"

#include "core/gateway/fault_table.h"

namespace aipool::gateway {
namespace {

pool::Fault translate(plugin::Fault fault) {
  switch (fault) {
    case plugin::Fault::kClient: return pool::Fault::kClient;
    case plugin::Fault::kCredential: return pool::Fault::kCredential;
    case plugin::Fault::kModel: return pool::Fault::kModel;
    case plugin::Fault::kUpstream: return pool::Fault::kUpstream;
    case plugin::Fault::kLocal: return pool::Fault::kLocal;
  }
  return pool::Fault::kUpstream;
}

pool::Scope translate(plugin::Scope scope) {
  switch (scope) {
    case plugin::Scope::kNone: return pool::Scope::kNone;
    case plugin::Scope::kModel: return pool::Scope::kModel;
    case plugin::Scope::kAccount:
    case plugin::Scope::kProvider: return pool::Scope::kAccount;
  }
  return pool::Scope::kNone;
}

void override_with(const plugin::Verdict& said, pool::Verdict& verdict) {
  if (said.fault) verdict.fault = translate(*said.fault);
  if (said.retryable) verdict.retryable = *said.retryable;
  if (said.scope) verdict.rests = translate(*said.scope);
  if (said.retry_after) verdict.retry_after = said.retry_after;
  if (said.permanent) verdict.permanent = true;
}

// A provider may know that a refusal is a limit that ends: then it is one for the pool and the client as well.
void take_for_limit(AttemptFault& fault, plugin::OwnedError& error) {
  const int status = fault.upstream_status;
  const bool refused = status == 401 || status == 402 || status == 403;
  if (!refused || fault.verdict.fault != pool::Fault::kUpstream || fault.verdict.rests == pool::Scope::kNone) return;
  fault.verdict.rate_limited = true;
  fault.upstream_status = http_status(ErrorCode::kRateLimited);
  if (error.code != ErrorCode::kQuota) error.code = ErrorCode::kRateLimited;
}

}  // namespace

AttemptFault judge_answer(Transaction& t, const Binding& binding, const aip_reply& reply, plugin::OwnedError error,
                          bool in_stream) {
  AttemptFault fault;
  for (std::string* text : {&error.message, &error.type, &error.reason, &error.param}) binding.scrub.clean(*text);
  // An error inside a stream has no status of its own unless it names one: its class stands for it.
  const int said_status = error.http_status != 0 ? error.http_status : http_status(error.code);
  fault.upstream_status = in_stream ? said_status : reply.status;
  fault.verdict = host_verdict(fault.upstream_status, error.code);
  if (error.code == ErrorCode::kRateLimited) fault.verdict.rate_limited = true;
  fault.verdict.retry_after = error.retry_after;

  auto failure = plugin::sized<aip_failure>();
  const aip_error view = error.view();
  failure.flags = in_stream ? AIP_ERROR_IN_STREAM : 0u;
  failure.operation = t.request.operation;
  failure.status = fault.upstream_status;
  failure.headers = reply.headers;
  failure.body = reply.body;
  failure.error = &view;
  fault.refresh = fault.upstream_status == 401;
  if (auto said = t.pool->provider->judge(t.call, failure)) {
    override_with(*said, fault.verdict);
    fault.refresh = fault.refresh || said->refresh;
  }
  take_for_limit(fault, error);

  fault.detail = "upstream status " + std::to_string(reply.status) + (in_stream ? ", error inside the stream" : "");
  error.http_status = client_status(fault.upstream_status, fault.verdict, error.code);
  if (fault.verdict.fault == pool::Fault::kCredential) {
    // Our credential is not the client's business: neither its state nor the upstream's words about it.
    error.code = ErrorCode::kUpstreamProtocol;
    error.message = "The upstream refused the gateway's credentials.";
    error.origin = 0;
    error.type.clear();
    error.reason.clear();
    error.param.clear();
  }
  fault.error = std::move(error);
  return fault;
}

AttemptFault judge_start(Transaction& t, const Error& error) {
  AttemptFault fault = judge_error(error, Ending::kError);
  if (error.source != ErrorSource::kClient) return fault;
  fault.error = t.call.failure();
  if (fault.error.http_status == 0) fault.error.http_status = http_status(fault.error.code);
  fault.verdict = pool::Verdict{};
  fault.verdict.fault = pool::Fault::kClient;
  return fault;
}

AttemptFault judge_error(const Error& error, Ending ending) {
  AttemptFault fault;
  fault.verdict = host_verdict(0, error.code);
  fault.error = plugin::OwnedError::from(error);
  // An upstream that cannot be reached is a bad gateway, not an overload of ours.
  const bool unreachable = error.source == ErrorSource::kUpstream && error.code == ErrorCode::kOverloaded;
  if (unreachable) fault.error.code = ErrorCode::kUpstreamProtocol;
  fault.error.http_status = http_status(fault.error.code);
  fault.ending = ending;
  fault.detail = error.detail;
  return fault;
}

}  // namespace aipool::gateway
