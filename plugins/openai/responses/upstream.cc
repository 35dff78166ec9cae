// SPDX-License-Identifier: MIT
#include "plugins/openai/encode_request.h"
#include "plugins/openai/error.h"
#include "plugins/openai/list_decoder.h"
#include "plugins/openai/responses/answer_decoder.h"
#include "plugins/openai/responses/encode_request.h"
#include "plugins/openai/responses/list_decoder.h"
#include "plugins/openai/responses/pass_decoder.h"
#include "plugins/openai/responses/protocol.h"

namespace aipool::openai::responses {

void ResponsesUpstream::encode_request(sdk::Env& env, const aip_request& request, sdk::Out& out) const {
  if ((request.flags & AIP_REQUEST_PASS) != 0) return splice_model(request, out);
  const std::string body = request.operation == AIP_OP_EMBED ? openai::encode_request(env, chat_origin_, request)
                                                             : responses::encode_request(env, origin_, request);
  if (!body.empty()) out.bytes(body);
}

std::unique_ptr<sdk::Decoder> ResponsesUpstream::decoder(sdk::Env&, const aip_request& request,
                                                         const aip_reply& reply, aip_enum& framing) const {
  framing = AIP_FRAMING_WHOLE;
  switch (request.operation) {
    case AIP_OP_EMBED:
    case AIP_OP_LIST_MODELS:
    case AIP_OP_GET_MODEL:
      return std::make_unique<ListDecoder>(chat_origin_, request.operation);
    case AIP_OP_COUNT_TOKENS:
    case AIP_OP_DELETE_RESPONSE:
    case AIP_OP_LIST_INPUT_ITEMS:
      return std::make_unique<SmallDecoder>(origin_, request.operation);
    default:
      break;
  }
  const bool stream = is_event_stream(request, reply);
  if (stream) framing = AIP_FRAMING_SSE;
  // Frames go to the client only where it gets what it asked for, a stream or a document.
  const bool as_asked = stream == ((request.flags & AIP_REQUEST_STREAM) != 0);
  const bool got = is_got(request.operation);
  if (got && !stream && !as_asked) return std::make_unique<SmallDecoder>(origin_, request.operation);
  if ((request.flags & AIP_REQUEST_PASS) == 0 || !as_asked)
    return std::make_unique<AnswerDecoder>(origin_, stream, got);
  return std::make_unique<PassDecoder>(origin_, stream, got);
}

void ResponsesUpstream::decode_error(sdk::Env& env, const aip_reply& reply, aip_error& error) const {
  openai::decode_error(env, origin_, reply, error);
}

}  // namespace aipool::openai::responses
