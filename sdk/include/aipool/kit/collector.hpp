// SPDX-License-Identifier: MIT
//
// Collector is the receiving end of aip_out: it keeps what a plugin emits.
//
// Flow:      Collector seen; step(..., seen.out(kEvents)); look at seen.events, seen.bytes, ...
// Threading: one thread.
// Ownership: owns copies of everything.
// Errors:    a callback that was not asked for is NULL, as in the server; splices out of order fail the call.
// Units:     milliseconds, bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aipool/abi/exchange.h"
#include "aipool/fold.hpp"
#include "aipool/sdk/bytes.hpp"
#include "aipool/sdk/event_keeper.hpp"

namespace aipool::kit {

enum Uses : unsigned { kBytes = 1, kSplices = 2, kEvents = 4, kHttp = 8, kTimers = 16 };

struct Splice {
  std::size_t offset;
  std::size_t erase;
  std::string insert;
};

struct HttpRequest {
  std::uint32_t exchange_id;
  std::string method;
  std::string target;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

struct Timer {
  std::uint32_t id;
  std::uint32_t delay_ms;
};

class Collector {
 public:
  std::string bytes;
  std::vector<Splice> splices;
  std::vector<aip_event> events;
  std::vector<HttpRequest> http;
  std::vector<Timer> timers;
  sdk::Fold fold;
  // Answer AIP_STOP once so many events have come.
  std::size_t stop_after = std::numeric_limits<std::size_t>::max();

  const aip_out* out(unsigned uses) {
    out_ = {sizeof out_, 0, this, nullptr, nullptr, nullptr, nullptr, nullptr};
    if ((uses & kBytes) != 0) out_.bytes = &Collector::take_bytes;
    if ((uses & kSplices) != 0) out_.splice = &Collector::take_splice;
    if ((uses & kEvents) != 0) out_.event = &Collector::take_event;
    if ((uses & kHttp) != 0) out_.http = &Collector::take_http;
    if ((uses & kTimers) != 0) out_.timer = &Collector::take_timer;
    return &out_;
  }

  // `source` with the splices carried out.
  std::string spliced(std::string_view source) const {
    std::string text;
    std::size_t at = 0;
    for (const Splice& splice : splices) {
      text.append(source.substr(at, splice.offset - at)).append(splice.insert);
      at = splice.offset + splice.erase;
    }
    return text.append(source.substr(at));
  }

 private:
  static Collector& of(void* ctx) noexcept { return *static_cast<Collector*>(ctx); }

  static aip_rc take_bytes(void* ctx, aip_bytes text) {
    of(ctx).bytes += sdk::view(text);
    return AIP_OK;
  }
  static aip_rc take_splice(void* ctx, const aip_splice* splice) {
    std::vector<Splice>& all = of(ctx).splices;
    if (!all.empty() && splice->offset < all.back().offset + all.back().erase) return AIP_E_INVALID_REQUEST;
    all.push_back({splice->offset, splice->erase, std::string(sdk::view(splice->insert))});
    return AIP_OK;
  }
  static aip_rc take_event(void* ctx, const aip_event* event) {
    Collector& self = of(ctx);
    if (self.events.size() >= self.stop_after) return AIP_STOP;
    self.events.push_back(self.keeper_.keep(*event));
    self.fold.add(*event);
    return AIP_OK;
  }
  static aip_rc take_http(void* ctx, const aip_http* request) {
    HttpRequest kept = {request->exchange_id,
                        std::string(sdk::view(request->method)),
                        std::string(sdk::view(request->target)),
                        {},
                        std::string(sdk::view(request->body))};
    for (const aip_field& f : sdk::span(request->headers))
      kept.headers.emplace_back(sdk::view(f.name), sdk::view(f.value));
    of(ctx).http.push_back(std::move(kept));
    return AIP_OK;
  }
  static aip_rc take_timer(void* ctx, std::uint32_t id, std::uint32_t delay_ms) {
    of(ctx).timers.push_back({id, delay_ms});
    return AIP_OK;
  }

  sdk::EventKeeper keeper_;
  aip_out out_{};
};

}  // namespace aipool::kit
