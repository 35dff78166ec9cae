// SPDX-License-Identifier: MIT
#include "core/http/resolver.h"

#include <netdb.h>

#include <algorithm>
#include <system_error>
#include <thread>
#include <utility>

#include "core/http/message.h"

namespace aipool::http {
namespace {

using Hosts = std::vector<Poco::Net::IPAddress>;

constexpr std::chrono::seconds kFreshAfterFailure{5};
constexpr std::chrono::seconds kStaleAfterFailure{30};  // RFC 8767, 5: last good addresses are kept for so long

Addresses with_port(const Hosts& hosts, std::uint16_t port) {
  Addresses addresses;
  for (const auto& host : hosts) addresses.emplace_back(host, port);
  return addresses;
}

Error unresolved(std::string_view name, std::string_view why) {
  return make_error(ErrorCode::kOverloaded, ErrorSource::kUpstream,
                    "cannot resolve " + std::string(name) + ": " + std::string(why));
}

}  // namespace

// A name, its last good addresses and those who wait for new ones.
struct Resolver::Name {
  Hosts hosts;
  std::string failure;
  TimePoint fresh_until{};
  TimePoint started{};  // the look-up that is running or ran last
  bool running = false;
  std::vector<Signal*> waiting;

  void finish(FoundHosts found, TimePoint now, std::chrono::milliseconds fresh) {
    running = false;
    failure = std::move(found.failure);
    if (!found.hosts.empty()) {
      hosts = std::move(found.hosts);
      fresh_until = now + fresh;
    } else {
      fresh_until = now + (hosts.empty() ? kFreshAfterFailure : kStaleAfterFailure);
    }
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

bool means_this_machine(std::string_view name) noexcept {
  constexpr std::string_view kLocal = ".localhost";
  if (name.size() < kLocal.size()) return equals_ignoring_case(name, kLocal.substr(1));
  return equals_ignoring_case(name.substr(name.size() - kLocal.size()), kLocal);
}

FoundHosts look_up_by_libc(const std::string& name) {
  FoundHosts found;
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* first = nullptr;
  const int code = ::getaddrinfo(name.c_str(), nullptr, &hints, &first);
  if (code != 0) found.failure = ::gai_strerror(code);
  for (const addrinfo* info = first; info != nullptr; info = info->ai_next) {
    if (info->ai_family != AF_INET && info->ai_family != AF_INET6) continue;
    found.hosts.push_back(Poco::Net::SocketAddress(info->ai_addr, info->ai_addrlen).host());
  }
  if (first != nullptr) ::freeaddrinfo(first);
  return found;
}

Result<void> Resolver::start(const std::string& text, const std::shared_ptr<Name>& name) {
  const auto running =
      std::count_if(names_.begin(), names_.end(), [](const auto& item) { return item.second->running; });
  if (static_cast<std::size_t>(running) >= kLookUpsAtOnceMax) return unresolved(text, "too many look-ups at once");
  try {
    // libc gives up on a dead name server after many seconds only, so nobody waits for this thread.
    std::thread([text, name, look_up = look_up_, fresh = fresh_, mailbox = loop_.mailbox(), loop = &loop_]() mutable {
      auto found = std::make_shared<FoundHosts>(look_up(text));
      // An open mailbox means that the loop is alive.
      mailbox->post(
          [name = std::move(name), found, fresh, loop] { name->finish(std::move(*found), loop->now(), fresh); });
    }).detach();
  } catch (const std::system_error& error) {
    return unresolved(text, error.what());
  }
  name->running = true;
  name->started = loop_.now();
  return {};
}

// Until the running look-up has ended, or it is time to go on without it.
Task<Result<void>> Resolver::wait_for(const std::string& text, Name& name, TimePoint deadline,
                                      Cancellation* cancellation) {
  // With addresses at hand a look-up is waited for once, and not by each request that comes while it hangs.
  const TimePoint patience_ends = (name.hosts.empty() ? loop_.now() : name.started) + kPatience;
  const TimePoint until = std::min(deadline, patience_ends);
  Signal done(loop_);
  const Enrolment enrolment(name.waiting, done);
  const WaitOutcome outcome = co_await done.wait(until, cancellation);
  if (outcome == WaitOutcome::kCancelled) co_return wait_error(outcome, ErrorSource::kUpstream, "resolve " + text);
  if (outcome == WaitOutcome::kSignalled || !name.hosts.empty()) co_return Result<void>();
  if (until == deadline) co_return wait_error(outcome, ErrorSource::kUpstream, "resolve " + text);
  co_return unresolved(text, "no answer in time");
}

Task<Result<Addresses>> Resolver::resolve(std::string_view host, std::uint16_t port, TimePoint deadline,
                                          Cancellation* cancellation) {
  const std::string text(host);
  Poco::Net::IPAddress literal;
  if (Poco::Net::IPAddress::tryParse(text, literal)) co_return Addresses(1, Poco::Net::SocketAddress(literal, port));
  if (means_this_machine(text)) {
    const Hosts both{Poco::Net::IPAddress("127.0.0.1"), Poco::Net::IPAddress("::1")};
    co_return with_port(both, port);
  }
  std::shared_ptr<Name>& known = names_[text];
  if (known == nullptr) known = std::make_shared<Name>();
  const std::shared_ptr<Name> name = known;
  const bool stale = loop_.now() >= name->fresh_until;
  if (stale && !name->running) {
    if (auto started = start(text, name); !started && name->hosts.empty()) co_return std::move(started).error();
  }
  if (stale && name->running) {
    auto waited = co_await wait_for(text, *name, deadline, cancellation);
    if (!waited) co_return std::move(waited).error();
  }
  if (name->hosts.empty()) co_return unresolved(text, name->failure);
  co_return with_port(name->hosts, port);
}

}  // namespace aipool::http
