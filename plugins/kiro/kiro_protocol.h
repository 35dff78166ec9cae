// SPDX-License-Identifier: MIT
//
// The protocol kiro.generate: an upstream half alone, for nobody's clients speak it to a gateway.
//
// Flow:      encode_request.h, answer_decoder.h, error.h.
// Threading: read-only after construction.
// Ownership: the plugin owns it.
// Errors:    as the files above.
#pragma once

#include "aipool/sdk.hpp"

namespace aipool::kiro {

inline constexpr std::string_view kProtocol = "kiro.generate";

class KiroUpstream final : public sdk::UpstreamHalf {
 public:
  KiroUpstream(sdk::Host host, const aip_hash_service& hash) : origin_(host.intern(kProtocol)), hash_(hash) {}

  void encode_request(sdk::Env& env, const aip_request& request, sdk::Out& out) const override;
  std::unique_ptr<sdk::Decoder> decoder(sdk::Env& env, const aip_request& request, const aip_reply& reply,
                                        aip_enum& framing) const override;
  void decode_error(sdk::Env& env, const aip_reply& reply, aip_error& error) const override;

 private:
  std::uint32_t origin_;
  const aip_hash_service& hash_;
};

}  // namespace aipool::kiro
