// SPDX-License-Identifier: MIT
#include "plugins/openai/answer_decoder.h"
#include "plugins/openai/chat_protocol.h"
#include "plugins/openai/convert.h"
#include "plugins/openai/encode_request.h"
#include "plugins/openai/error.h"
#include "plugins/openai/list_decoder.h"
#include "plugins/openai/pass_decoder.h"
#include "plugins/openai/pass_through.h"

namespace aipool::openai {
void ChatUpstream::encode_request(sdk::Env& env, const aip_request& request, sdk::Out& out) const {
  if ((request.flags & AIP_REQUEST_PASS) != 0) return splice_request(env, origin_, request, out);
  const std::string body = openai::encode_request(env, origin_, request);
  if (!body.empty()) out.bytes(body);
}

std::unique_ptr<sdk::Decoder> ChatUpstream::decoder(sdk::Env&, const aip_request& request, const aip_reply& reply,
                                                    aip_enum& framing) const {
  framing = AIP_FRAMING_WHOLE;
  if (request.operation != AIP_OP_GENERATE) return std::make_unique<ListDecoder>(origin_, request.operation);
  const bool stream = convert::is_event_stream(request, reply);
  if (stream) framing = AIP_FRAMING_SSE;
  // Frames go to the client only where it gets what it asked for, a stream or a document.
  const bool as_asked = stream == ((request.flags & AIP_REQUEST_STREAM) != 0);
  if ((request.flags & AIP_REQUEST_PASS) == 0 || !as_asked) return std::make_unique<AnswerDecoder>(origin_, stream);
  return std::make_unique<PassDecoder>(origin_, stream, stream && (request.flags & AIP_REQUEST_USAGE) == 0);
}

void ChatUpstream::decode_error(sdk::Env& env, const aip_reply& reply, aip_error& error) const {
  openai::decode_error(env, origin_, reply, error);
}

}  // namespace aipool::openai
