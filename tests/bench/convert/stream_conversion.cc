// SPDX-License-Identifier: MIT
#include "tests/bench/convert/stream_conversion.h"

#include <stdexcept>
#include <utility>

#include "core/plugin/abi_view.h"

namespace aipool::bench {
namespace {

void require(const Result<void>& result) {
  if (!result) throw std::runtime_error(result.error().detail);
}

void require(sdk::FrameError framing) {
  if (framing != sdk::FrameError::kNone) throw std::runtime_error(std::string(sdk::describe(framing)));
}

aip_request stream_request(const plugin::ClientProtocol& client) {
  auto request = plugin::sized<aip_request>();
  request.operation = AIP_OP_GENERATE;
  request.client_protocol = client.number();
  request.method = plugin::bytes("POST");
  request.query = plugin::bytes("alt=sse");
  request.flags = AIP_REQUEST_DECODED | AIP_REQUEST_USAGE | AIP_REQUEST_STREAM;
  return request;
}

}  // namespace

// What the host's sinks do with each event.
class StreamConversion::ToClient final : public plugin::Sink {
 public:
  explicit ToClient(StreamConversion& stream) : stream_(stream) {}
  bool event(const aip_event& event) override {
    require(stream_.encoder_->event(stream_.call_, event, stream_.out_));
    return true;
  }

 private:
  StreamConversion& stream_;
};

StreamConversion::StreamConversion(const plugin::UpstreamProtocol& from, const plugin::ClientProtocol& to) {
  const aip_request request = stream_request(to);
  auto reply = plugin::sized<aip_reply>();
  reply.status = 200;
  auto decoder = from.open_decoder(call_, request, reply);
  if (!decoder) throw std::runtime_error(decoder.error().detail);
  decoder_.emplace(std::move(*decoder));
  plugin::Answer head;
  auto encoder = to.open_encoder(call_, request, head);
  if (!encoder) throw std::runtime_error(encoder.error().detail);
  encoder_.emplace(std::move(*encoder));
  framer_.emplace(decoder_->framing());
}

std::string_view StreamConversion::feed(std::string_view bytes) {
  out_.clear();
  require(framer_->feed(bytes, [this](const sdk::Frame& frame) { decode(frame); }));
  return out_;
}

std::string_view StreamConversion::finish(std::string_view bytes) {
  out_.clear();
  require(framer_->finish(bytes, [this](const sdk::Frame& frame) { decode(frame); }));
  ToClient sink(*this);
  require(decoder_->end(call_, sink));
  return out_;
}

void StreamConversion::decode(const sdk::Frame& frame) {
  if (frame.data.empty()) return;
  ToClient sink(*this);
  require(decoder_->frame(call_, frame, sink));
}

}  // namespace aipool::bench
