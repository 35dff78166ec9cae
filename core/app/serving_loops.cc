// SPDX-License-Identifier: MIT
#include "core/app/serving_loops.h"

#include <unistd.h>

#include <exception>
#include <semaphore>
#include <utility>

#include "core/gateway/pipeline.h"
#include "core/http/client.h"

namespace aipool::app {
namespace {

LogFormat format_of(const gateway::Snapshot& snapshot) {
  return snapshot.config().log.format == config::LogFormat::kJson ? LogFormat::kJson : LogFormat::kText;
}

// The same snapshot with a count of its own.
std::shared_ptr<const gateway::Snapshot> counted_apart(std::shared_ptr<const gateway::Snapshot> snapshot) {
  const gateway::Snapshot* const object = snapshot.get();
  const auto holder = std::make_shared<const std::shared_ptr<const gateway::Snapshot>>(std::move(snapshot));
  return {holder, object};
}

}  // namespace

// What all event loops share.
struct ServingLoops::Shared {
  Shared(Logger& shared_logger, MetricRegistry& metrics, const admin::Services& admin_services)
      : logger(shared_logger), losses(logger, metrics), services(admin_services) {}

  Logger& logger;
  const gateway::LossReport losses;
  gateway::SignatureStore signatures;
  gateway::ResponseStore responses;
  const admin::Services& services;
};

// What one event loop keeps, without locks.
class ServingLoops::Loop {
 public:
  Loop(http::EventLoop& loop, Shared& shared, std::shared_ptr<const gateway::Snapshot> first)
      : current_(counted_apart(std::move(first))),
        upstreams_(loop),
        access_log_(loop, STDOUT_FILENO, format_of(*current_)),
        context_{loop, upstreams_, access_log_, shared.logger, shared.losses, shared.signatures, shared.responses},
        pipeline_(context_, [this] { return current_; }),
        management_(
            loop, [this] { return current_; }, shared.services) {}

  http::Task<void> serve(http::ServerExchange& client) {
    return admin::Management::is_operators(client) ? management_.serve(client) : pipeline_.serve(client);
  }

  void use(std::shared_ptr<const gateway::Snapshot> next) {
    current_ = counted_apart(std::move(next));
    access_log_.set_format(format_of(*current_));
  }
  void announce_drain() { context_.draining = true; }

 private:
  std::shared_ptr<const gateway::Snapshot> current_;
  http::ClientPool upstreams_;
  gateway::AccessLog access_log_;
  gateway::LoopContext context_;
  gateway::Pipeline pipeline_;
  admin::Management management_;
};

ServingLoops::ServingLoops(Logger& logger, MetricRegistry& metrics, const admin::Services& services,
                           std::shared_ptr<const gateway::Snapshot> first)
    : shared_(std::make_shared<Shared>(logger, metrics, services)), current_(std::move(first)) {}

http::HandlerFactory ServingLoops::handlers() {
  return [this](http::EventLoop& loop) -> http::Handler {
    loop.on_failure([&logger = shared_->logger](const std::exception_ptr&) {
      logger.log(LogLevel::kError, "an exception reached the loop", {});
    });
    Lock lock(mutex_);
    auto state = std::make_shared<Loop>(loop, *shared_, current_);
    loops_.push_back({loop.mailbox(), state});
    return [state](http::ServerExchange& client) { return state->serve(client); };
  };
}

void ServingLoops::on_each(const std::function<void(Loop&)>& work) {
  const auto done = std::make_shared<std::counting_semaphore<>>(0);
  std::size_t told = 0;
  {
    Lock lock(mutex_);
    for (const Entry& entry : loops_) {
      const bool posted = entry.mailbox->post([loop = entry.loop, work, done] {
        if (const auto state = loop.lock()) work(*state);
        done->release();
      });
      if (posted) ++told;
    }
  }
  const auto until = std::chrono::steady_clock::now() + kPatience;
  while (told != 0 && done->try_acquire_until(until)) --told;
}

void ServingLoops::publish(std::shared_ptr<const gateway::Snapshot> next) {
  std::shared_ptr<const gateway::Snapshot> before = next;  // ends here and on no loop, unless requests still have it
  {
    Lock lock(mutex_);
    current_.swap(before);
  }
  on_each([next](Loop& loop) { loop.use(next); });
}

void ServingLoops::announce_drain() {
  on_each([](Loop& loop) { loop.announce_drain(); });
}

}  // namespace aipool::app
