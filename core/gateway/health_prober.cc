// SPDX-License-Identifier: MIT
#include "core/gateway/health_prober.h"

#include <optional>
#include <utility>

#include "core/base/clock.h"
#include "core/base/ids.h"
#include "core/gateway/attempt_binding.h"
#include "core/gateway/attempt_clock.h"
#include "core/gateway/exchange.h"
#include "core/gateway/judge.h"
#include "core/http/server_exchange.h"
#include "core/http/signal.h"

namespace aipool::gateway {
namespace {

constexpr std::chrono::milliseconds kLookForDue{1'000};
constexpr unsigned kProbesAtOnce = 8;

// Nobody reads what a probe is answered.
class NoSink final : public AnswerSink {
 public:
  void event(const aip_event&) override {}
  void source(std::string_view) override {}
  bool committed() const override { return false; }
};

// The user says "Hi" and wants one token back.
struct Greeting {
  explicit Greeting(Transaction& t, const std::string& model)
      : part(plugin::sized<aip_part>()), message(plugin::sized<aip_message>()) {
    part.kind = AIP_PART_TEXT;
    part.text = plugin::bytes("Hi");
    message.role = AIP_ROLE_USER;
    message.flags = AIP_MESSAGE_FLAG_PLAIN;
    message.parts = &part;
    message.part_count = 1;
    message.part_stride = sizeof part;
    aip_request& request = t.request;
    request.operation = AIP_OP_GENERATE;
    request.client_protocol = t.protocol->number();
    request.flags = AIP_REQUEST_DECODED;
    request.method = plugin::bytes("POST");
    request.client_model = request.upstream_model = plugin::bytes(model);
    request.messages = &message;
    request.message_count = 1;
    request.message_stride = sizeof message;
    request.present = AIP_HAS_MAX_OUTPUT;
    request.max_output = 1;
  }
  Greeting(const Greeting&) = delete;
  Greeting& operator=(const Greeting&) = delete;

  aip_part part;
  aip_message message;
};

AttemptFault late() {
  return judge_error(make_error(ErrorCode::kTimeout, ErrorSource::kUpstream, "no answer to a probe in time"), Ending::kTruncated);
}

http::Task<bool> ask(Exchange& exchange, Rare<AttemptFault>& fault) {
  NoSink sink;
  const bool started = co_await exchange.start();
  Exchange::Progress progress = started ? Exchange::Progress::kMore : Exchange::Progress::kFailed;
  while (progress == Exchange::Progress::kMore) progress = co_await exchange.next(sink);
  if (progress == Exchange::Progress::kEnd) co_return true;
  fault = exchange.fault();
  co_return false;
}

}  // namespace

http::Task<void> HealthProber::run() {
  for (;;) {
    const auto slept = co_await http::sleep_for(loop_.loop, kLookForDue, nullptr);
    if (!slept) co_return;
    look();
  }
}

void HealthProber::look() {
  const auto snapshot = snapshot_();
  const config::HealthCheck& check = snapshot->config().health_check;
  if (!check.enabled || snapshot->registry().clients().empty()) return;
  for (const PoolEntry& entry : snapshot->pools()) {
    while (under_way_ < kProbesAtOnce) {
      auto lease = entry.pool->acquire_for_probe(check.interval, loop_.loop.now());
      if (!lease) break;
      ++under_way_;
      http::spawn(loop_.loop, probe(snapshot, &entry, std::make_shared<pool::Lease>(std::move(*lease))));
    }
  }
}

http::Task<void> HealthProber::probe(std::shared_ptr<const Snapshot> snapshot, const PoolEntry* pool,
                                     std::shared_ptr<pool::Lease> lease) {
  struct Count {  // of those that look() has begun
    explicit Count(unsigned& counted) : n(counted) {}
    ~Count() { --n; }
    unsigned& n;
  } const count(under_way_);
  http::ServerExchange nobody;
  const RequestId id = request_id(unix_milliseconds());
  Transaction t(loop_, nobody, snapshot, std::string_view(id.data(), id.size()));
  t.has_client = false;
  t.protocol = &snapshot->registry().clients().front();
  t.pool = pool;
  const Greeting greeting(t, lease->model());
  const Binding& binding = pool->bindings[lease->account().index];
  const auto patience = snapshot->config().timeouts.first_content;
  http::Cancellation never;
  AttemptClock clock(loop_.loop, never, patience);
  AttemptBinding bound(t, binding);
  Rare<AttemptFault> fault;
  bool well = false;
  bool has_credential = co_await bound.take(clock, fault);
  while (has_credential) {  // a second time with a renewed one
    const auto exchange = open_exchange(t, *bound, clock.cancellation(), patience);
    well = co_await ask(*exchange, fault);
    if (well) break;
    has_credential = co_await bound.renew(clock, fault);
  }
  if (well) {
    bound.succeeded();
    lease->succeeded();
    co_return;
  }
  if (clock.expired()) fault = late();
  lease->failed(fault->verdict, loop_.loop.now());
  loop_.logger.log(LogLevel::kDebug, "a probe has failed",
                   {{"account", lease->account().uuid}, {"fault", fault->detail}});
}

}  // namespace aipool::gateway
