// SPDX-License-Identifier: MIT
//
// UpstreamRequest puts together what goes out for one attempt: target, headers and body around the splices.
//
// Flow:      encoded body + prepared request + account -> request() for the client edge.
// Threading: one event loop.
// Ownership: owns what it makes, borrows the client's body, the binding and the prepared parts; must outlive the send.
// Errors:    sound() is false for a provider whose splices lie outside the encoded body. The client edge's head writer
//            refuses bytes that may not stand in a head.
// Units:     bytes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/gateway/snapshot.h"
#include "core/http/client.h"
#include "core/plugin/provider.h"
#include "core/plugin/upstream_protocol.h"

namespace aipool::gateway {

class UpstreamRequest {
 public:
  // `body` NULL: the prepared request is the whole of it. `source`: what the splices of `body` refer to.
  UpstreamRequest(const Binding& binding, plugin::Prepared prepared, const plugin::EncodedBody* body,
                  std::string_view source);
  UpstreamRequest(const UpstreamRequest&) = delete;
  UpstreamRequest& operator=(const UpstreamRequest&) = delete;

  bool sound() const { return splices_fit_; }
  http::ClientRequest request() const { return {prepared_.method, target_, headers_, pieces_}; }

 private:
  void add_headers(const Binding& binding, bool has_body);
  void add_body(const plugin::EncodedBody& body, std::string_view source);

  const plugin::Prepared prepared_;
  std::string target_;
  std::string rewritten_;  // the body where the provider edits the encoded one
  std::vector<http::Header> headers_;
  std::vector<std::string_view> pieces_;
  bool splices_fit_ = true;
};

// Headers of an upstream's answer that the client should see: rate limits, Retry-After, the upstream's request id.
std::vector<plugin::Header> headers_for_client(const http::ResponseHead& head);

}  // namespace aipool::gateway
