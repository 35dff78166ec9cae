// SPDX-License-Identifier: MIT
#include <numeric>

#include "aipool/framing.hpp"
#include "tests/bench/convert/bodies.h"
#include "tests/bench/convert/request_conversion.h"
#include "tests/bench/convert/stream_conversion.h"

namespace aipool::bench {
namespace {

constexpr std::size_t kEvents = 100;

// The events of a stream, each with what ends it.
std::vector<std::string> events_of(std::string_view stream) {
  std::vector<std::string> events;
  sdk::Framer framer(is_lines(stream) ? AIP_FRAMING_NDJSON : AIP_FRAMING_SSE);
  framer.finish(stream, [&](const sdk::Frame& frame) {
    if (!frame.data.empty()) events.emplace_back(frame.raw);
  });
  return events;
}

std::string joined(const std::vector<std::string>& events) {
  return std::accumulate(events.begin(), events.end(), std::string());
}

class Converter {
 public:
  Converter(const Bodies& from, std::string_view to, const Protocols& protocols)
      : from_(from), to_(to), protocols_(protocols) {}

  std::string request(const std::string& body) const {
    std::string converted;
    RequestConversion(protocols_.client(from_.protocol), protocols_.upstream(to_)).run(body, converted);
    return converted;
  }

  std::vector<std::string> stream(std::size_t events) const {
    StreamConversion conversion = open();
    return events_of(conversion.finish(joined(from_.stream(events))));
  }

  // What one event becomes once so many have come before.
  std::string delta(const std::string& event, std::size_t before) const {
    StreamConversion conversion = open();
    std::vector<std::string> events = from_.stream(kEvents);
    events.resize(before);
    conversion.feed(joined(events));
    return std::string(conversion.feed(event));
  }

 private:
  StreamConversion open() const { return {protocols_.upstream(from_.protocol), protocols_.client(to_)}; }

  Bodies from_;
  std::string to_;
  const Protocols& protocols_;
};

}  // namespace

Bodies converted_bodies(const Bodies& from, std::string_view protocol, const Protocols& protocols) {
  const Converter converter(from, protocol, protocols);
  return {std::string(protocol),
          converter.request(from.chat),
          [=](std::size_t turns) { return converter.request(from.tools(turns)); },
          [=](std::size_t size) { return converter.request(from.image(size)); },
          [=](std::size_t events) { return converter.stream(events); },
          converter.delta(from.text_delta, kEvents / 4),
          converter.delta(from.call_delta, kEvents * 3 / 4)};
}

}  // namespace aipool::bench
