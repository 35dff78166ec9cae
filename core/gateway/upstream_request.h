// SPDX-License-Identifier: MIT
//
// UpstreamRequest puts together what goes out for one attempt: target, headers and body around the splices.
//
// Flow:      encoded body + prepared request + account -> request() for the client edge.
// Threading: one event loop.
// Ownership: what it makes lies in the call's memory; borrows the client's body, the binding and the prepared parts. Must
//            outlive the send.
// Errors:    sound() is false for a provider whose splices lie outside the encoded body. The client edge's head writer
//            refuses bytes that may not stand in a head.
// Units:     bytes.
#pragma once

#include <memory_resource>
#include <span>
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
  UpstreamRequest(const Binding& binding, const plugin::Prepared& prepared, const plugin::EncodedBody* body,
                  std::string_view source, std::pmr::memory_resource& memory);
  UpstreamRequest(const UpstreamRequest&) = delete;
  UpstreamRequest& operator=(const UpstreamRequest&) = delete;

  bool sound() const { return splices_fit_; }
  http::ClientRequest request() const { return {method_, target_, headers_, pieces_}; }

 private:
  void add_target(const Binding& binding, const plugin::Prepared& prepared);
  void add_headers(const Binding& binding, const plugin::Prepared& prepared);
  void add_body(const plugin::EncodedBody& body, std::string_view source, std::span<const aip_splice> edits);

  const std::string_view method_;
  std::pmr::string target_;
  std::string rewritten_;  // the body where the provider edits the encoded one
  std::pmr::vector<http::Header> headers_;
  std::pmr::vector<std::string_view> pieces_;
  bool splices_fit_ = true;
};

}  // namespace aipool::gateway
