// SPDX-License-Identifier: MIT
//
// Cors lets the web pages of listed origins use the server, and refuses the others.
//
// Flow:      judge() before routing; a listed origin's answers carry the headers, its preflights are answered at once.
// Threading: immutable.
// Ownership: owns its list.
// Errors:    a request with an Origin that is not listed is kRefused on every route: a browser page never reaches a local
//            server by accident.
#pragma once

#include <cstdint>
#include <memory_resource>
#include <string>
#include <string_view>
#include <vector>

#include "core/http/message.h"

namespace aipool::gateway {

class Cors {
 public:
  enum class Verdict : std::uint8_t { kNoBrowser, kAllowed, kPreflight, kRefused };

  explicit Cors(std::vector<std::string> origins) : origins_(std::move(origins)) {}

  Verdict judge(const http::RequestHead& head) const;

  // Adds what an answer to `origin` carries; the values live as long as the request's head and this object.
  void add_headers(std::string_view origin, std::pmr::vector<http::Header>& headers) const;
  void add_preflight_headers(const http::RequestHead& head, std::pmr::vector<http::Header>& headers) const;

 private:
  std::vector<std::string> origins_;  // "*" lists every origin; credentials are never allowed with it
};

}  // namespace aipool::gateway
