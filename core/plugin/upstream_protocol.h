// SPDX-License-Identifier: MIT
//
// UpstreamProtocol is the upstream half of a plugin's protocol, and Decoder one answer being read in it.
//
// Flow:      encode_request -> open_decoder -> frame... -> end; decode_error for an answer that is not a success.
// Threading: an UpstreamProtocol may be shared by threads; a Decoder belongs to one call.
// Ownership: both pin their generation.
// Errors:    as ClientProtocol; bytes that make no sense are kUpstreamProtocol with source kUpstream.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aipool/abi.h"
#include "aipool/framing/frame.hpp"
#include "core/base/result.h"
#include "core/plugin/call.h"
#include "core/plugin/plugin_object.h"
#include "core/plugin/sink.h"
#include "core/plugin/splice.h"

namespace aipool::plugin {

class Generation;
struct ProtocolRole;

// The body for the upstream: bytes of its own, or splices over the client's body (none: that body as it is).
struct EncodedBody {
  bool over_source = false;
  std::string bytes;            // unless over_source
  std::vector<Splice> splices;  // over request.source_body
};

class Decoder {
 public:
  aip_enum framing() const noexcept { return framing_; }  // AIP_FRAMING_*
  const void* object() const noexcept { return object_.get(); }  // the plugin's; only its address is of use

  // Uses sink.event, and on pass-through sink.splice over frame.raw.
  Result<void> frame(Call& call, const sdk::Frame& frame, Sink& sink);
  // The framing ended as it should. Uses sink.event, and on pass-through sink.bytes for what the upstream left out.
  Result<void> end(Call& call, Sink& sink);

 private:
  friend class UpstreamProtocol;
  Decoder(PluginObject object, const aip_upstream_half& half, aip_enum framing, bool pass) noexcept
      : object_(std::move(object)), half_(&half), framing_(framing), pass_(pass) {}

  PluginObject object_;
  const aip_upstream_half* half_;
  aip_enum framing_;
  bool pass_;  // the client gets the source frames, with the decoder's cuts
};

class UpstreamProtocol {
 public:
  // REQUIRES: `role` belongs to `pin` and has an upstream half.
  UpstreamProtocol(std::shared_ptr<const Generation> pin, const ProtocolRole& role) noexcept;

  std::string_view id() const noexcept;
  std::uint32_t number() const noexcept;

  Result<EncodedBody> encode_request(Call& call, const aip_request& request) const;
  // `reply`: status and headers of a 2xx.
  Result<Decoder> open_decoder(Call& call, const aip_request& request, const aip_reply& reply) const;
  // Never fails: where the plugin does, the error comes from the status alone.
  OwnedError decode_error(Call& call, const aip_reply& reply) const;

 private:
  std::shared_ptr<const Generation> pin_;
  const ProtocolRole* role_;
};

}  // namespace aipool::plugin
