// SPDX-License-Identifier: MIT
#include "plugins/gemini/answer_decoder.h"
#include "plugins/gemini/convert.h"
#include "plugins/gemini/encode_request.h"
#include "plugins/gemini/error.h"
#include "plugins/gemini/gemini_protocol.h"
#include "plugins/gemini/list_decoder.h"
#include "plugins/gemini/pass_decoder.h"
#include "plugins/gemini/pass_through.h"

namespace aipool::gemini {

void GenerateUpstream::encode_request(sdk::Env& env, const aip_request& request, sdk::Out& out) const {
  if ((request.flags & AIP_REQUEST_PASS) != 0) return splice_request(request, out);
  const std::string body = gemini::encode_request(env, origin_, request);
  if (!body.empty()) out.bytes(body);
}

// A host that answers a stream with one document, an array of chunks or a single one, is read as a whole.
std::unique_ptr<sdk::Decoder> GenerateUpstream::decoder(sdk::Env&, const aip_request& request,
                                                        const aip_reply& reply, aip_enum& framing) const {
  framing = AIP_FRAMING_WHOLE;
  if (request.operation != AIP_OP_GENERATE) return std::make_unique<ListDecoder>(origin_, request.operation);
  const bool stream = convert::is_event_stream(request, reply);
  if (stream) framing = AIP_FRAMING_SSE;
  // Frames go to the client only where it gets what it asked for, a stream or a document.
  const bool as_asked = stream == ((request.flags & AIP_REQUEST_STREAM) != 0);
  if ((request.flags & AIP_REQUEST_PASS) == 0 || !as_asked) return std::make_unique<AnswerDecoder>(origin_);
  return std::make_unique<PassDecoder>(origin_, stream);
}

void GenerateUpstream::decode_error(sdk::Env& env, const aip_reply& reply, aip_error& error) const {
  gemini::decode_error(env, origin_, reply, error);
}

}  // namespace aipool::gemini
