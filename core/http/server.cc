// SPDX-License-Identifier: MIT
#include "core/http/server.h"

#include <exception>
#include <future>
#include <thread>
#include <utility>

#include "core/http/listener.h"

namespace aipool::http {
namespace {

constexpr std::chrono::milliseconds kAfterAbort{250};  // for cancelled handlers to clean up

}  // namespace

struct Server::Worker {
  explicit Worker(Poco::Net::ServerSocket bound) : socket(std::move(bound)) {}

  Poco::Net::ServerSocket socket;
  EventLoop loop;
  Listener* listener = nullptr;  // while the thread runs
  Timer* grace = nullptr;
  std::promise<void> ready;
  std::thread thread;
};

Server::Server(ServerSettings settings, HandlerFactory factory)
    : settings_(std::move(settings)), factory_(std::move(factory)) {}

Server::~Server() { stop(std::chrono::milliseconds(0)); }

Result<void> Server::start(unsigned loops) {
  port_ = settings_.port;
  // Loops share the address, and so would another server of the same user, without a word: half of the clients would be
  // its.
  if (port_ != 0) {
    if (auto free = Listener::bind(settings_.host, port_, Listener::Sharing::kNone); !free)
      return std::move(free).error();
  }
  for (unsigned i = 0; i < loops; ++i) {
    auto socket = Listener::bind(settings_.host, port_, Listener::Sharing::kWithLoops);
    if (!socket) return std::move(socket).error();
    port_ = socket->address().port();  // the first one decides for all
    workers_.push_back(std::make_unique<Worker>(*std::move(socket)));
  }
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
    Listener listener(worker.socket, worker.loop, settings_.limits, load_, settings_.render_fault,
                      factory_(worker.loop), settings_.certificates.get());
    Timer grace(worker.loop);
    worker.listener = &listener;
    worker.grace = &grace;
    worker.ready.set_value();
    worker.loop.run();
    worker.loop.drop_tasks();
  } catch (...) {
    worker.ready.set_exception(std::current_exception());
  }
}

void Server::stop(std::chrono::milliseconds grace) {
  for (auto& worker : workers_) {
    worker->loop.post([&worker = *worker, grace] {
      if (worker.listener == nullptr) return;
      worker.listener->drain([&worker] { worker.loop.stop(); });
      worker.grace->arm(grace, [&worker] {
        worker.listener->abort_all();
        worker.grace->arm(kAfterAbort, [&worker] { worker.loop.stop(); });
      });
    });
  }
  for (auto& worker : workers_) {
    if (worker->thread.joinable()) worker->thread.join();
  }
  workers_.clear();
}

}  // namespace aipool::http
