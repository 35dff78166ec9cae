// SPDX-License-Identifier: MIT
#include "core/gateway/fault_table.h"

namespace aipool::gateway {

int http_status(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalidRequest: return 400;
    case ErrorCode::kAuth: return 401;
    case ErrorCode::kPermission: return 403;
    case ErrorCode::kNotFound: return 404;
    case ErrorCode::kRateLimited: return 429;
    case ErrorCode::kQuota: return 429;
    case ErrorCode::kOverloaded: return 503;
    case ErrorCode::kTimeout: return 504;
    case ErrorCode::kUpstreamProtocol: return 502;
    case ErrorCode::kContentFilter: return 400;
    case ErrorCode::kContextLength: return 400;
    case ErrorCode::kCancelled: return 499;
    case ErrorCode::kNoMemory: return 503;
    case ErrorCode::kPanic: return 500;
    case ErrorCode::kUnsupported: return 501;
    case ErrorCode::kTooLarge: return 413;
    case ErrorCode::kInternal: return 500;
  }
  return 500;
}

std::string_view sentence(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalidRequest: return "The request is not valid.";
    case ErrorCode::kAuth: return "The request carries no valid credential.";
    case ErrorCode::kPermission: return "This is not allowed.";
    case ErrorCode::kNotFound: return "This does not exist.";
    case ErrorCode::kRateLimited: return "Too many requests; try again later.";
    case ErrorCode::kQuota: return "The quota is used up.";
    case ErrorCode::kOverloaded: return "The server is too busy; try again later.";
    case ErrorCode::kTimeout: return "The answer did not come in time.";
    case ErrorCode::kUpstreamProtocol: return "The upstream could not be reached or gave no proper answer.";
    case ErrorCode::kContentFilter: return "The content was filtered.";
    case ErrorCode::kContextLength: return "The request is longer than the model's context.";
    case ErrorCode::kCancelled: return "The request was cancelled.";
    case ErrorCode::kNoMemory: return "The request needs more memory than it may have.";
    case ErrorCode::kPanic: return "A plugin failed.";
    case ErrorCode::kUnsupported: return "This is not supported.";
    case ErrorCode::kTooLarge: return "The request is too large.";
    case ErrorCode::kInternal: return "Something went wrong inside the server.";
  }
  return "Something went wrong inside the server.";
}

ErrorCode code_of_status(int status) {
  switch (status) {
    case 401: return ErrorCode::kAuth;
    case 402: return ErrorCode::kQuota;
    case 403: return ErrorCode::kPermission;
    case 404: return ErrorCode::kNotFound;
    case 408: return ErrorCode::kTimeout;
    case 413: return ErrorCode::kTooLarge;
    case 429: return ErrorCode::kRateLimited;
    case 501: return ErrorCode::kUnsupported;
    case 503:
    case 529: return ErrorCode::kOverloaded;
    case 504: return ErrorCode::kTimeout;
    default: break;
  }
  if (status >= 400 && status < 500) return ErrorCode::kInvalidRequest;
  return ErrorCode::kUpstreamProtocol;
}

pool::Verdict host_verdict(int status, ErrorCode code) {
  pool::Verdict verdict;
  const auto set = [&verdict](pool::Fault fault, bool retryable, pool::Scope rests) {
    verdict.fault = fault;
    verdict.retryable = retryable;
    verdict.rests = rests;
  };
  // What the client has sent is to blame, whatever status the upstream gives to it.
  if (status != 0 && (code == ErrorCode::kContextLength || code == ErrorCode::kContentFilter)) {
    set(pool::Fault::kClient, false, pool::Scope::kNone);
    return verdict;
  }
  switch (status) {
    case 401:
    case 402:
    case 403: set(pool::Fault::kCredential, true, pool::Scope::kAccount); break;
    case 404: set(pool::Fault::kModel, true, pool::Scope::kModel); break;
    case 408:
    case 409: set(pool::Fault::kUpstream, true, pool::Scope::kNone); break;
    case 429:
      set(pool::Fault::kUpstream, true, pool::Scope::kAccount);
      verdict.rate_limited = true;
      break;
    case 0:
      if (code == ErrorCode::kCancelled) {
        set(pool::Fault::kClient, false, pool::Scope::kNone);
      } else if (code == ErrorCode::kPanic || code == ErrorCode::kNoMemory || code == ErrorCode::kInternal) {
        set(pool::Fault::kLocal, false, pool::Scope::kNone);
      } else {
        set(pool::Fault::kUpstream, true, pool::Scope::kAccount);
      }
      break;
    default:
      if (status >= 400 && status < 500) {
        set(pool::Fault::kClient, false, pool::Scope::kNone);
      } else {
        set(pool::Fault::kUpstream, true, pool::Scope::kAccount);
      }
  }
  return verdict;
}

int client_status(int upstream_status, const pool::Verdict& verdict, ErrorCode code) {
  switch (verdict.fault) {
    case pool::Fault::kCredential: return 502;
    case pool::Fault::kClient:
    case pool::Fault::kModel:
    case pool::Fault::kUpstream:
      if (upstream_status >= 400 && upstream_status <= 599) return upstream_status;
      return http_status(code);
    case pool::Fault::kLocal:
    case pool::Fault::kNone: break;
  }
  return http_status(code);
}

}  // namespace aipool::gateway
