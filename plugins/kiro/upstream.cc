// SPDX-License-Identifier: MIT
#include "plugins/kiro/answer_decoder.h"
#include "plugins/kiro/encode_request.h"
#include "plugins/kiro/error.h"
#include "plugins/kiro/kiro_protocol.h"

namespace aipool::kiro {

void KiroUpstream::encode_request(sdk::Env& env, const aip_request& request, sdk::Out& out) const {
  const std::string body = kiro::encode_request(env, hash_, origin_, request);
  if (!body.empty()) out.bytes(body);
}

// The service always streams; its frames are its own.
std::unique_ptr<sdk::Decoder> KiroUpstream::decoder(sdk::Env&, const aip_request& request, const aip_reply&,
                                                    aip_enum& framing) const {
  framing = AIP_FRAMING_RAW;
  return std::make_unique<AnswerDecoder>(hash_, origin_, request);
}

void KiroUpstream::decode_error(sdk::Env& env, const aip_reply& reply, aip_error& error) const {
  kiro::decode_error(env, origin_, reply, error);
}

}  // namespace aipool::kiro
