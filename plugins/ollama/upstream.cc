// SPDX-License-Identifier: MIT
#include "plugins/ollama/answer_decoder.h"
#include "plugins/ollama/convert.h"
#include "plugins/ollama/encode_request.h"
#include "plugins/ollama/error.h"
#include "plugins/ollama/list_decoder.h"
#include "plugins/ollama/ollama_protocol.h"
#include "plugins/ollama/pass_decoder.h"
#include "plugins/ollama/pass_through.h"

namespace aipool::ollama {
namespace {

// What the upstream says it sends counts; where it says neither, what was asked for does.
bool is_line_stream(const aip_request& request, const aip_reply& reply) {
  const std::string_view type = sdk::find(reply.headers, "content-type").value_or("");
  if (type.starts_with("application/x-ndjson")) return true;
  return (request.flags & AIP_REQUEST_STREAM) != 0 && !type.starts_with("application/json");
}

}  // namespace

void OllamaUpstream::encode_request(sdk::Env& env, const aip_request& request, sdk::Out& out) const {
  if ((request.flags & AIP_REQUEST_PASS) != 0) return splice_request(request, out);
  const std::string body = ollama::encode_request(env, origin_, request);
  if (!body.empty()) out.bytes(body);
}

std::unique_ptr<sdk::Decoder> OllamaUpstream::decoder(sdk::Env&, const aip_request& request, const aip_reply& reply,
                                                      aip_enum& framing) const {
  framing = AIP_FRAMING_WHOLE;
  if (request.operation != AIP_OP_GENERATE) return std::make_unique<ListDecoder>(origin_, request);
  const bool stream = is_line_stream(request, reply);
  if (stream) framing = AIP_FRAMING_NDJSON;
  // Frames go to the client only where it gets what it asked for, a stream or a document.
  const bool as_asked = stream == ((request.flags & AIP_REQUEST_STREAM) != 0);
  if ((request.flags & AIP_REQUEST_PASS) == 0 || !as_asked) return std::make_unique<AnswerDecoder>(origin_);
  return std::make_unique<PassDecoder>(origin_, stream);
}

void OllamaUpstream::decode_error(sdk::Env& env, const aip_reply& reply, aip_error& error) const {
  ollama::decode_error(env, origin_, reply, error);
}

}  // namespace aipool::ollama
