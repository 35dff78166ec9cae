// SPDX-License-Identifier: MIT
#include "core/plugin/probe_child.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/log.h"
#include "core/base/metrics.h"
#include "core/plugin/build_kind.h"
#include "core/plugin/descriptor.h"
#include "core/plugin/file_bytes.h"
#include "core/plugin/generation.h"
#include "core/plugin/plugin_description.h"
#include "core/plugin/probe_pipe.h"
#include "core/plugin/table_checks.h"

namespace aipool::plugin {
namespace {

namespace fs = std::filesystem;

constexpr rlim_t kProcessorSeconds = 5;
constexpr rlim_t kAddressSpace = rlim_t{4} << 30u;
// The server's deadline is what counts; this one ends a child that nobody reads from.
constexpr std::chrono::seconds kPatience{60};

void limit(__rlimit_resource_t resource, rlim_t value) {
  rlimit limits{};
  if (::getrlimit(resource, &limits) != 0) return;
  limits.rlim_cur = std::min(value, limits.rlim_max);
  limits.rlim_max = std::min(value + 1, limits.rlim_max);
  ::setrlimit(resource, &limits);
}

void confine(pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(1);
  for (const int fatal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) ::signal(fatal, SIG_DFL);  // also a sanitizer's
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_CPU, kProcessorSeconds);
  if constexpr (!kSanitized) limit(RLIMIT_AS, kAddressSpace);
}

std::ptrdiff_t threads_now() {
  return std::distance(fs::directory_iterator("/proc/self/task"), fs::directory_iterator());
}

class Probe {
 public:
  explicit Probe(fs::path file)
      : file_(std::move(file)),
        pipe_(Descriptor(kProbePipe)),
        logger_(LogLevel::kWarn, LogFormat::kText, [this](std::string_view line) { say(line); }),
        services_(logger_, metrics_) {}

  // Ends the process there and then: nothing of the plugin may run once the answer is out.
  [[noreturn]] void run() {
    auto done = probe();
    if (done) {
      tell(ProbePipe::kDone, "");
    } else {
      tell(ProbePipe::kRefused, done.error().detail);
    }
    ::_exit(0);
  }

 private:
  Result<void> probe() {
    services_.start_threads();
    const std::ptrdiff_t threads = threads_now();
    auto staged = staged_file();
    if (!staged) return std::move(staged).error();
    tell(ProbePipe::kStage, "while it was loaded (constructors, aipool_plugin_v1())");
    auto module = LoadedModule::load(std::move(*staged), services_, AIP_MODE_PROBE);
    if (!module) return std::move(module).error();
    tell(ProbePipe::kModule, module_json(*module));
    std::vector<config::OptionValue> options;
    if (!read_options(options)) {
      tell(ProbePipe::kStage, "while it was unloaded");
      module->unload(false);
      return {};
    }
    tell(ProbePipe::kStage, "in create()");
    auto created = Generation::create(std::move(*module), options);
    if (!created) return std::move(created).error();
    generation_ = std::move(*created);
    if (threads_now() > threads) return refused("starts a thread, which would outlive it; the host does the waiting");
    tell(ProbePipe::kRoles, roles_json(*generation_));
    tell(ProbePipe::kStage, "in destroy() or while it was unloaded");
    generation_.reset();
    services_.reaper().drain();
    return {};
  }

  // The server checked the file and owns it.
  Result<StagedPlugin> staged_file() {
    const Descriptor opened(::open(file_.c_str(), O_RDONLY | O_CLOEXEC));
    const auto bytes = FileBytes::read(opened.get());
    if (!bytes) return bytes.error();
    auto facts = check_elf(bytes->view());
    if (!facts) return std::move(facts).error();
    auto manifest = checked_manifest(sdk::manifest_of_library(bytes->view()));
    if (!manifest) return std::move(manifest).error();
    PrivateCopy copy(file_);
    copy.keep();
    return StagedPlugin{file_, std::move(copy), {}, std::move(*manifest), std::move(*facts)};
  }

  bool read_options(std::vector<config::OptionValue>& options) {
    return pipe_.receive(patience()) == ProbePipe::Got::kMessage && pipe_.kind() == ProbePipe::kConfigure &&
           unpack_options(pipe_.body(), options);
  }

  // Without its time.
  void say(std::string_view line) {
    line.remove_prefix(std::min(line.find(' ') + 1, line.size()));
    if (line.ends_with('\n')) line.remove_suffix(1);
    tell(ProbePipe::kSaid, line);
  }

  void tell(ProbePipe::Kind kind, std::string_view text) {
    if (!pipe_.send(kind, text, patience())) ::_exit(1);
  }

  static ProbePipe::Deadline patience() { return std::chrono::steady_clock::now() + kPatience; }

  const fs::path file_;
  ProbePipe pipe_;
  Logger logger_;
  MetricRegistry metrics_;
  HostServices services_;
  std::shared_ptr<const Generation> generation_;  // a refused one is not ended: what it would say then is no reason
};

}  // namespace

void run_probe(const fs::path& file, pid_t parent) {
  confine(parent);
  Probe(file).run();
}

}  // namespace aipool::plugin
