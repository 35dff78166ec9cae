// SPDX-License-Identifier: MIT
#include "plugins/claude/answer_decoder.h"
#include "plugins/claude/claude_protocol.h"
#include "plugins/claude/convert.h"
#include "plugins/claude/encode_request.h"
#include "plugins/claude/error.h"
#include "plugins/claude/list_decoder.h"
#include "plugins/claude/pass_decoder.h"
#include "plugins/claude/pass_through.h"

namespace aipool::claude {
void MessagesUpstream::encode_request(sdk::Env& env, const aip_request& request, sdk::Out& out) const {
  if ((request.flags & AIP_REQUEST_PASS) != 0) return splice_request(request, out);
  const std::string body = claude::encode_request(env, origin_, request);
  if (!body.empty()) out.bytes(body);
}

std::unique_ptr<sdk::Decoder> MessagesUpstream::decoder(sdk::Env&, const aip_request& request,
                                                        const aip_reply& reply, aip_enum& framing) const {
  framing = AIP_FRAMING_WHOLE;
  if (request.operation != AIP_OP_GENERATE) return std::make_unique<ListDecoder>(origin_, request.operation);
  const bool stream = convert::is_event_stream(request, reply);
  if (stream) framing = AIP_FRAMING_SSE;
  // Frames go to the client only where it gets what it asked for, a stream or a document.
  const bool as_asked = stream == ((request.flags & AIP_REQUEST_STREAM) != 0);
  if ((request.flags & AIP_REQUEST_PASS) == 0 || !as_asked) return std::make_unique<AnswerDecoder>(origin_, stream);
  return std::make_unique<PassDecoder>(origin_, stream);
}

void MessagesUpstream::decode_error(sdk::Env& env, const aip_reply& reply, aip_error& error) const {
  claude::decode_error(env, origin_, reply, error);
}

}  // namespace aipool::claude
