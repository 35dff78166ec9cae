// SPDX-License-Identifier: MIT
//
// Any bytes as a body of server-sent events, NDJSON and a JSON array: cut anywhere, they give the same frames and the
// same error, and no frame is longer than the cap.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "aipool/framing.hpp"
#include "tests/fuzz/cuts.h"

namespace {

using aipool::fuzz::require;
using aipool::sdk::Frame;
using aipool::sdk::FrameError;

struct Kept {
  std::string raw;
  std::string data;
  std::string name;
  bool operator==(const Kept&) const = default;
};

struct Frames {
  std::vector<Kept> frames;
  FrameError error = FrameError::kNone;
  bool operator==(const Frames&) const = default;
};

Frames cut(aip_enum framing, std::size_t frame_max, std::string_view body, const aipool::kit::Chunks& chunks) {
  Frames all;
  aipool::sdk::Framer framer(framing, frame_max);
  const auto sink = [&](const Frame& frame) {
    require(frame.raw.size() <= frame_max && frame.data.size() <= frame.raw.size());
    all.frames.push_back({std::string(frame.raw), std::string(frame.data), std::string(frame.name)});
  };
  for (const std::string_view piece : chunks.of(body)) all.error = framer.feed(piece, sink);
  const FrameError fed = all.error;
  all.error = framer.finish(sink);
  require(fed == FrameError::kNone || all.error == fed);  // an error stays
  return all;
}

void check(aip_enum framing, std::size_t frame_max, std::string_view body) {
  const Frames whole = cut(framing, frame_max, body, aipool::kit::Chunks::whole());
  require(whole == cut(framing, frame_max, body, aipool::kit::Chunks::bytes()));
  require(whole == cut(framing, frame_max, body, aipool::fuzz::cuts_of(body)));
  std::string raw;
  for (const Kept& frame : whole.frames) raw += frame.raw;
  require(whole.error == FrameError::kNone && framing != AIP_FRAMING_JSON_ARRAY ? raw == body : body.starts_with(raw));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view body = aipool::fuzz::text_of(data, size);
  for (const aip_enum framing : {AIP_FRAMING_SSE, AIP_FRAMING_NDJSON, AIP_FRAMING_JSON_ARRAY}) {
    check(framing, 64, body);  // most inputs are short: the cap must be, too
    check(framing, aipool::sdk::Framer::kFrameMax, body);
  }
  return 0;
}
