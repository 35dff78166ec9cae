// SPDX-License-Identifier: MIT
//
// ProtocolDriver does with a protocol what the server does, without sockets.
//
// Flow:      inspect -> decode_request -> encode_request -> decode -> encode, each usable alone.
// Threading: one thread.
// Ownership: borrows the plugin; results own what they hold.
// Errors:    functions return the plugin's code; what it said is in request.call().fault().
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aipool/abi/protocol.h"
#include "aipool/framing.hpp"
#include "aipool/kit/chunks.hpp"
#include "aipool/kit/collector.hpp"
#include "aipool/kit/plugin.hpp"
#include "aipool/kit/request.hpp"

namespace aipool::kit {

// An answer of an upstream.
struct Reply {
  int status = 200;
  Settings headers{};
  std::string body{};
};

// What a decoder made of a reply.
struct Decoded {
  aip_rc rc = AIP_OK;
  sdk::FrameError frame_error = sdk::FrameError::kNone;
  aip_enum framing = 0;
  Collector seen;
  std::string passed;  // with AIP_REQUEST_PASS: what goes to the client
};

// What an encoder made of events.
struct Encoded {
  aip_rc rc = AIP_OK;
  int status = 0;
  std::string content_type;
  std::string body;
};

class ProtocolDriver {
 public:
  ProtocolDriver(const Plugin& plugin, std::string_view id) : plugin_(plugin), protocol_(plugin.protocol(id)) {}

  aip_rc inspect(Request& request) const {
    request.canonical().client_protocol = request.call().host().intern(sdk::view(protocol_.id));
    return protocol_.client->inspect(plugin_.instance(), request.call().env(), &request.canonical());
  }
  aip_rc decode_request(Request& request) const {
    return protocol_.client->decode_request(plugin_.instance(), request.call().env(), &request.canonical());
  }

  // The body for the upstream: encoded, or with AIP_REQUEST_PASS the client's with the splices in it.
  aip_rc encode_request(Request& request, std::string& body) const {
    Collector seen;
    const bool pass = (request.canonical().flags & AIP_REQUEST_PASS) != 0;
    const aip_rc rc = protocol_.upstream->encode_request(plugin_.instance(), request.call().env(), &request.canonical(),
                                                         seen.out(pass ? kBytes | kSplices : kBytes));
    body = pass && seen.bytes.empty() ? seen.spliced(request.body()) : seen.bytes;
    return rc;
  }

  Decoded decode(Request& request, const Reply& reply, const Chunks& chunks = Chunks::whole()) const {
    const aip_upstream_half& half = *protocol_.upstream;
    Decoded result;
    const std::vector<aip_field> headers = fields_of(reply.headers);
    const aip_reply head = {sizeof head, reply.status, sdk::fields(headers), {}};
    void* decoder = nullptr;
    result.rc = half.decode_open(plugin_.instance(), request.call().env(), &request.canonical(), &head, &result.framing,
                                 &decoder);
    if (result.rc != AIP_OK) return result;
    const bool pass = (request.canonical().flags & AIP_REQUEST_PASS) != 0;
    feed(decoder, request, reply.body, chunks, pass, result);
    if (result.rc >= 0 && result.frame_error == sdk::FrameError::kNone) {
      result.rc = half.decode_end(decoder, request.call().env(), result.seen.out(pass ? kEvents | kBytes : kEvents));
      result.passed += result.seen.bytes;
    }
    half.decode_close(decoder);
    return result;
  }

  // How the protocol reads an answer that is not 2xx.
  sdk::Fault decode_error(Request& request, const Reply& reply) const {
    const std::vector<aip_field> headers = fields_of(reply.headers);
    const aip_reply whole = {sizeof whole, reply.status, sdk::fields(headers), sdk::bytes(reply.body)};
    aip_error error{};
    error.struct_size = sizeof error;
    error.retry_after_ms = -1;
    protocol_.upstream->decode_error(plugin_.instance(), request.call().env(), &whole, &error);
    return fault_of(error);
  }

  // `events` is anything with replay(sink): a Fold, or Replay over a list.
  template <class Events>
  Encoded encode(Request& request, const Events& events) const {
    const aip_client_half& half = *protocol_.client;
    Encoded result;
    aip_answer answer{};
    answer.struct_size = sizeof answer;
    void* encoder = nullptr;
    result.rc = half.encode_open(plugin_.instance(), request.call().env(), &request.canonical(), &answer, &encoder);
    if (result.rc != AIP_OK) return result;
    take_head(answer, result);
    Collector seen;
    events.replay([&](const aip_event& event) {
      if (result.rc >= 0) result.rc = half.encode_event(encoder, request.call().env(), &event, seen.out(kBytes));
    });
    half.encode_close(encoder);
    result.body = seen.bytes;
    return result;
  }

  Encoded encode_error(Request& request, const aip_error& error, std::uint32_t flags = 0) const {
    Encoded result;
    aip_answer answer{};
    answer.struct_size = sizeof answer;
    Collector seen;
    result.rc = protocol_.client->encode_error(plugin_.instance(), request.call().env(), &error, flags, &answer,
                                               seen.out(kBytes));
    take_head(answer, result);
    result.body = seen.bytes;
    return result;
  }

 private:
  static std::vector<aip_field> fields_of(const Settings& settings) {
    std::vector<aip_field> fields;
    for (const auto& [name, value] : settings) fields.push_back(sdk::field(name, value));
    return fields;
  }

  static void take_head(const aip_answer& answer, Encoded& result) {
    result.status = answer.status;
    result.content_type = sdk::view(answer.content_type);
  }

  void feed(void* decoder, Request& request, std::string_view body, const Chunks& chunks, bool pass,
            Decoded& result) const {
    sdk::Framer framer(result.framing);
    const auto sink = [&](const sdk::Frame& piece) {
      if (result.rc < 0) return;
      const aip_frame frame = {sizeof frame, result.framing, sdk::bytes(piece.raw), sdk::bytes(piece.data),
                               sdk::bytes(piece.name)};
      result.seen.splices.clear();
      result.rc = protocol_.upstream->decode_frame(decoder, request.call().env(), &frame,
                                                   result.seen.out(pass ? kEvents | kSplices : kEvents));
      if (pass) result.passed += result.seen.spliced(piece.raw);
    };
    for (const std::string_view piece : chunks.of(body)) {
      if (result.frame_error == sdk::FrameError::kNone) result.frame_error = framer.feed(piece, sink);
    }
    if (result.frame_error == sdk::FrameError::kNone) result.frame_error = framer.finish(sink);
  }

  const Plugin& plugin_;
  const aip_protocol& protocol_;
};

// A list of events that ProtocolDriver::encode can replay as it is, unfolded.
class Replay {
 public:
  explicit Replay(const std::vector<aip_event>& events) : events_(events) {}
  template <class Sink>
  void replay(Sink&& sink) const {
    for (const aip_event& event : events_) sink(event);
  }

 private:
  const std::vector<aip_event>& events_;
};

}  // namespace aipool::kit
