// SPDX-License-Identifier: MIT
#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/http/client.h"
#include "core/http/client_connection.h"
#include "core/http/connector.h"
#include "core/http/resolver.h"
#include "core/http/signal.h"
#include "core/http/timer.h"
#include "core/http/tls_trust.h"

namespace aipool::http {
namespace {

// A connection that rested less than this was looked at in this or the last batch.
constexpr std::chrono::milliseconds kTrusted{10};

struct IdleConnection {
  std::unique_ptr<ClientConnection> connection;
  TimePoint since;
};

}  // namespace

// One per endpoint that was asked for of late; its connections refer to it.
struct ClientUpstream {
  explicit ClientUpstream(const Endpoint& endpoint_in)
      : endpoint(endpoint_in), authority(endpoint_in.origin.authority()) {}

  const Endpoint endpoint;
  const std::string authority;
  TlsSessions sessions;
  std::vector<IdleConnection> idle;  // the warmest at the back
  std::size_t users = 0;             // those that refer to it
  TimePoint last_used{};
};

namespace {

class InUse {
 public:
  InUse(ClientUpstream& upstream, const EventLoop& loop) : upstream_(upstream), loop_(loop) { ++upstream_.users; }
  ~InUse() {
    --upstream_.users;
    upstream_.last_used = loop_.now();
  }
  InUse(const InUse&) = delete;
  InUse& operator=(const InUse&) = delete;

 private:
  ClientUpstream& upstream_;
  const EventLoop& loop_;
};

}  // namespace

struct ClientPool::State {
  State(EventLoop& loop_in, ClientPoolOptions options_in)
      : loop(loop_in), options(options_in), resolver(loop_in), sweeper(loop_in) {
    head_limits.head_bytes_max = head_limits.line_bytes_max = options.head_bytes_max;
  }

  ClientUpstream& upstream_of(const Endpoint& endpoint);
  std::unique_ptr<ClientConnection> take_idle(ClientUpstream& upstream);
  void give_back(ClientUpstream& upstream, std::unique_ptr<ClientConnection> connection);
  void sweep();
  void forget_unused();
  void sweep_again();

  EventLoop& loop;
  const ClientPoolOptions options;
  HeadLimits head_limits;
  Resolver resolver;
  Timer sweeper;
  std::unordered_map<Endpoint, ClientUpstream> upstreams;
  ClientUpstream* latest = nullptr;                       // most requests go where the one before went
  std::size_t idle_count = 0;
  bool sweeps_soon = false;
};

ClientUpstream& ClientPool::State::upstream_of(const Endpoint& endpoint) {
  if (latest == nullptr || latest->endpoint != endpoint) {
    latest = &upstreams.try_emplace(endpoint, endpoint).first->second;
  }
  return *latest;
}

std::unique_ptr<ClientConnection> ClientPool::State::take_idle(ClientUpstream& upstream) {
  while (!upstream.idle.empty()) {
    IdleConnection warmest = std::move(upstream.idle.back());
    upstream.idle.pop_back();
    --idle_count;
    const bool trusted = warmest.connection->quiet() && loop.now() - warmest.since < kTrusted;
    if (trusted || warmest.connection->open_and_silent()) return std::move(warmest.connection);
  }
  return nullptr;
}

void ClientPool::State::give_back(ClientUpstream& upstream, std::unique_ptr<ClientConnection> connection) {
  if (upstream.idle.size() >= options.idle_max_per_origin) return;
  connection->rest();
  upstream.idle.push_back({std::move(connection), loop.now()});
  ++idle_count;
  if (!sweeps_soon) sweep_again();
}

void ClientPool::State::sweep() {
  for (auto& [endpoint, upstream] : upstreams) {
    idle_count -= std::erase_if(upstream.idle, [this](const IdleConnection& item) {
      return item.connection->hung_up() || loop.now() - item.since >= options.idle_timeout;
    });
  }
  forget_unused();
  sweeps_soon = false;
  if (!upstreams.empty()) sweep_again();
}

// A reload may have taken them out of the configuration.
void ClientPool::State::forget_unused() {
  const auto unused = [this](const auto& item) {
    const ClientUpstream& upstream = item.second;
    return upstream.users == 0 && upstream.idle.empty() && loop.now() - upstream.last_used >= options.forget_after;
  };
  if (std::erase_if(upstreams, unused) != 0) latest = nullptr;
}

// Often while there are connections to look at, and seldom where there is only something to forget.
void ClientPool::State::sweep_again() {
  sweeps_soon = idle_count != 0;
  sweeper.arm(sweeps_soon ? options.sweep_interval : options.forget_after, [this] { sweep(); });
}

ClientPool::ClientPool(EventLoop& loop, ClientPoolOptions options) : state_(std::make_unique<State>(loop, options)) {}
ClientPool::~ClientPool() = default;

std::size_t ClientPool::idle_connections() const noexcept { return state_->idle_count; }

Task<Result<std::unique_ptr<ClientExchange>>> ClientPool::send(const Endpoint& endpoint, const ClientRequest& request,
                                                               const ClientDeadlines& deadlines,
                                                               Cancellation* cancellation) {
  if (cancellation != nullptr && cancellation->cancelled()) {
    co_return wait_error(WaitOutcome::kCancelled, ErrorSource::kUpstream, "request to " + endpoint.origin.authority());
  }
  State& state = *state_;
  ClientUpstream& upstream = state.upstream_of(endpoint);
  const InUse in_use(upstream, state.loop);
  const TimePoint total_deadline = state.loop.after(deadlines.total);
  for (bool resent = false;; resent = true) {
    std::unique_ptr<ClientConnection> connection = resent ? nullptr : state.take_idle(upstream);
    const bool reused = connection != nullptr;
    if (!reused) {
      const TimePoint connect_deadline = std::min(total_deadline, state.loop.after(deadlines.connect));
      auto channel = co_await connect_to(state.loop, state.resolver, upstream.endpoint, upstream.sessions,
                                         connect_deadline, cancellation);
      if (!channel) co_return std::move(channel).error();
      connection = std::make_unique<ClientConnection>(*std::move(channel), upstream.authority, state.head_limits);
    }
    if (reused) {  // a new one has just been waited for
      BatchEnd end(state.loop);
      co_await end;
    }
    Result<bool> answered = connection->start(request, deadlines.head, total_deadline);
    while (answered && !*answered) {
      const WaitOutcome outcome = co_await connection->changed(cancellation);
      answered = connection->go_on(outcome);
    }
    if (answered) {
      co_return std::unique_ptr<ClientExchange>(
          new ClientExchange(*this, upstream, std::move(connection), cancellation, total_deadline, reused));
    }
    // Only what the peer cannot have read goes out again, and only to a connection that has not aged.
    if (!reused || !connection->refused_unread()) co_return std::move(answered).error();
  }
}

ClientExchange::ClientExchange(ClientPool& pool, ClientUpstream& upstream, std::unique_ptr<ClientConnection> connection,
                               Cancellation* cancellation, TimePoint total_deadline, bool reused) noexcept
    : pool_(pool),
      upstream_(upstream),
      connection_(std::move(connection)),
      cancellation_(cancellation),
      total_deadline_(total_deadline),
      reused_(reused) {
  ++upstream_.users;
}

ClientExchange::~ClientExchange() {
  --upstream_.users;
  upstream_.last_used = pool_.state_->loop.now();
  if (connection_->reusable()) pool_.state_->give_back(upstream_, std::move(connection_));
}

const ResponseHead& ClientExchange::head() const noexcept { return connection_->head(); }

TimePoint ClientExchange::deadline_after(std::chrono::milliseconds idle) const noexcept {
  return std::min(total_deadline_, pool_.state_->loop.after(idle));
}

Task<Result<BodyPiece>> ClientExchange::read(std::chrono::milliseconds idle_deadline) {
  const TimePoint deadline = deadline_after(idle_deadline);
  return connection_->read(deadline, cancellation_);
}

Result<std::optional<BodyPiece>> ClientExchange::pull() { return connection_->pull_body(); }

Signal::Wait ClientExchange::arrival(std::chrono::milliseconds idle_deadline) noexcept {
  return connection_->arrival(deadline_after(idle_deadline), cancellation_);
}

void ClientExchange::gather(WorkingSet& set) const noexcept {
  set.add(*this);
  connection_->gather(set);
}

Error ClientExchange::given_up(WaitOutcome outcome) { return connection_->given_up(outcome); }

}  // namespace aipool::http
