// SPDX-License-Identifier: MIT
#include "core/http/dial.h"

#include <sys/epoll.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "Poco/AutoPtr.h"
#include "Poco/Exception.h"
#include "Poco/Net/StreamSocketImpl.h"
#include "core/http/signal.h"

namespace aipool::http {
namespace {

constexpr std::size_t kAttemptsAtOnceMax = 16;

Error no_connection(const Poco::Net::SocketAddress& address, const std::string& why) {
  return make_error(ErrorCode::kOverloaded, ErrorSource::kUpstream, "connect " + address.toString() + ": " + why);
}

// A socket that has begun to connect. The connection of the winner keeps no more of it than the descriptor.
class ConnectingSocket final : public Poco::Net::StreamSocketImpl {
 public:
  int release() noexcept {
    const int descriptor = sockfd();
    reset();
    return descriptor;
  }
};
using SocketPtr = Poco::AutoPtr<ConnectingSocket>;

Result<SocketPtr> begin_connect(const Poco::Net::SocketAddress& address) {
  try {
    SocketPtr socket(new ConnectingSocket);
    socket->connectNB(address);
    socket->setNoDelay(true);
    return socket;
  } catch (const Poco::Exception& error) {
    return no_connection(address, error.displayText());
  }
}

// One socket on its way; `news` is set when epoll reports something of it.
class Attempt final : private EventSink {
 public:
  Attempt(EventLoop& loop, const Poco::Net::SocketAddress& address, SocketPtr socket, Signal& news)
      : loop_(loop), address_(address), socket_(std::move(socket)), news_(news) {
    loop_.watch(socket_->sockfd(), *this);
  }
  ~Attempt() {
    if (socket_) loop_.unwatch(socket_->sockfd());
  }
  Attempt(const Attempt&) = delete;
  Attempt& operator=(const Attempt&) = delete;

  bool settled() const noexcept { return settled_; }
  int error() { return socket_->socketError(); }  // 0: connected. The kernel tells it once.
  const Poco::Net::SocketAddress& address() const noexcept { return address_; }
  int release() noexcept {
    loop_.unwatch(socket_->sockfd());
    const int descriptor = socket_->release();
    socket_.reset();
    return descriptor;
  }

 private:
  void on_events(std::uint32_t events) override {
    if ((events & (EPOLLOUT | EPOLLERR | EPOLLHUP)) == 0) return;
    settled_ = true;
    news_.set();
  }

  EventLoop& loop_;
  const Poco::Net::SocketAddress& address_;
  SocketPtr socket_;
  Signal& news_;
  bool settled_ = false;
};

class Race {
 public:
  Race(EventLoop& loop, const Addresses& addresses) : loop_(loop), order_(by_turns(addresses)), news_(loop) {}

  // Drops what failed and starts what is due. The winner's socket, if there is one, which the caller owns.
  std::optional<int> look();
  bool lost() const noexcept { return attempts_.empty() && next_ == order_.size(); }
  Error failure() const { return last_failure_; }

  Signal& news() noexcept { return news_; }
  // When to look again although there are no news.
  TimePoint next_start() const noexcept { return can_start() ? next_start_ : kNoDeadline; }

 private:
  bool can_start() const noexcept { return next_ != order_.size() && attempts_.size() < kAttemptsAtOnceMax; }
  void start_next();

  EventLoop& loop_;
  const Addresses order_;
  Signal news_;
  std::vector<std::unique_ptr<Attempt>> attempts_;
  std::size_t next_ = 0;
  TimePoint next_start_{};
  Error last_failure_ = make_error(ErrorCode::kOverloaded, ErrorSource::kUpstream, "connect: no address");
};

std::optional<int> Race::look() {
  for (auto at = attempts_.begin(); at != attempts_.end();) {
    if (!(*at)->settled()) {
      ++at;
      continue;
    }
    const int error = (*at)->error();
    if (error == 0) {
      const int winner = (*at)->release();
      attempts_.clear();
      return winner;
    }
    last_failure_ = no_connection((*at)->address(), std::generic_category().message(error));
    at = attempts_.erase(at);
    next_start_ = loop_.now();
  }
  while (can_start() && loop_.now() >= next_start_) start_next();
  return std::nullopt;
}

void Race::start_next() {
  const auto& address = order_[next_++];
  auto socket = begin_connect(address);
  if (!socket) {
    last_failure_ = std::move(socket).error();
    return;
  }
  attempts_.push_back(std::make_unique<Attempt>(loop_, address, *std::move(socket), news_));
  next_start_ = loop_.after(kNextAttempt);
}

}  // namespace

Task<Result<std::unique_ptr<Channel>>> dial(EventLoop& loop, const Addresses& addresses, TimePoint deadline,
                                            Cancellation* cancellation) {
  Race race(loop, addresses);
  for (;;) {
    const auto winner = race.look();
    if (winner) co_return std::make_unique<Channel>(loop, make_plain_transport(*winner));
    if (race.lost()) co_return race.failure();
    const TimePoint until = std::min(deadline, race.next_start());
    const WaitOutcome outcome = co_await race.news().wait(until, cancellation);
    if (outcome == WaitOutcome::kCancelled || (outcome == WaitOutcome::kDeadline && loop.now() >= deadline)) {
      co_return wait_error(outcome, ErrorSource::kUpstream, "connect " + addresses.front().toString());
    }
  }
}

}  // namespace aipool::http
