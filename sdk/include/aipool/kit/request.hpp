// SPDX-License-Identifier: MIT
//
// Request is one request on its way through a plugin: its bytes, its canonical form, its Call.
//
// Flow:      Request request(host, {.body = "..."}); a ProtocolDriver fills it, or a test sets canonical() itself.
// Threading: one thread.
// Ownership: owns its text and the arenas; stays where it is.
// Errors:    none.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "aipool/abi/canonical.h"
#include "aipool/kit/call.hpp"
#include "aipool/kit/plugin.hpp"
#include "aipool/sdk/bytes.hpp"
#include "aipool/sdk/env.hpp"
#include "aipool/sdk/ranges.hpp"

namespace aipool::kit {

struct RequestText {
  std::string method = "POST";
  std::string path = "/";
  std::string query{};
  Settings headers{};
  Settings params{};
  std::string body{};
};

class Request {
 public:
  explicit Request(FakeHost& host, RequestText text = {}) : call_(host), text_(std::move(text)) {
    for (const auto& [name, value] : text_.headers) headers_.push_back(sdk::field(name, value));
    for (const auto& [name, value] : text_.params) params_.push_back(sdk::field(name, value));
    canonical_.struct_size = sizeof canonical_;
    canonical_.method = sdk::bytes(text_.method);
    canonical_.path = sdk::bytes(text_.path);
    canonical_.query = sdk::bytes(text_.query);
    canonical_.headers = sdk::fields(headers_);
    canonical_.params = sdk::fields(params_);
    canonical_.source_body = sdk::bytes(text_.body);
  }

  aip_request& canonical() noexcept { return canonical_; }
  Call& call() noexcept { return call_; }
  const std::string& body() const noexcept { return text_.body; }

  // A message of one text part, for tests that need no protocol.
  void add_text(aip_enum role, std::string_view text) {
    sdk::Env env(*call_.env());
    aip_message message{};
    message.struct_size = sizeof message;
    message.role = role;
    const std::span<aip_part> parts = env.array<aip_part>(1);
    parts[0].kind = AIP_PART_TEXT;
    parts[0].text = sdk::bytes(env.copy(text));
    sdk::set_parts(message, parts);
    add(message);
  }

  void add(const aip_message& message) {
    messages_.push_back(message);
    sdk::set_messages(canonical_, messages_);
    canonical_.flags |= AIP_REQUEST_DECODED;
  }

 private:
  Call call_;
  RequestText text_;
  std::vector<aip_field> headers_;
  std::vector<aip_field> params_;
  std::vector<aip_message> messages_;
  aip_request canonical_{};
};

}  // namespace aipool::kit
