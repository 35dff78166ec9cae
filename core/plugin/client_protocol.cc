// SPDX-License-Identifier: MIT
#include "core/plugin/client_protocol.h"

#include <utility>

#include "core/plugin/abi_view.h"
#include "core/plugin/call_env.h"
#include "core/plugin/generation.h"
#include "core/plugin/out.h"

namespace aipool::plugin {
namespace {

class AppendTo final : public Sink {
 public:
  explicit AppendTo(std::string& out) noexcept : out_(out) {}
  bool event(const aip_event&) override { return false; }
  bool bytes(std::string_view bytes) override {
    out_.append(bytes);
    return true;
  }

 private:
  std::string& out_;
};

Answer owned(const aip_answer& answer) {
  return {answer.status, std::string(text(answer.content_type)), owned_headers(answer.headers)};
}

// `function(env, out)` appends to `wire`, or leaves it as it was.
template <typename Function>
Result<void> append(CallEnv& env, std::string& wire, Function&& function) {
  const std::size_t before = wire.size();
  AppendTo sink(wire);
  const Out out(sink, Out::kBytes);
  const aip_rc rc = env.run([&](const aip_env* e) { return function(e, out.abi()); });
  Result<void> result = out.result(env, rc, ErrorSource::kPlugin);
  if (!result) wire.resize(before);
  return result;
}

}  // namespace

Result<void> Encoder::event(Call& call, const aip_event& event, std::string& out) {
  CallEnv env(call, object_.generation(), "encode_event");
  return append(env, out,
                [&](const aip_env* e, const aip_out* o) { return half_->encode_event(object_.get(), e, &event, o); });
}

Result<void> Encoder::tick(Call& call, std::string& out) {
  CallEnv env(call, object_.generation(), "encode_tick");
  return append(env, out, [&](const aip_env* e, const aip_out* o) { return half_->encode_tick(object_.get(), e, o); });
}

ClientProtocol::ClientProtocol(std::shared_ptr<const Generation> pin, const ProtocolRole& role) noexcept
    : pin_(std::move(pin)), role_(&role) {}

std::string_view ClientProtocol::id() const noexcept { return role_->id; }
std::uint32_t ClientProtocol::number() const noexcept { return role_->number; }
std::span<const Route> ClientProtocol::routes() const noexcept { return role_->routes; }

Result<void> ClientProtocol::inspect(Call& call, aip_request& request) const {
  CallEnv env(call, *pin_, "inspect");
  const aip_rc rc = env.run([&](const aip_env* e) { return role_->client->inspect(pin_->instance(), e, &request); });
  call.settle_losses();
  return env.result(rc, ErrorSource::kClient);
}

Result<void> ClientProtocol::decode_request(Call& call, aip_request& request) const {
  if ((request.flags & AIP_REQUEST_DECODED) != 0) return {};
  CallEnv env(call, *pin_, "decode_request");
  const aip_rc rc =
      env.run([&](const aip_env* e) { return role_->client->decode_request(pin_->instance(), e, &request); });
  if (rc == AIP_OK && (request.flags & AIP_REQUEST_DECODED) == 0)
    return env.broken("the request is not marked decoded");
  call.settle_losses();
  return env.result(rc, ErrorSource::kClient);
}

Result<Encoder> ClientProtocol::open_encoder(Call& call, const aip_request& request, Answer& answer) const {
  CallEnv env(call, *pin_, "encode_open");
  aip_answer head = sized<aip_answer>();
  void* encoder = nullptr;
  const aip_rc rc = env.run(
      [&](const aip_env* e) { return role_->client->encode_open(pin_->instance(), e, &request, &head, &encoder); });
  if (auto opened = env.result(rc, ErrorSource::kPlugin); !opened) return std::move(opened).error();
  Encoder result(PluginObject(pin_, encoder, role_->client->encode_close), *role_->client);
  answer = owned(head);
  if (answer.status == 0) answer.status = 200;
  return result;
}

Result<ErrorAnswer> ClientProtocol::encode_error(Call& call, const OwnedError& error, std::uint32_t flags) const {
  CallEnv env(call, *pin_, "encode_error");
  const aip_error view = error.view();
  aip_answer head = sized<aip_answer>();
  ErrorAnswer answer;
  auto encoded = append(env, answer.body, [&](const aip_env* e, const aip_out* o) {
    return role_->client->encode_error(pin_->instance(), e, &view, flags, &head, o);
  });
  if (!encoded) return std::move(encoded).error();
  answer.head = owned(head);
  return answer;
}

}  // namespace aipool::plugin
