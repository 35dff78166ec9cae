// SPDX-License-Identifier: MIT
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include <chrono>
#include <exception>
#include <iostream>

#include "core/app/commands.h"
#include "core/app/composition.h"
#include "core/app/process.h"
#include "core/base/log.h"
#include "core/base/metrics.h"
#include "core/gateway/account_credential.h"
#include "core/gateway/error_answer.h"
#include "core/gateway/pipeline.h"
#include "core/http/client.h"
#include "core/http/server.h"

namespace aipool::app {
namespace {

constexpr std::chrono::seconds kDrainGrace{30};

LogLevel log_level(config::LogLevel level) {
  switch (level) {
    case config::LogLevel::kError: return LogLevel::kError;
    case config::LogLevel::kWarn: return LogLevel::kWarn;
    case config::LogLevel::kInfo: return LogLevel::kInfo;
    case config::LogLevel::kDebug: return LogLevel::kDebug;
  }
  return LogLevel::kInfo;
}

LogFormat log_format(config::LogFormat format) {
  return format == config::LogFormat::kJson ? LogFormat::kJson : LogFormat::kText;
}

http::ServerSettings server_settings(const config::Config& config) {
  http::ServerSettings settings;
  settings.host = config.server.host;
  settings.port = config.server.port;
  settings.limits.head.head_bytes_max = config.limits.head;
  settings.limits.body_bytes_max = config.limits.body;
  settings.limits.in_flight_bytes_max = config.limits.in_flight;
  settings.limits.head_deadline = config.timeouts.head;
  settings.render_fault = gateway::render_fault;
  return settings;
}

// What all event loops share. It outlives the server.
struct Shared {
  Shared(Logger& shared_logger, MetricRegistry& metrics, LogFormat log_format)
      : logger(shared_logger), losses(logger, metrics), format(log_format) {}

  Logger& logger;
  const gateway::LossReport losses;
  gateway::SignatureStore signatures;
  gateway::ResponseStore responses;
  const LogFormat format;
};

// What one event loop keeps, without locks.
struct LoopState {
  LoopState(http::EventLoop& event_loop, Shared& shared, gateway::CurrentSnapshot snapshot)
      : upstreams(event_loop), access_log(event_loop, STDOUT_FILENO, shared.format),
        context{event_loop, upstreams, access_log, shared.logger, shared.losses, shared.signatures,
                shared.responses},
        pipeline(context, std::move(snapshot)) {}

  http::ClientPool upstreams;
  gateway::AccessLog access_log;
  gateway::LoopContext context;
  gateway::Pipeline pipeline;
};

http::HandlerFactory handler_factory(Shared& shared, const std::shared_ptr<const gateway::Snapshot>& snapshot) {
  return [&shared, snapshot](http::EventLoop& loop) -> http::Handler {
    loop.on_failure([&logger = shared.logger](std::exception_ptr) {
      logger.log(LogLevel::kError, "an exception reached the loop", {});
    });
    auto state = std::make_shared<LoopState>(loop, shared, [snapshot] { return snapshot; });
    return [state](http::ServerExchange& client) { return state->pipeline.serve(client); };
  };
}

// Certificates are renewed while the server runs.
void refresh(http::TlsCertificates& certificates, Logger& logger) {
  const auto change = certificates.refresh();
  if (!change) {
    logger.log(LogLevel::kError, "the old certificate stays in use", {{"reason", change.error().detail}});
  } else if (*change == http::TlsCertificates::Change::kLoaded) {
    logger.log(LogLevel::kInfo, "a new certificate is in use", {});
  }
}

// Waits for the signal to stop; every second there is something to look after.
void wait_for_stop(const sigset_t& stop_signals, const http::Server& server, http::TlsCertificates* certificates,
                   Logger& logger) {
  constexpr timespec kLookAgain{1, 0};
  MemoryKeeper memory;
  while (sigtimedwait(&stop_signals, nullptr, &kLookAgain) < 0) {
    memory.look(server.load().connections.load(std::memory_order_relaxed));
    if (certificates != nullptr) refresh(*certificates, logger);
  }
}

// The log then says early which accounts need their operator; the others do not wait for them.
void find_credentials(const gateway::Snapshot& snapshot) {
  for (const gateway::PoolEntry& pool : snapshot.pools()) {
    for (const gateway::Binding& binding : pool.bindings) {
      if (binding.credential) binding.credential->credential().warm();
    }
  }
}

}  // namespace

int serve(const CommandLine& line) {
  const sigset_t stop_signals = block_stop_signals();
  return_large_memory();
  Composition composition = load_configuration(line.config);
  const config::LogConfig log = composition.config.log;
  Logger logger(log_level(log.level), log_format(log.format));
  MetricRegistry metrics;
  const auto fail = [&] {
    print_faults(composition.faults);
    return 1;
  };
  if (!composition.faults.empty()) return fail();
  auto run_folder = open_run_folder(composition.config.state_dir);
  if (!run_folder) {
    std::cerr << "aipool: " << run_folder.error().detail << '\n';
    return 1;
  }
  plugin::HostServices services(logger, metrics);
  const plugin::PluginHost host{services, *run_folder, plugin::Prober(kOwnProgram)};
  const auto certificates = load_certificates(composition);
  gateway::CredentialStore credentials(logger);
  const auto snapshot = build_snapshot(composition, host, &credentials);
  if (!composition.faults.empty()) return fail();

  const config::Config& config = snapshot->config();
  http::ServerSettings settings = server_settings(config);
  settings.certificates = certificates;
  Shared shared(logger, metrics, log_format(log.format));
  http::Server server(std::move(settings), handler_factory(shared, snapshot));
  if (auto started = server.start(line.loops != 0 ? line.loops : processors()); !started) {
    std::cerr << "aipool: " << started.error().detail << '\n';
    return 1;
  }
  find_credentials(*snapshot);
  const std::string port = std::to_string(server.port());
  logger.log(LogLevel::kInfo, "listening", {{"host", config.server.host}, {"port", port}});

  wait_for_stop(stop_signals, server, certificates.get(), logger);
  logger.log(LogLevel::kInfo, "stopping: requests in flight may finish", {});
  server.stop(kDrainGrace);
  return 0;
}

}  // namespace aipool::app
