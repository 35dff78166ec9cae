// SPDX-License-Identifier: MIT
//
// The host as a hostile plugin calls it: its services, and the callbacks of a call. What is senseless is refused, what
// reaches a Sink can be kept.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "aipool/fold.hpp"
#include "core/plugin/arena.h"
#include "core/plugin/host_services.h"
#include "core/plugin/out.h"
#include "core/plugin/owned_error.h"
#include "tests/fuzz/cuts.h"
#include "tests/fuzz/hostile_request.h"

namespace {

using namespace aipool;
using namespace aipool::fuzz;

constexpr int kCallsMax = 32;
constexpr std::size_t kSource = 64;  // of the splices

struct Keeper final : plugin::Sink {
  bool event(const aip_event& event) override {
    require(event.struct_size >= sizeof event && sdk::events::is_complete(event));
    fold.add(event);
    return true;
  }
  bool bytes(std::string_view text) override {
    kept.append(text);
    return true;
  }
  bool splice(const aip_splice& splice) override {
    require(splice.offset >= at && splice.offset <= kSource && splice.erase <= kSource - splice.offset);
    at = splice.offset + splice.erase;
    kept.append(sdk::view(splice.insert));
    return true;
  }
  bool http(const aip_http& http) override {
    require(http.struct_size == sizeof http);
    for (const aip_field& field : sdk::span(http.headers)) kept.append(sdk::view(field.name));
    kept.append(sdk::view(http.method)).append(sdk::view(http.target)).append(sdk::view(http.body));
    return true;
  }

  std::size_t at = 0;
  std::string kept;
  sdk::Fold fold;
};

void call_out(Hostile& from, const aip_out& out) {
  const bool none = from.below(16) == 1;
  switch (from.below(5)) {
    case 0:
      out.bytes(out.ctx, from.text());
      return;
    case 1: {
      const aip_splice splice{from.number(), from.number(), from.text()};
      out.splice(out.ctx, none ? nullptr : &splice);
      return;
    }
    case 2:
      out.event(out.ctx, none ? nullptr : from.sized(event(from)));
      return;
    case 3: {
      const aip_http http{0,           from.number(), from.text(),  from.text(), from.fields(),
                          from.text(), from.number(), from.number()};
      out.http(out.ctx, none ? nullptr : from.sized(http));
      return;
    }
    default:
      out.timer(out.ctx, from.number(), from.number());
  }
}

void use_out(Hostile& from) {
  Keeper sink;
  const unsigned own = from.below(2) == 0 ? 0u : unsigned{plugin::Out::kOwnTexts};
  const plugin::Out out(
      sink, plugin::Out::kBytes | plugin::Out::kSplices | plugin::Out::kEvents | plugin::Out::kExchanges | own,
      kSource);
  for (std::uint32_t left = from.below(8); left > 0; --left) call_out(from, *out.abi());
  sink.fold.replay([](const aip_event&) {});
}

void use_base64(Hostile& from, const aip_base64_service& service) {
  plugin::Arena arena(std::size_t{64} << from.below(12));
  aip_bytes text{};
  aip_bytes data{};
  const aip_bytes source = from.text();
  if (service.encode(arena.abi(), source, &text) == AIP_OK) {
    if (service.decode(arena.abi(), text, &data) == AIP_OK && source.data != nullptr)
      require(sdk::view(data) == sdk::view(source));
  }
  if (service.decode(arena.abi(), from.text(), &data) == AIP_OK) require(data.len == 0 || data.data != nullptr);
}

void use_hash(Hostile& from, const aip_hash_service& service) {
  std::uint8_t digest[32];
  service.sha256(from.text(), digest);
  service.hmac_sha256(from.text(), from.text(), digest);
  service.crc32(from.number(), from.text());
}

void use_host(Hostile& from, const aip_host& host) {
  switch (from.below(7)) {
    case 0: {
      const aip_fields fields = from.fields();
      host.log(host.ctx, from.number(), from.text(), from.below(4) == 0 ? nullptr : &fields);
      return;
    }
    case 1:
      require(host.intern(host.ctx, from.text()) != 0);
      return;
    case 2:
      host.metric_id(host.ctx, from.number(), from.text(), from.text());
      return;
    case 3: {
      std::size_t count = 0;
      const aip_bytes* labels = texts(from, count);
      host.metric_add(host.ctx, from.number(), static_cast<double>(from.wide()), labels, count);
      return;
    }
    case 4:
      if (const void* service = host.service(host.ctx, sdk::bytes(AIP_SERVICE_BASE64)); service != nullptr)
        use_base64(from, *static_cast<const aip_base64_service*>(service));
      return;
    case 5:
      if (const void* service = host.service(host.ctx, sdk::bytes(AIP_SERVICE_HASH)); service != nullptr)
        use_hash(from, *static_cast<const aip_hash_service*>(service));
      return;
    default:
      host.service(host.ctx, from.text());
      require(host.cancelled(host.ctx, nullptr) == 0);
  }
}

void use_arena(Hostile& from) {
  plugin::Arena arena(std::size_t{64} << from.below(12));
  const aip_arena& table = *arena.abi();
  for (std::uint32_t left = from.below(8); left > 0; --left) {
    const std::size_t size = from.number();
    const std::size_t align = from.number();
    auto* made = static_cast<char*>(table.alloc(table.ctx, size, align));
    if (made == nullptr) continue;
    require(align != 0 && reinterpret_cast<std::uintptr_t>(made) % align == 0);
    if (size != 0) made[0] = made[size - 1] = 'x';
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Hostile from(data, size, Short::kAll);
  std::size_t logged = 0;
  Logger logger(LogLevel::kDebug, LogFormat::kJson, [&](std::string_view line) { logged += line.size(); });
  MetricRegistry metrics;
  plugin::HostServices services(logger, metrics);
  const plugin::HostTable table(services, "hostile", AIP_MODE_SERVE);
  for (int calls = 0; calls < kCallsMax && !from.empty(); ++calls) {
    switch (from.below(4)) {
      case 0:
        use_out(from);
        break;
      case 1:
        use_arena(from);
        break;
      case 2:
        plugin::OwnedError::from(*from.sized(error(from)));
        break;
      default:
        use_host(from, *table.abi());
    }
  }
  return 0;
}
