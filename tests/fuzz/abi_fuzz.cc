// SPDX-License-Identifier: MIT
//
// The tables of the plugin that is linked in, called with hostile arguments in any order: each call comes back with a
// code of the ABI that is not a panic, and leaves no object behind. The environment and the callbacks are the kit's.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "aipool/kit.hpp"
#include "tests/fuzz/cuts.h"
#include "tests/fuzz/hostile_request.h"

namespace {

namespace kit = aipool::kit;
using namespace aipool::fuzz;

constexpr int kCallsMax = 24;

void check(aip_rc rc) { require(rc >= AIP_E_INTERNAL && rc <= AIP_DECLINED && rc != AIP_E_PANIC); }

class Caller {
 public:
  Caller(Hostile& from, kit::FakeHost& host, void* instance) : from_(from), call_(host), instance_(instance) {}

  void client(const aip_client_half& half) {
    switch (from_.below(4)) {
      case 0:
        return check(half.inspect(instance_, env(), made(request(from_))));
      case 1:
        return check(half.decode_request(instance_, env(), made(request(from_))));
      case 2:
        return encoder(half);
      default:
        check(half.encode_error(instance_, env(), made(error(from_)), from_.number(), made(aip_answer{}),
                                out(kit::kBytes)));
    }
  }

  void upstream(const aip_upstream_half& half) {
    switch (from_.below(3)) {
      case 0:
        return check(half.encode_request(instance_, env(), made(request(from_)), out(kit::kBytes | kit::kSplices)));
      case 1:
        return decoder(half);
      default:
        check(half.decode_error(instance_, env(), made(reply(from_)), made(error(from_))));
    }
  }

  void provider(const aip_provider& table) {
    switch (from_.below(8)) {
      case 0:
        return check(table.check_account == nullptr ? AIP_OK
                                                    : table.check_account(instance_, env(), made(account(from_))));
      case 1:
        return protocol_of(table);
      case 2:
        require(table.support(instance_, made(account(from_)), from_.number()) <= AIP_SUPPORT_OWN);
        return;
      case 3:
        return prepare(table);
      case 4:
        return judge(table);
      case 5:
        return unwrap(table);
      case 6:
        return decode_own(table);
      default:
        return steps(table.steps);
    }
  }

 private:
  template <class T>
  T* made(T whole) {
    return from_.sized(whole);
  }
  const aip_env* env() { return call_.env(); }
  const aip_out* out(unsigned uses) {
    seen_.stop_after = seen_.events.size() + from_.number();
    return seen_.out(uses);
  }

  void encoder(const aip_client_half& half) {
    void* encoder = nullptr;
    const aip_rc rc = half.encode_open(instance_, env(), made(request(from_)), made(aip_answer{}), &encoder);
    check(rc);
    if (rc != AIP_OK) return;
    for (std::uint32_t left = from_.below(8); left > 0; --left) {
      const bool tick = from_.below(8) == 0;
      check(tick ? half.encode_tick(encoder, env(), out(kit::kBytes))
                 : half.encode_event(encoder, env(), made(event(from_)), out(kit::kBytes)));
    }
    half.encode_close(encoder);
  }

  void decoder(const aip_upstream_half& half) {
    void* decoder = nullptr;
    aip_enum framing = 0;
    const aip_rc rc = half.decode_open(instance_, env(), made(request(from_)), made(reply(from_)), &framing, &decoder);
    check(rc);
    if (rc != AIP_OK) return;
    require(framing >= AIP_FRAMING_RAW && framing <= AIP_FRAMING_JSON_ARRAY);
    for (std::uint32_t left = from_.below(8); left > 0; --left) {
      seen_.splices.clear();
      const aip_frame frame{0, from_.number(), from_.text(), from_.text(), from_.text()};
      check(half.decode_frame(decoder, env(), made(frame), out(kit::kEvents | kit::kSplices)));
    }
    check(half.decode_end(decoder, env(), out(kit::kEvents | kit::kBytes)));
    half.decode_close(decoder);
  }

  void protocol_of(const aip_provider& table) {
    aip_bytes protocol{};
    if (table.protocol_of != nullptr) check(table.protocol_of(instance_, env(), made(account(from_)), &protocol));
  }
  void prepare(const aip_provider& table) {
    if (table.prepare == nullptr) return;
    check(table.prepare(instance_, env(), made(account(from_)), made(request(from_)), made(aip_prepared{})));
  }
  void judge(const aip_provider& table) {
    if (table.judge == nullptr) return;
    const aip_failure failure{
        0, from_.number(), from_.number(), from_.status(), from_.fields(), from_.text(), from_.maybe(error(from_))};
    check(table.judge(instance_, env(), made(failure), made(aip_verdict{})));
  }
  void unwrap(const aip_provider& table) {
    aip_bytes inner{};
    if (table.unwrap != nullptr) check(table.unwrap(instance_, env(), from_.text(), &inner));
  }
  void decode_own(const aip_provider& table) {
    if (table.decode_own == nullptr) return;
    check(table.decode_own(instance_, env(), made(account(from_)), made(request(from_)), made(reply(from_)),
                           out(kit::kEvents)));
  }

  void steps(const aip_steps* table) {
    if (table == nullptr) return;
    void* call = nullptr;
    const aip_rc rc = table->open(instance_, env(), made(account(from_)), made(request(from_)), &call);
    check(rc);
    if (rc != AIP_OK) return;
    for (std::uint32_t left = from_.below(8); left > 0; --left) {
      const aip_input input{0, from_.number(), from_.number(), from_.number(),           from_.status(),
                            0, from_.fields(), from_.text(),   from_.maybe(error(from_))};
      check(table->step(call, env(), made(input), out(kit::kEvents | kit::kHttp | kit::kTimers)));
    }
    table->close(call);
  }

  Hostile& from_;
  kit::Call call_;
  kit::Collector seen_;
  void* instance_;
};

template <class Role>
const Role* role(Hostile& from, const kit::Plugin& plugin, std::string_view id) {
  return static_cast<const Role*>(plugin.module().role(plugin.instance(), aipool::sdk::bytes(id), from.below(3)));
}

void call_any(Hostile& from, const kit::Plugin& plugin, kit::FakeHost& host) {
  Caller caller(from, host, plugin.instance());
  if (from.below(2) == 0) {
    if (const auto* table = role<aip_provider>(from, plugin, AIP_ROLE_ID_PROVIDER)) caller.provider(*table);
    return;
  }
  const auto* table = role<aip_protocol>(from, plugin, AIP_ROLE_ID_PROTOCOL);
  if (table == nullptr) return;
  const bool as_client = from.below(2) == 0;
  if (as_client && table->client != nullptr) caller.client(*table->client);
  if (!as_client) caller.upstream(*table->upstream);
}

void create(Hostile& from, const kit::Plugin& plugin, kit::FakeHost& host) {
  void* instance = nullptr;
  const aip_rc rc = plugin.module().create(host.table(), from.fields(), &instance);
  check(rc);
  if (rc == AIP_OK) plugin.module().destroy(instance);
  plugin.module().role(plugin.instance(), from.some_text(), 0);
  require(plugin.module().role(plugin.instance(), aipool::sdk::bytes(AIP_ROLE_ID_PROVIDER), SIZE_MAX) == nullptr);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  kit::FakeHost host;
  const kit::Plugin plugin = kit::Plugin::from(&aipool_plugin_v1, host);
  const bool plain = aipool::sdk::view(plugin.module().name) == "plain_c";
  Hostile from(data, size, plain ? Short::kNone : Short::kArguments);
  create(from, plugin, host);
  for (int calls = 0; calls < kCallsMax && !from.empty(); ++calls) call_any(from, plugin, host);
  require(plugin.live() == 1);
  return 0;
}
