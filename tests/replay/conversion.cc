// SPDX-License-Identifier: MIT
#include "conversion.h"

#include <stdexcept>
#include <utility>

namespace aipool::replay {
namespace {

void require(aip_rc rc, kit::Request& request, std::string_view what) {
  if (rc >= 0) return;
  std::string text(what);
  if (request.call().fault()) text.append(": ").append(request.call().fault()->message);
  throw std::runtime_error(text);
}

}  // namespace

Conversion::Conversion(kit::FakeHost& host, const Speaker& from, const Speaker& to)
    : host_(host),
      from_(spoken(from.protocol)),
      to_(spoken(to.protocol)),
      from_driver_(from.plugin, from.protocol),
      to_driver_(to.plugin, to.protocol) {}

std::string Conversion::why_not(const Recording& recording) const {
  if (std::string why = not_a_generation(recording, from_); !why.empty()) return why;
  const auto request = asked(recording.stream);
  const kit::Decoded seen = decoded(*request, recording);
  if (seen.seen.fold.failed()) return "an error inside the stream";
  return seen.seen.fold.ended() ? "" : "no finish reason";
}

std::unique_ptr<kit::Request> Conversion::made(const kit::ProtocolDriver& driver, kit::RequestText text) const {
  auto request = std::make_unique<kit::Request>(host_, std::move(text));
  request->canonical().operation = AIP_OP_GENERATE;
  require(driver.inspect(*request), *request, "inspect");
  request->canonical().upstream_model = request->canonical().client_model;
  require(driver.decode_request(*request), *request, "decode_request");
  return request;
}

std::unique_ptr<kit::Request> Conversion::tree(const Recording& recording) const {
  return made(from_driver_, sent(request_of(recording, from_), from_, recording.stream));
}

std::string Conversion::request(kit::Request& tree) const {
  std::string body;
  require(to_driver_.encode_request(tree, body), tree, "encode_request");
  return body;
}

std::unique_ptr<kit::Request> Conversion::read(std::string body, bool stream) const {
  return made(to_driver_, sent(std::move(body), to_, stream));
}

std::unique_ptr<kit::Request> Conversion::asked(const Recording& recording) const {
  if (recording.request_body.empty()) return asked(recording.stream);
  return read(request(*tree(recording)), recording.stream);
}

std::unique_ptr<kit::Request> Conversion::asked(bool stream) const {
  return read(std::string(stream ? to_.streamed : to_.request), stream);
}

kit::Decoded Conversion::decoded(kit::Request& asked, const Recording& recording, const kit::Chunks& chunks) const {
  std::string type = recording.content_type;
  if (type.empty()) type = recording.stream ? "text/event-stream" : "application/json";
  const kit::Reply reply{.headers = {{"content-type", type}}, .body = recording.body};
  kit::Decoded seen = from_driver_.decode(asked, reply, chunks);
  require(seen.rc, asked, "decode");
  if (seen.frame_error != sdk::FrameError::kNone)
    throw std::runtime_error(std::string(sdk::describe(seen.frame_error)));
  return seen;
}

kit::Encoded Conversion::answer(kit::Request& asked, const kit::Decoded& decoded) const {
  const bool stream = (asked.canonical().flags & AIP_REQUEST_STREAM) != 0;
  kit::Encoded encoded =
      stream ? to_driver_.encode(asked, kit::Replay(decoded.seen.events)) : to_driver_.encode(asked, decoded.seen.fold);
  require(encoded.rc, asked, "encode");
  return encoded;
}

kit::Decoded Conversion::read_back(kit::Request& asked, const kit::Encoded& answer) const {
  const kit::Reply reply{.headers = {{"content-type", answer.content_type}}, .body = answer.body};
  kit::Decoded seen = to_driver_.decode(asked, reply);
  require(seen.rc, asked, "read back");
  return seen;
}

}  // namespace aipool::replay
