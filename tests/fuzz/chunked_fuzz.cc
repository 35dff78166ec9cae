// SPDX-License-Identifier: MIT
//
// Any bytes as a chunked body: whole, byte by byte and cut anywhere, they give the same payload and the same verdict.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/http/chunked_decoder.h"
#include "tests/fuzz/cuts.h"

namespace {

using aipool::fuzz::require;
using aipool::http::ChunkedDecoder;
using State = ChunkedDecoder::State;

struct Body {
  State state = State::kMore;
  std::string payload;
  std::size_t consumed = 0;  // a fault says nothing about it
  std::string_view fault;
  bool operator==(const Body&) const = default;
};

Body decoded(std::string_view wire, const aipool::kit::Chunks& chunks) {
  Body body;
  ChunkedDecoder decoder;
  for (const std::string_view piece : chunks.of(wire)) {
    if (body.state != State::kMore) break;
    std::string bytes(piece);
    const ChunkedDecoder::Step step = decoder.decode(bytes);
    require(step.payload <= step.consumed && step.consumed <= piece.size());
    require(step.state != State::kMore || step.consumed == piece.size());
    body.state = step.state;
    body.payload.append(bytes, 0, step.payload);
    body.consumed += step.consumed;
  }
  body.fault = decoder.fault();
  require((body.state == State::kFault) == !body.fault.empty());
  if (body.state == State::kFault) body.consumed = 0;
  return body;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view wire = aipool::fuzz::text_of(data, size);
  const Body whole = decoded(wire, aipool::kit::Chunks::whole());
  require(whole == decoded(wire, aipool::kit::Chunks::bytes()));
  require(whole == decoded(wire, aipool::fuzz::cuts_of(wire)));
  if (whole.state != State::kComplete) return 0;
  require(whole == decoded(wire.substr(0, whole.consumed), aipool::kit::Chunks::whole()));
  require(decoded(wire.substr(0, whole.consumed - 1), aipool::kit::Chunks::whole()).state == State::kMore);
  return 0;
}
