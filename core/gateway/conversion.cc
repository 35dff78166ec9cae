// SPDX-License-Identifier: MIT
#include "core/gateway/conversion.h"

#include <optional>

#include "aipool/fold.hpp"
#include "aipool/framing.hpp"
#include "core/plugin/abi_view.h"
#include "core/plugin/owned_error.h"
#include "core/plugin/sink.h"

namespace aipool::gateway {
namespace {

constexpr std::size_t kAnswerMax = std::size_t{64} << 20;

Error unusable(std::string detail) {
  return make_error(ErrorCode::kInvalidRequest, ErrorSource::kUpstream, std::move(detail));
}

// A client that asks for an answer of this form.
aip_request asks(const plugin::ClientProtocol& protocol, bool stream) {
  auto request = plugin::sized<aip_request>();
  request.operation = AIP_OP_GENERATE;
  request.client_protocol = protocol.number();
  request.method = plugin::bytes("POST");
  request.flags = AIP_REQUEST_DECODED | AIP_REQUEST_USAGE | (stream ? AIP_REQUEST_STREAM : 0u);
  return request;
}

bool is_json(std::string_view body) {
  const std::size_t first = body.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && (body[first] == '{' || body[first] == '[');
}

// Events on their way to the client half: at once into a stream, folded into a whole answer.
class ClientSink final : public plugin::Sink {
 public:
  ClientSink(plugin::Call& call, plugin::Encoder& encoder, bool stream) : call_(call), encoder_(encoder) {
    if (!stream) fold_.emplace();
  }

  bool event(const aip_event& event) override {
    if (event.kind == AIP_EVENT_ERROR && event.error) {
      failure_ = unusable("the answer carries an error: " + plugin::OwnedError::from(*event.error).message);
    }
    if (event.kind == AIP_EVENT_END) ended_ = true;
    if (fold_) {
      fold_->add(event);
    } else {
      encode(event);
    }
    return true;
  }

  Result<std::string> finish() {
    if (fold_) fold_->replay([this](const aip_event& event) { encode(event); });
    if (failure_) return std::move(*failure_);
    if (!ended_) return unusable("the answer has no end");
    return std::move(text_);
  }

 private:
  void encode(const aip_event& event) {
    if (failure_) return;
    if (auto encoded = encoder_.event(call_, event, text_); !encoded) failure_ = std::move(encoded).error();
  }

  plugin::Call& call_;
  plugin::Encoder& encoder_;
  std::optional<sdk::Fold> fold_;
  std::optional<Error> failure_;
  std::string text_;
  bool ended_ = false;
};

Result<void> decode(plugin::Call& call, plugin::Decoder& decoder, std::string_view body, plugin::Sink& sink) {
  sdk::Framer framer(decoder.framing(), kAnswerMax);
  Result<void> decoded;
  const sdk::FrameError framing = framer.finish(body, [&](const sdk::Frame& frame) {
    if (decoded && !frame.data.empty()) decoded = decoder.frame(call, frame, sink);
  });
  if (!decoded) return decoded;
  if (framing != sdk::FrameError::kNone) return unusable(std::string(sdk::describe(framing)));
  return decoder.end(call, sink);
}

}  // namespace

Result<std::string> convert_request(plugin::Call& call, const plugin::ClientProtocol& from,
                                    const plugin::UpstreamProtocol& to, std::string_view body) {
  auto request = asks(from, false);
  request.flags = 0;
  request.source_body = plugin::bytes(body);
  if (auto inspected = from.inspect(call, request); !inspected) return std::move(inspected).error();
  if (auto decoded = from.decode_request(call, request); !decoded) return std::move(decoded).error();
  request.upstream_model = request.client_model;
  auto encoded = to.encode_request(call, request);
  if (!encoded) return std::move(encoded).error();
  if (encoded->over_source) return plugin::apply_splices(body, encoded->splices);
  return std::move(encoded->bytes);
}

Result<std::string> convert_answer(plugin::Call& call, const plugin::UpstreamProtocol& from,
                                   const plugin::ClientProtocol& to, std::string_view body) {
  const bool stream = !is_json(body);
  const auto request = asks(to, stream);
  plugin::FieldList headers;
  headers.add("content-type", stream ? "text/event-stream" : "application/json");
  auto reply = plugin::sized<aip_reply>();
  reply.status = 200;
  reply.headers = headers.view();
  auto decoder = from.open_decoder(call, request, reply);
  if (!decoder) return std::move(decoder).error();
  plugin::Answer head;
  auto encoder = to.open_encoder(call, request, head);
  if (!encoder) return std::move(encoder).error();
  ClientSink sink(call, *encoder, stream);
  if (auto decoded = decode(call, *decoder, body, sink); !decoded) return std::move(decoded).error();
  return sink.finish();
}

}  // namespace aipool::gateway
