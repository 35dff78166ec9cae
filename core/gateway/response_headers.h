// SPDX-License-Identifier: MIT
//
// The headers of every answer: content type, request id, what the upstream and the protocol add, CORS, losses.
//
// Flow:      gathered just before a head goes out.
// Threading: one event loop.
// Ownership: lies in the call's memory until it goes; borrows names and values from the transaction and the lists passed in.
// Errors:    none; the server edge refuses bytes that may not stand in a head.
#pragma once

#include <memory_resource>
#include <span>
#include <string_view>
#include <vector>

#include "core/gateway/transaction.h"
#include "core/http/message.h"
#include "core/plugin/client_protocol.h"

namespace aipool::gateway {

class ResponseHeaders {
 public:
  ResponseHeaders(Transaction& transaction, std::string_view content_type);
  ResponseHeaders(const ResponseHeaders&) = delete;
  ResponseHeaders& operator=(const ResponseHeaders&) = delete;

  void add(std::string_view name, std::string_view value) { headers_.push_back({name, value}); }
  void add(std::span<const http::Header> headers) { headers_.insert(headers_.end(), headers.begin(), headers.end()); }
  void add(std::span<const plugin::Header> headers);
  void add_copy(std::string_view name, std::string_view value);

  std::span<const http::Header> view() const { return headers_; }

 private:
  plugin::Call::Passing memory_;
  std::pmr::vector<http::Header> headers_;
};

}  // namespace aipool::gateway
