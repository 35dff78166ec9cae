// SPDX-License-Identifier: MIT
#include "core/plugin/upstream_protocol.h"

#include <utility>

#include "core/plugin/abi_view.h"
#include "core/plugin/call_env.h"
#include "core/plugin/generation.h"
#include "core/plugin/out.h"

namespace aipool::plugin {
namespace {

class BodySink final : public Sink {
 public:
  explicit BodySink(EncodedBody& body) noexcept : body_(body) {}
  bool event(const aip_event&) override { return false; }
  bool bytes(std::string_view bytes) override {
    body_.bytes.append(bytes);
    body_.over_source = false;
    return true;
  }
  bool splice(const aip_splice& splice) override {
    body_.splices.push_back({splice.offset, splice.erase, std::string(text(splice.insert))});
    return true;
  }

 private:
  EncodedBody& body_;
};

ErrorCode code_of_status(int status) {
  switch (status) {
    case 400:
    case 422:
      return ErrorCode::kInvalidRequest;
    case 401:
      return ErrorCode::kAuth;
    case 403:
      return ErrorCode::kPermission;
    case 404:
      return ErrorCode::kNotFound;
    case 408:
    case 504:
      return ErrorCode::kTimeout;
    case 413:
      return ErrorCode::kTooLarge;
    case 429:
      return ErrorCode::kRateLimited;
    case 503:
    case 529:
      return ErrorCode::kOverloaded;
    default:
      return status >= 400 && status < 500 ? ErrorCode::kInvalidRequest : ErrorCode::kUpstreamProtocol;
  }
}

}  // namespace

Result<void> Decoder::frame(Call& call, const sdk::Frame& frame, Sink& sink) {
  CallEnv env(call, object_.generation(), "decode_frame");
  auto abi = sized<aip_frame>();
  abi.framing = framing_;
  abi.raw = bytes(frame.raw);
  abi.data = bytes(frame.data);
  abi.name = bytes(frame.name);
  const Out out(sink, Out::kEvents | (pass_ ? Out::kSplices : 0u), frame.raw.size());
  const aip_rc rc = env.run([&](const aip_env* e) { return half_->decode_frame(object_.get(), e, &abi, out.abi()); });
  return out.result(env, rc, ErrorSource::kUpstream);
}

Result<void> Decoder::end(Call& call, Sink& sink) {
  CallEnv env(call, object_.generation(), "decode_end");
  const Out out(sink, Out::kEvents | (pass_ ? Out::kBytes : 0u));
  const aip_rc rc = env.run([&](const aip_env* e) { return half_->decode_end(object_.get(), e, out.abi()); });
  return out.result(env, rc, ErrorSource::kUpstream);
}

UpstreamProtocol::UpstreamProtocol(std::shared_ptr<const Generation> pin, const ProtocolRole& role) noexcept
    : pin_(std::move(pin)), role_(&role) {}

std::string_view UpstreamProtocol::id() const noexcept { return role_->id; }
std::uint32_t UpstreamProtocol::number() const noexcept { return role_->number; }

Result<EncodedBody> UpstreamProtocol::encode_request(Call& call, const aip_request& request) const {
  CallEnv env(call, *pin_, "encode_request");
  const bool pass = (request.flags & AIP_REQUEST_PASS) != 0;
  EncodedBody body;
  body.over_source = true;
  BodySink sink(body);
  const Out out(sink, Out::kBytes | (pass ? Out::kSplices : 0u), request.source_body.len);
  const aip_rc rc = env.run(
      [&](const aip_env* e) { return role_->upstream->encode_request(pin_->instance(), e, &request, out.abi()); });
  if (auto encoded = out.result(env, rc, ErrorSource::kClient); !encoded) return std::move(encoded).error();
  if (!body.over_source && !body.splices.empty()) return env.broken("both bytes and splices for one body");
  return body;
}

Result<Decoder> UpstreamProtocol::open_decoder(Call& call, const aip_request& request, const aip_reply& reply) const {
  CallEnv env(call, *pin_, "decode_open");
  const aip_upstream_half& half = *role_->upstream;
  aip_enum framing = 0;
  void* decoder = nullptr;
  const aip_rc rc = env.run(
      [&](const aip_env* e) { return half.decode_open(pin_->instance(), e, &request, &reply, &framing, &decoder); });
  if (auto opened = env.result(rc, ErrorSource::kUpstream); !opened) return std::move(opened).error();
  PluginObject object(pin_, decoder, half.decode_close);
  if (framing < AIP_FRAMING_RAW || framing > AIP_FRAMING_JSON_ARRAY) return env.broken("an unknown framing");
  return Decoder(std::move(object), half, framing, (request.flags & AIP_REQUEST_PASS) != 0);
}

OwnedError UpstreamProtocol::decode_error(Call& call, const aip_reply& reply) const {
  CallEnv env(call, *pin_, "decode_error");
  aip_error error = sized<aip_error>();
  error.retry_after_ms = -1;
  const aip_rc rc =
      env.run([&](const aip_env* e) { return role_->upstream->decode_error(pin_->instance(), e, &reply, &error); });
  OwnedError owned;
  if (env.result(rc, ErrorSource::kUpstream)) owned = OwnedError::from(error);
  if (owned.code == ErrorCode::kInternal) owned.code = code_of_status(reply.status);
  if (owned.http_status == 0) owned.http_status = reply.status;
  return owned;
}

}  // namespace aipool::plugin
