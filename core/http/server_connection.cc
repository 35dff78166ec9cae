// SPDX-License-Identifier: MIT
#include "core/http/server_connection.h"

#include <array>
#include <exception>
#include <utility>

#include "core/http/tls_handshake.h"

namespace aipool::http {
namespace {

constexpr std::size_t kKeptInputBytes = 4096;  // of the input, between requests
constexpr std::size_t kLingerBytesMax = 1 << 20;

FaultBody plain_fault(int status, std::string_view reason) {
  return {"text/plain; charset=utf-8", std::to_string(status) + " " + std::string(reason) + "\n"};
}

}  // namespace

ServerConnection::ServerConnection(ServerContext& context, std::unique_ptr<Transport> transport,
                                   const Poco::Net::SocketAddress& peer)
    : context_(context),
      channel_(context.loop, std::move(transport)),
      peer_(peer.toString()),
      peer_is_loopback_(peer.host().isLoopback()),
      body_(context.limits, context.load, channel_, input_) {
  context_.connections.push_back(*this);
  ++context_.count;
  context_.load.connections.fetch_add(1, std::memory_order_relaxed);
  channel_.cancel_on_hang_up(&gone_);
}

ServerConnection::~ServerConnection() {
  context_.load.connections.fetch_sub(1, std::memory_order_relaxed);
  if (--context_.count == 0 && context_.draining && context_.drained) context_.loop.defer(context_.drained);
}

void ServerConnection::give_up() noexcept {
  closing_ = true;
  given_up_ = !gone_.cancelled();
  idle_stop_.cancel();
  gone_.cancel();
}

Task<void> ServerConnection::run(std::unique_ptr<ServerConnection> self, Admission admission) {
  ServerConnection& connection = *self;
  return connection.live(std::move(self), admission);
}

// One coroutine for the whole life: what need not wait is a plain function.
Task<void> ServerConnection::live(std::unique_ptr<ServerConnection>, Admission admission) {
  if (context_.certificates != nullptr) {
    start_head_deadline();
    auto secured = co_await accept_tls(channel_, *context_.certificates, head_deadline_, nullptr);
    if (!secured) co_return;
  }
  bool stays = admission == Admission::kServed;
  if (!stays) refuse(503, "too many connections");
  while (stays) {
    progress_.reset();
    start_head_deadline();
    Arrival arrival = pull_head();
    while (arrival == Arrival::kPartial) {
      Cancellation* const stop = input_.empty() ? &idle_stop_ : nullptr;
      const WaitOutcome outcome = co_await channel_.changed(head_deadline_, stop);
      if (outcome == WaitOutcome::kCancelled) channel_.doubt();  // a request that has just arrived is still served
      arrival = outcome == WaitOutcome::kDeadline ? give_up_head() : pull_head();
    }
    if (arrival == Arrival::kNone) break;
    std::exception_ptr failure;
    try {
      Task<void> handling = context_.handler(exchange_);
      co_await handling;
    } catch (...) {
      failure = std::current_exception();
    }
    conclude(failure);
    if (!may_stay()) break;
    if (channel_.queued() != 0) {
      const auto drained = co_await exchange_.drain(0);
      if (!drained) break;
    }
    body_.consume_request();
    body_.end();
    input_.trim(kKeptInputBytes);
    if (channel_.out_of_turn()) {
      Yield yield(context_.loop);
      co_await yield;
    }
  }
  co_await close_orderly();
}

void ServerConnection::start_head_deadline() noexcept {
  const bool idle = input_.empty() && !first_;
  head_deadline_ = context_.loop.after(idle ? context_.limits.keep_alive_idle : context_.limits.head_deadline);
}

ServerConnection::Arrival ServerConnection::pull_head() {
  for (;;) {
    if (!input_.empty() && progress_.worth_parsing(input_.view()) && parse_head()) {
      return closing_ ? Arrival::kNone : Arrival::kRequest;
    }
    const bool silent = input_.empty();
    const IoResult got = channel_.read_into(input_);
    if (got.status == IoStatus::kOk) {
      if (silent && !first_) start_head_deadline();
      continue;
    }
    const bool ended = got.status != IoStatus::kWouldBlock || (silent && idle_stop_.cancelled());
    return ended ? Arrival::kNone : Arrival::kPartial;
  }
}

ServerConnection::Arrival ServerConnection::give_up_head() {
  if (!input_.empty()) refuse(408, "request head took too long");
  return Arrival::kNone;
}

// True when the head is settled: served, or answered with a fault.
bool ServerConnection::parse_head() {
  const ParseResult parsed = parse_request(input_.view(), context_.limits.head, head_);
  if (parsed.state == ParseResult::State::kIncomplete) return false;
  if (parsed.state == ParseResult::State::kFault) {
    refuse(parsed.status, parsed.reason);
  } else {
    body_.begin(head_, parsed.length);
    exchange_.reset();
  }
  return true;
}

// The handler has returned, or thrown.
void ServerConnection::conclude(const std::exception_ptr& failure) {
  if (failure) context_.loop.report(failure);
  if (exchange_.finished()) return;
  if (exchange_.begun() || gone_.cancelled()) {
    exchange_.abort();
  } else {
    answer_fault(500, "internal error");
  }
}

// False when the connection has to close.
bool ServerConnection::may_stay() noexcept {
  first_ = false;
  lingering_ = lingering_ || !body_.boundary_known();
  return !closing_ && body_.boundary_known();
}

// Lets the client read the answer even if it is still sending: closing at once would reset the connection.
Task<void> ServerConnection::close_orderly() {
  body_.end();
  if (exchange_.aborted()) co_return;
  if (channel_.queued() != 0) {
    const auto drained = co_await exchange_.drain(0);
    if (!drained) co_return;
  }
  channel_.transport().shutdown();
  if (!lingering_) co_return;
  const TimePoint deadline = context_.loop.after(context_.limits.linger);
  for (std::size_t thrown_away = 0; thrown_away < kLingerBytesMax;) {
    const IoResult got = channel_.read(context_.loop.scratch());
    thrown_away += got.bytes;
    if (got.status == IoStatus::kOk) continue;
    if (got.status != IoStatus::kWouldBlock) co_return;
    const WaitOutcome outcome = co_await channel_.changed(deadline, nullptr);
    if (outcome != WaitOutcome::kSignalled) co_return;
  }
}

void ServerConnection::refuse(int status, std::string_view reason) {
  head_ = RequestHead();  // what was parsed of it, if anything, is not to be believed
  lingering_ = true;
  exchange_.reset();
  answer_fault(status, reason);
}

void ServerConnection::answer_fault(int status, std::string_view reason) {
  closing_ = true;
  const FaultBody fault = context_.render_fault ? context_.render_fault(status, reason) : plain_fault(status, reason);
  const std::array<Header, 2> headers = {Header{"Content-Type", fault.content_type}, Header{"Retry-After", "1"}};
  exchange_.respond(status, {headers.data(), status == 503 ? 2U : 1U}, fault.text);
}

}  // namespace aipool::http
