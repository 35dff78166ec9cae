// SPDX-License-Identifier: MIT
#include "core/http/server.h"

#include <exception>
#include <future>
#include <thread>
#include <utility>

#include "Poco/Exception.h"
#include "Poco/Net/SocketAddress.h"
#include "core/http/listener.h"

namespace aipool::http {
namespace {

constexpr std::chrono::milliseconds kAfterGivingUp{250};  // for cancelled handlers to clean up

}  // namespace

struct Server::Worker {
  void drain(std::chrono::milliseconds time, std::chrono::milliseconds idle);

  std::vector<Poco::Net::ServerSocket> sockets;
  ServerLimits limits;  // before the loop, whose tasks refer to it
  EventLoop loop;
  std::vector<std::unique_ptr<Listener>> listeners;  // while the thread runs
  std::size_t still_open = 0;                        // of the listeners, while draining
  Timer* grace = nullptr;                            // while the thread runs
  std::promise<void> ready;
  std::thread thread;
};

Server::Server(ServerSettings settings, HandlerFactory factory)
    : settings_(std::move(settings)), factory_(std::move(factory)) {}

Server::~Server() { stop(std::chrono::milliseconds(0)); }

// A loop may have several sockets: connections that wait on one that nobody accepts from are lost, so what a server
// with more loops has left behind is shared out.
Result<void> Server::open_sockets(unsigned loops) {
  for (unsigned i = 0; i < loops; ++i) workers_.push_back(std::make_unique<Worker>());
  port_ = settings_.port;
  std::size_t next = 0;
  for (const int descriptor : std::exchange(settings_.inherited, {})) {
    auto& sockets = workers_[next++ % loops]->sockets;
    sockets.push_back(Listener::adopt(descriptor));
    if (auto meant = is_meant(sockets.back()); !meant) return meant;
    port_ = sockets.back().address().port();
  }
  // Loops share the address, and so would another server of the same user, without a word: half of the clients would be
  // its.
  if (port_ != 0 && next == 0) {
    if (auto free = Listener::bind(settings_.host, port_, Listener::Sharing::kNone); !free)
      return std::move(free).error();
  }
  for (auto& worker : workers_) {
    worker->limits = settings_.limits;
    if (!worker->sockets.empty()) continue;
    auto socket = Listener::bind(settings_.host, port_, Listener::Sharing::kWithLoops);
    if (!socket) return std::move(socket).error();
    port_ = socket->address().port();  // the first one decides for all
    worker->sockets.push_back(*std::move(socket));
  }
  return {};
}

// Whether an inherited socket listens where the settings say.
Result<void> Server::is_meant(const Poco::Net::ServerSocket& socket) const {
  const Poco::Net::SocketAddress found = socket.address();
  std::string wanted = settings_.host + " port " + std::to_string(settings_.port);
  try {
    const Poco::Net::SocketAddress address(settings_.host, settings_.port);
    const bool same_port = settings_.port == 0 || found.port() == settings_.port;
    if (found.host() == address.host() && same_port) return {};
  } catch (const Poco::Exception& error) {
    wanted += " (" + error.displayText() + ")";
  }
  return make_error(ErrorCode::kInvalidRequest, ErrorSource::kConfig,
                    "the server that runs listens on " + found.toString() + ", and this one should on " + wanted +
                        "; stop that one first");
}

Result<void> Server::start(unsigned loops) {
  if (auto opened = open_sockets(loops); !opened) {
    workers_.clear();
    return opened;
  }
  running_ = workers_.size();
  for (auto& worker : workers_) {
    worker->thread = std::thread([this, &worker = *worker] { run_worker(worker); });
  }
  for (auto& worker : workers_) {
    try {
      worker->ready.get_future().get();
    } catch (const std::exception& error) {
      stop(std::chrono::milliseconds(0));
      return make_error(ErrorCode::kInternal, ErrorSource::kInternal, error.what());
    }
  }
  return {};
}

void Server::run_worker(Worker& worker) {
  try {
    const Handler handler = factory_(worker.loop);
    for (Poco::Net::ServerSocket& socket : worker.sockets) {
      worker.listeners.push_back(std::make_unique<Listener>(
          socket, worker.loop, worker.limits, load_, settings_.render_fault, handler, settings_.certificates.get()));
    }
    Timer grace(worker.loop);
    worker.grace = &grace;
    worker.ready.set_value();
    worker.loop.run();
    worker.loop.drop_tasks();
    worker.listeners.clear();
    worker.grace = nullptr;
  } catch (...) {
    worker.listeners.clear();
    worker.ready.set_exception(std::current_exception());
  }
  if (--running_ == 0 && drained_) drained_();
}

// On the loop's thread.
void Server::Worker::drain(std::chrono::milliseconds time, std::chrono::milliseconds idle) {
  if (grace == nullptr) return;
  if (still_open == 0) {
    still_open = listeners.size();
    for (const auto& listener : listeners) {
      listener->drain(idle, [this] {
        if (--still_open == 0) loop.stop();
      });
    }
  }
  const auto give_up = [this] {
    for (const auto& listener : listeners) listener->give_up_all();
    grace->arm(kAfterGivingUp, [this] { loop.stop(); });
  };
  grace->arm(time, give_up);
}

void Server::drain(std::chrono::milliseconds grace, std::function<void()> drained, std::chrono::milliseconds idle) {
  if (drained && !drained_) drained_ = std::move(drained);  // once: from then on a loop that ends looks at it
  for (auto& worker : workers_) {
    worker->loop.post([&worker = *worker, grace, idle] { worker.drain(grace, idle); });
  }
}

void Server::stop(std::chrono::milliseconds grace) {
  drain(grace);
  for (auto& worker : workers_) {
    if (worker->thread.joinable()) worker->thread.join();
  }
  workers_.clear();
}

void Server::change_limits(const ServerLimits& limits) {
  for (auto& worker : workers_) {
    worker->loop.post([&worker = *worker, limits] { worker.limits = limits; });
  }
}

std::vector<int> Server::sockets() const {
  std::vector<int> descriptors;
  for (const auto& worker : workers_) {
    for (const Poco::Net::ServerSocket& socket : worker->sockets) descriptors.push_back(socket.impl()->sockfd());
  }
  return descriptors;
}

}  // namespace aipool::http
