// SPDX-License-Identifier: MIT
#include "tests/bench/convert/cases.h"

#include <memory>
#include <numeric>
#include <stdexcept>
#include <utility>

#include "tests/bench/convert/bodies.h"
#include "tests/bench/convert/request_conversion.h"
#include "tests/bench/convert/stream_conversion.h"

namespace aipool::bench {
namespace {

constexpr double kRequestBound = 2;
constexpr double kArgumentsBound = 3;  // where they change between string and object
constexpr double kDeltaBound = 4;
constexpr std::size_t kTurns = 80;
constexpr std::size_t kTurnSize = 2400;
constexpr std::size_t kImage = std::size_t{4} << 20;
constexpr std::size_t kEvents = 200;

struct Pair {
  const Bodies& from;
  const Bodies& to;

  std::string name() const { return from.protocol + " > " + to.protocol; }
  double tools_bound() const {
    const auto as_text = [](const Bodies& bodies) { return bodies.protocol.starts_with("openai."); };
    return as_text(from) == as_text(to) ? kRequestBound : kArgumentsBound;
  }
};

std::vector<Bodies> all_bodies(const Protocols& protocols) {
  std::vector<Bodies> all = {chat_bodies(), messages_bodies()};
  for (const std::string_view other : {"openai.responses", "gemini.generate", "ollama.chat"}) {
    all.push_back(converted_bodies(all[0], other, protocols));
  }
  return all;
}

// A call for each, as the server makes one.
Case request_case(std::string what, const Pair& pair, double bound, std::string body, const Protocols& protocols) {
  const RequestConversion conversion(protocols.client(pair.from.protocol), protocols.upstream(pair.to.protocol));
  const auto source = std::make_shared<const std::string>(body);
  const auto target = std::make_shared<std::string>();
  const auto convert = [conversion, source, target]() -> std::string_view {
    conversion.run(*source, *target);
    return *target;
  };
  return {std::move(what), pair.name(), bound, body, {std::move(body)}, convert};
}

std::string document_of(const std::string& event) {
  if (is_lines(event)) return event;
  constexpr std::string_view kData = "data: ";
  const std::size_t from = event.find(kData) + kData.size();
  return event.substr(from, event.find('\n', from) - from);
}

// The same delta over and over, in a stream that has begun.
Case delta_case(std::string what, const Pair& pair, std::string delta, bool in_text, const Protocols& protocols) {
  const auto stream =
      std::make_shared<StreamConversion>(protocols.upstream(pair.from.protocol), protocols.client(pair.to.protocol));
  const std::vector<std::string> events = pair.from.stream(kEvents);
  const std::size_t begun = in_text ? events.size() / 4 : events.size() * 3 / 4;
  for (std::size_t i = 0; i < begun; ++i) stream->feed(events[i]);
  const auto convert = [stream, delta] { return stream->feed(delta); };
  std::string document = document_of(delta);
  return {std::move(what), pair.name(), kDeltaBound, delta, {std::move(document)}, convert};
}

Case stream_case(const Pair& pair, const Protocols& protocols) {
  const auto& upstream = protocols.upstream(pair.from.protocol);
  const auto& client = protocols.client(pair.to.protocol);
  const std::vector<std::string> events = pair.from.stream(kEvents);
  std::vector<std::string> documents;
  for (const std::string& event : events) {
    if (std::string document = document_of(event); document != "[DONE]") documents.push_back(std::move(document));
  }
  const auto body = std::make_shared<const std::string>(std::accumulate(events.begin(), events.end(), std::string()));
  const auto stream = std::make_shared<std::unique_ptr<StreamConversion>>();
  const auto convert = [&upstream, &client, body, stream] {
    *stream = std::make_unique<StreamConversion>(upstream, client);
    return (*stream)->finish(*body);
  };
  return {"stream", pair.name(), kDeltaBound, *body, std::move(documents), convert};
}

}  // namespace

std::vector<Case> cases(const Protocols& protocols) {
  std::vector<Case> all;
  const std::vector<Bodies> bodies = all_bodies(protocols);
  for (const Bodies& from : bodies) {
    for (const Bodies& to : bodies) {
      const Pair pair{from, to};
      all.push_back(request_case("chat", pair, kRequestBound, from.chat, protocols));
      all.push_back(request_case("tools", pair, pair.tools_bound(), from.tools(kTurns), protocols));
      all.push_back(request_case("image", pair, kRequestBound, from.image(kImage), protocols));
      all.push_back(delta_case("text delta", pair, from.text_delta, true, protocols));
      if (!from.call_delta.empty()) all.push_back(delta_case("call delta", pair, from.call_delta, false, protocols));
      all.push_back(stream_case(pair, protocols));
    }
  }
  return all;
}

std::vector<Case> growing_cases(const Protocols& protocols, std::size_t size) {
  std::vector<Case> all;
  const std::vector<Bodies> bodies = all_bodies(protocols);
  for (std::size_t i = 0; i < bodies.size(); ++i) {
    const Pair pair{bodies[i], bodies[(i + 1) % bodies.size()]};
    all.push_back(request_case("tools", pair, pair.tools_bound(), pair.from.tools(size / kTurnSize), protocols));
    all.push_back(request_case("image", pair, kRequestBound, pair.from.image(size), protocols));
  }
  return all;
}

}  // namespace aipool::bench
