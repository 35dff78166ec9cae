// SPDX-License-Identifier: MIT
//
// The protocol gemini.generate: its two halves, which only pick the function or class that does the work.
//
// Flow:      client: inspect.h, decode_request.h, *_encoder.h, error.h; upstream: encode_request.h, pass_through.h,
//            answer_decoder.h, pass_decoder.h, list_decoder.h, error.h.
// Threading: read-only after construction.
// Ownership: the plugin owns both halves.
// Errors:    as the files above.
#pragma once

#include "aipool/sdk.hpp"

namespace aipool::gemini {

inline constexpr std::string_view kProtocol = "gemini.generate";

class GenerateClient final : public sdk::ClientHalf {
 public:
  explicit GenerateClient(sdk::Host host) : origin_(host.intern(kProtocol)) {}

  std::span<const aip_route> routes() const override;
  void inspect(sdk::Env& env, aip_request& request) const override;
  void decode_request(sdk::Env& env, aip_request& request) const override;
  std::unique_ptr<sdk::Encoder> encoder(sdk::Env& env, const aip_request& request, aip_answer& answer) const override;
  void encode_error(sdk::Env& env, const aip_error& error, std::uint32_t flags, aip_answer& answer,
                    sdk::Out& out) const override;

 private:
  std::uint32_t origin_;
};

class GenerateUpstream final : public sdk::UpstreamHalf {
 public:
  explicit GenerateUpstream(sdk::Host host) : origin_(host.intern(kProtocol)) {}

  void encode_request(sdk::Env& env, const aip_request& request, sdk::Out& out) const override;
  std::unique_ptr<sdk::Decoder> decoder(sdk::Env& env, const aip_request& request, const aip_reply& reply,
                                        aip_enum& framing) const override;
  void decode_error(sdk::Env& env, const aip_reply& reply, aip_error& error) const override;

 private:
  std::uint32_t origin_;
};

}  // namespace aipool::gemini
