// SPDX-License-Identifier: MIT
//
// ClientProtocol is the client half of a plugin's protocol, and Encoder one answer being written in it.
//
// Flow:      routes -> inspect -> (decode_request) -> open_encoder -> event... ; encode_error at any time.
// Threading: a ClientProtocol may be shared by threads; an Encoder belongs to one call.
// Ownership: both pin their generation. A request's strings live in the Call's arena or in its source body.
// Errors:    Error of the class that the plugin gave, text in Call::failure(). Source kClient for a fault of the
//            request, kPlugin when the plugin itself failed: panic, out of budget, internal.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aipool/abi.h"
#include "core/base/result.h"
#include "core/plugin/call.h"
#include "core/plugin/header.h"
#include "core/plugin/plugin_object.h"
#include "core/plugin/route.h"

namespace aipool::plugin {

class Generation;
struct ProtocolRole;

struct Answer {
  int status = 200;
  std::string content_type;
  std::vector<Header> headers;
};

struct ErrorAnswer {
  Answer head;  // status 0: the plugin left it to the host
  std::string body;
};

class Encoder {
 public:
  // Each appends wire bytes to `out`, which is as it was when the call fails.
  Result<void> event(Call& call, const aip_event& event, std::string& out);
  Result<void> tick(Call& call, std::string& out);

 private:
  friend class ClientProtocol;
  Encoder(PluginObject object, const aip_client_half& half) noexcept : object_(std::move(object)), half_(&half) {}

  PluginObject object_;
  const aip_client_half* half_;
};

class ClientProtocol {
 public:
  // REQUIRES: `role` belongs to `pin` and has a client half.
  ClientProtocol(std::shared_ptr<const Generation> pin, const ProtocolRole& role) noexcept;

  std::string_view id() const noexcept;
  std::uint32_t number() const noexcept;
  std::span<const Route> routes() const noexcept;

  // Fills the envelope of `request` and validates its body.
  Result<void> inspect(Call& call, aip_request& request) const;
  // Fills the tree. Does nothing if it is filled already.
  Result<void> decode_request(Call& call, aip_request& request) const;
  Result<Encoder> open_encoder(Call& call, const aip_request& request, Answer& answer) const;
  // `flags`: AIP_ERROR_IN_STREAM or 0.
  Result<ErrorAnswer> encode_error(Call& call, const OwnedError& error, std::uint32_t flags) const;

 private:
  std::shared_ptr<const Generation> pin_;
  const ProtocolRole* role_;
};

}  // namespace aipool::plugin
