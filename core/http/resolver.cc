// SPDX-License-Identifier: MIT
#include "core/http/resolver.h"

#include <netdb.h>

#include <algorithm>
#include <system_error>
#include <thread>
#include <utility>

#include "Poco/Net/IPAddress.h"
#include "core/http/message.h"

namespace aipool::http {
namespace {

using Hosts = std::vector<Poco::Net::IPAddress>;

constexpr std::chrono::seconds kFresh{60};
constexpr std::chrono::seconds kFreshAfterFailure{5};
constexpr std::size_t kLookupsAtOnceMax = 16;

struct Answer {
  Hosts hosts;
  std::string failure;
};

Answer look_up(const std::string& name) {
  Answer answer;
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* first = nullptr;
  const int code = ::getaddrinfo(name.c_str(), nullptr, &hints, &first);
  if (code != 0) answer.failure = ::gai_strerror(code);
  for (const addrinfo* info = first; info != nullptr; info = info->ai_next) {
    if (info->ai_family != AF_INET && info->ai_family != AF_INET6) continue;
    answer.hosts.push_back(Poco::Net::SocketAddress(info->ai_addr, info->ai_addrlen).host());
  }
  if (first != nullptr) ::freeaddrinfo(first);
  return answer;
}

// RFC 6761, 6.3: these names mean this machine, whatever a hosts file or a name server says of them.
bool means_loopback(std::string_view name) {
  constexpr std::string_view kLocal = ".localhost";
  if (name.size() < kLocal.size()) return equals_ignoring_case(name, kLocal.substr(1));
  return equals_ignoring_case(name.substr(name.size() - kLocal.size()), kLocal);
}

Resolver::Addresses with_port(const Hosts& hosts, std::uint16_t port) {
  Resolver::Addresses addresses;
  for (const auto& host : hosts) addresses.emplace_back(host, port);
  return addresses;
}

Error unresolved(std::string_view name, std::string_view why) {
  return make_error(ErrorCode::kOverloaded, ErrorSource::kUpstream,
                    "cannot resolve " + std::string(name) + ": " + std::string(why));
}

}  // namespace

// A name, its last good addresses and those who wait for new ones.
struct Resolver::Lookup {
  Hosts hosts;
  std::string failure;
  TimePoint fresh_until{};
  bool running = false;
  std::vector<Signal*> waiting;

  void finish(Answer answer, TimePoint now) {
    running = false;
    fresh_until = now + (answer.hosts.empty() ? kFreshAfterFailure : kFresh);
    failure = std::move(answer.failure);
    if (!answer.hosts.empty()) hosts = std::move(answer.hosts);
    for (Signal* signal : waiting) signal->set();
  }
};

namespace {

// Takes its signal off the list on every way out, also when the waiting coroutine is destroyed.
class Enrolment {
 public:
  Enrolment(std::vector<Signal*>& list, Signal& signal) : list_(list), signal_(signal) { list_.push_back(&signal); }
  ~Enrolment() { std::erase(list_, &signal_); }
  Enrolment(const Enrolment&) = delete;
  Enrolment& operator=(const Enrolment&) = delete;

 private:
  std::vector<Signal*>& list_;
  Signal& signal_;
};

}  // namespace

Result<void> Resolver::start(const std::string& name, const std::shared_ptr<Lookup>& lookup) {
  const auto running =
      std::count_if(lookups_.begin(), lookups_.end(), [](const auto& item) { return item.second->running; });
  if (static_cast<std::size_t>(running) >= kLookupsAtOnceMax) return unresolved(name, "too many look-ups at once");
  try {
    // libc gives up on a dead name server after many seconds only, so nobody waits for this thread.
    std::thread([name, lookup, mailbox = loop_.mailbox(), loop = &loop_]() mutable {
      auto answer = std::make_shared<Answer>(look_up(name));
      // An open mailbox means that the loop is alive.
      mailbox->post([lookup = std::move(lookup), answer, loop] { lookup->finish(std::move(*answer), loop->now()); });
    }).detach();
  } catch (const std::system_error& error) {
    return unresolved(name, error.what());
  }
  lookup->running = true;
  return {};
}

Task<Result<Resolver::Addresses>> Resolver::resolve(std::string_view host, std::uint16_t port, TimePoint deadline,
                                                    Cancellation* cancellation) {
  const std::string name(host);
  Poco::Net::IPAddress literal;
  if (Poco::Net::IPAddress::tryParse(name, literal)) co_return Addresses(1, Poco::Net::SocketAddress(literal, port));
  if (means_loopback(name)) {
    const Hosts both{Poco::Net::IPAddress("127.0.0.1"), Poco::Net::IPAddress("::1")};
    co_return with_port(both, port);
  }
  std::shared_ptr<Lookup>& known = lookups_[name];
  if (known == nullptr) known = std::make_shared<Lookup>();
  const std::shared_ptr<Lookup> lookup = known;
  const bool stale = loop_.now() >= lookup->fresh_until;
  if (stale && !lookup->running) {
    if (auto started = start(name, lookup); !started && lookup->hosts.empty()) co_return std::move(started).error();
  }
  if (stale && lookup->running) {
    Signal done(loop_);
    const Enrolment enrolment(lookup->waiting, done);
    const WaitOutcome outcome = co_await done.wait(deadline, cancellation);
    if (outcome == WaitOutcome::kCancelled || (outcome == WaitOutcome::kDeadline && lookup->hosts.empty())) {
      co_return wait_error(outcome, ErrorSource::kUpstream, "resolve " + name);
    }
  }
  if (lookup->hosts.empty()) co_return unresolved(name, lookup->failure);
  co_return with_port(lookup->hosts, port);
}

}  // namespace aipool::http
