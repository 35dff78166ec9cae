// SPDX-License-Identifier: MIT
#include <time.h>
#include <unistd.h>

#include <exception>
#include <iostream>
#include <optional>

#include "core/app/commands.h"
#include "core/app/composition.h"
#include "core/app/handover.h"
#include "core/app/pool_keeper.h"
#include "core/app/process.h"
#include "core/app/reloader.h"
#include "core/app/serving_loops.h"
#include "core/app/signals.h"
#include "core/app/successor.h"
#include "core/app/takeover.h"
#include "core/base/log.h"
#include "core/base/metrics.h"
#include "core/gateway/account_credential.h"
#include "core/gateway/error_answer.h"
#include "core/http/server.h"

namespace aipool::app {
namespace {

constexpr std::chrono::seconds kLookAgain{1};
constexpr std::chrono::seconds kIdleAfterHandover{30};

int failed_with(const Error& error) {
  std::cerr << "aipool: " << error.detail << '\n';
  return 1;
}

http::ServerSettings server_settings(const config::Config& config, const Takeover& takeover,
                                     std::shared_ptr<const http::TlsCertificates> certificates) {
  http::ServerSettings settings;
  settings.host = config.server.host;
  settings.port = config.server.port;
  settings.inherited = takeover.sockets();
  settings.limits = server_limits(config);
  settings.render_fault = gateway::render_fault;
  settings.certificates = std::move(certificates);
  return settings;
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

// Of a snapshot that is in use now: what it says of the accounts holds from here on, and may be the cure of a failure. The log
// then says early which accounts need their operator; the others do not wait for them.
void find_credentials(const gateway::Snapshot& snapshot) {
  for (const gateway::PoolEntry& pool : snapshot.pools()) {
    for (const gateway::Binding& binding : pool.bindings) {
      if (!binding.credential) continue;
      gateway::Credential& credential = binding.credential->credential();
      credential.adopt(binding.auth, binding.account);
      credential.reset();
      credential.warm();
    }
  }
}

// The control thread: everything that happens to a server that runs, one thing after the other.
class Control {
 public:
  struct Parts {
    http::EventLoop& loop;
    http::Server& server;
    ServingLoops& loops;
    Reloader& reloader;
    PoolKeeper& keeper;
    http::TlsCertificates* certificates;  // NULL without TLS
    Logger& logger;
  };

  // `read_at`: when the configuration was about to be read.
  Control(const Parts& parts, Handover::Settings handover, const sigset_t& signals, timespec read_at)
      : parts_(parts),
        signals_(parts.loop, signals, [this](int number) { on_signal(number); }),
        files_(parts.loop, [this] { reload("a file changed"); }),
        handover_(
            parts.loop, std::move(handover), parts.logger, [this] { return parts_.server.sockets(); },
            [this] { leave_to_another(); }),
        look_again_(parts.loop),
        delay_(parts.loop) {
    watch_files();
    files_.look_back_to(read_at);
    look();
  }

  admin::ReloadReport reload(std::string_view cause) {
    if (stopping_) return {admin::ReloadReport::Outcome::kStopping, {}, {}, {}, {}};
    admin::ReloadReport report = reload_or_say_why_not(cause);
    parts_.keeper.adopt(parts_.reloader.snapshot());
    find_credentials(parts_.reloader.snapshot());
    watch_files();
    return report;
  }

 private:
  admin::ReloadReport reload_or_say_why_not(std::string_view cause) {
    try {
      return parts_.reloader.reload(cause);
    } catch (const std::exception& exception) {
      parts_.logger.log(LogLevel::kError, "the old configuration stays in use",
                        {{"cause", cause}, {"fault", exception.what()}});
      admin::ReloadReport report;
      report.outcome = admin::ReloadReport::Outcome::kRefused;
      config::add_fault(report.faults, {}, exception.what(), "");
      return report;
    }
  }

  void on_signal(int number) {
    if (number == SIGHUP) {
      reload("SIGHUP");
    } else if (number == SIGUSR2) {
      if (stopping_) return;
      parts_.keeper.save(parts_.reloader.snapshot());  // the successor goes on from here, and the file is its own
      handover_.start();
    } else if (!stopping_) {
      stop();
    } else {
      parts_.logger.log(LogLevel::kWarn, "asked to stop again: what is in flight ends now", {});
      delay_.cancel();
      drain(std::chrono::milliseconds(0));
    }
  }

  void stop() {
    announce("requests in flight may finish");
    parts_.keeper.save(parts_.reloader.snapshot());
    const config::ServerConfig& server = parts_.reloader.config().server;
    if (server.drain_delay.count() == 0) return drain(server.drain);
    delay_.arm(server.drain_delay, [this, grace = server.drain] { drain(grace); });
  }

  // Nobody waits for the end of this process, so that connections have time for a next request, and to move by its
  // answer.
  void leave_to_another() {
    if (stopping_) return;
    announce("another server has taken over");
    drain(parts_.reloader.config().server.drain, kIdleAfterHandover);
  }

  void announce(std::string_view why) {
    stopping_ = true;
    parts_.logger.log(LogLevel::kInfo, "stopping", {{"why", why}});
    handover_.close();
    parts_.loops.announce_drain();
  }

  void drain(std::chrono::milliseconds grace, std::chrono::milliseconds idle = http::Server::kIdle) {
    const auto drained = [&loop = parts_.loop] { loop.stop(); };
    parts_.server.drain(grace, drained, idle);
  }

  void watch_files() {
    for (const std::string& fault : files_.watch(parts_.reloader.places())) {
      parts_.logger.log(LogLevel::kWarn, "changes are not noticed here; SIGHUP still reloads", {{"folder", fault}});
    }
  }

  void look() {
    memory_.look(parts_.server.load().connections.load(std::memory_order_relaxed));
    if (parts_.certificates != nullptr) refresh(*parts_.certificates, parts_.logger);
    if (!stopping_) parts_.keeper.look(parts_.reloader.snapshot());
    look_again_.arm(kLookAgain, [this] { look(); });
  }

  const Parts parts_;
  Signals signals_;
  FileWatch files_;
  Handover handover_;
  http::Timer look_again_;
  http::Timer delay_;
  MemoryKeeper memory_;
  bool stopping_ = false;
};

// The management calls of all loops, on their way to the control thread. They may come before it is there.
class ControlDoor {
 public:
  explicit ControlDoor(http::EventLoop& loop) : mailbox_(loop.mailbox()) {}

  void open(Control& control) { control_ = &control; }  // on the control thread, as the work that is posted
  void reload(const admin::Services::Reloaded& answer) {
    mailbox_->post([this, answer] { answer(control_->reload("POST /api/reload")); });
  }

 private:
  const std::shared_ptr<http::Mailbox> mailbox_;
  Control* control_ = nullptr;
};

// Serves until it is told to stop.
int run(const CommandLine& line, const sigset_t& signals, Composition& composition, Logger& logger, timespec read_at,
        plugin::RunFolder& run_folder) {
  const std::string program = own_program();
  const std::string all_runs = run_folder.path().parent_path().native();
  MetricRegistry metrics;
  plugin::HostServices services(logger, metrics);
  const plugin::PluginHost host{services, run_folder, plugin::Prober(kOwnProgram)};
  const auto certificates = load_certificates(composition);
  http::TlsTrusts trusts;
  gateway::CredentialStore credentials(logger);
  auto snapshot = build_snapshot(composition, host, trusts, &credentials);
  if (snapshot == nullptr || !composition.faults.empty()) {
    print_faults(composition.faults);
    return 1;
  }
  const config::ServerConfig configured = snapshot->config().server;
  auto takeover = Takeover::find(line.takeover, all_runs, handover_name(configured.port));
  if (!takeover) return failed_with(takeover.error());

  http::EventLoop loop;
  ControlDoor door(loop);
  const admin::Services management{[&door](const admin::Services::Reloaded& answer) { door.reload(answer); }, metrics};
  ServingLoops loops(logger, metrics, management, snapshot);
  PoolKeeper keeper(snapshot->config().state_dir, logger, metrics);
  keeper.start(*snapshot);
  http::Server server(server_settings(snapshot->config(), *takeover, certificates), loops.handlers());
  Reloader reloader({line.config, host, trusts, credentials, logger, metrics, loops, server}, std::move(snapshot));
  if (auto started = server.start(line.loops != 0 ? line.loops : processors()); !started) {
    return failed_with(started.error());
  }
  find_credentials(reloader.snapshot());
  if (auto released = takeover->ready(); !released) {
    server.stop(configured.drain);  // some clients have come here meanwhile
    return failed_with(released.error());
  }

  Control control({loop, server, loops, reloader, keeper, certificates.get(), logger},
                  {run_folder.path().native(), handover_name(server.port()), program, line.typed}, signals, read_at);
  door.open(control);
  const std::string port = std::to_string(server.port());
  const std::string process = std::to_string(::getpid());
  logger.log(LogLevel::kInfo, "listening", {{"host", configured.host}, {"port", port}, {"pid", process}});
  loop.run();
  server.stop(std::chrono::milliseconds(0));
  logger.log(LogLevel::kInfo, "stopped", {});
  return 0;
}

}  // namespace

int serve(const CommandLine& line) {
  const sigset_t signals = block_signals();
  return_large_memory();
  raise_descriptor_limit();
  timespec read_at{};
  ::clock_gettime(CLOCK_REALTIME_COARSE, &read_at);  // the clock of files
  Composition composition = load_configuration(line.config);
  Logger logger(log_level(composition.config.log.level), log_format(composition.config.log.format));
  if (!composition.faults.empty()) {
    print_faults(composition.faults);
    return 1;
  }
  auto run_folder = open_run_folder(composition.config.state_dir);
  if (!run_folder) return failed_with(run_folder.error());
  return run(line, signals, composition, logger, read_at, *run_folder);
}

}  // namespace aipool::app
