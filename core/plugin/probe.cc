// SPDX-License-Identifier: MIT
#include "core/plugin/probe.h"

#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>

#include "core/plugin/probe_child.h"
#include "core/plugin/probe_pipe.h"
#include "core/plugin/spawn_plan.h"
#include "core/plugin/table_checks.h"

namespace aipool::plugin {
namespace {

namespace fs = std::filesystem;

// For the child's own start, which on a busy machine says nothing of the plugin.
constexpr std::chrono::seconds kToBegin{30};

// Nothing that could be a credential.
bool is_for_the_child(std::string_view variable) {
  const std::string_view name = variable.substr(0, variable.find('='));
  return name == "LD_LIBRARY_PATH" || name.ends_with("SAN_OPTIONS") || name.ends_with("SYMBOLIZER_PATH");
}

// One child; gone at the latest with this.
class Child {
 public:
  static Result<Child> start(const fs::path& program, const fs::path& copy) {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) return cannot_start(errno);
    Descriptor ours(ends[0]);
    const Descriptor theirs(ends[1]);
    SpawnPlan plan(SpawnPlan::Group::kOwn);  // its children die with it
    plan.silence();
    plan.inherit_last(theirs.get(), kProbePipe);
    std::string command = program.native();
    std::string verb = "probe";
    std::string file = copy.native();
    std::string parent = std::to_string(::getpid());
    std::array<char*, 5> arguments{command.data(), verb.data(), file.data(), parent.data(), nullptr};
    std::vector<char*> environment;
    for (char** variable = environ; *variable != nullptr; ++variable) {
      if (is_for_the_child(*variable)) environment.push_back(*variable);
    }
    environment.push_back(nullptr);
    pid_t pid = 0;
    const int failed =
        ::posix_spawn(&pid, command.c_str(), plan.actions(), plan.attributes(), arguments.data(), environment.data());
    if (failed != 0) return cannot_start(failed);
    return Child(pid, ProbePipe(std::move(ours)));
  }

  Child(Child&& other) noexcept : pid_(std::exchange(other.pid_, 0)), pipe_(std::move(other.pipe_)) {}
  Child& operator=(Child&&) = delete;
  ~Child() {
    if (pid_ != 0) end();
  }

  ProbePipe& pipe() noexcept { return pipe_; }

  // Its status. What it left running goes too; one that has ended already keeps the status that it has.
  int end() {
    ::kill(-pid_, SIGKILL);
    ::kill(pid_, SIGKILL);
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = 0;
    return status;
  }

  // Its status; at the deadline it is killed. It has closed its pipe, which is no proof that it ends.
  int wait_until(ProbePipe::Deadline deadline) {
    siginfo_t ended{};
    const auto id = static_cast<id_t>(pid_);
    while (::waitid(P_PID, id, &ended, WEXITED | WNOWAIT | WNOHANG) == 0 && ended.si_pid == 0 &&
           std::chrono::steady_clock::now() < deadline) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return end();
  }

 private:
  static Error cannot_start(int error) {
    return refused("cannot be probed: no child process could be started: " + std::system_category().message(error));
  }

  Child(pid_t pid, ProbePipe pipe) noexcept : pid_(pid), pipe_(std::move(pipe)) {}

  pid_t pid_;  // 0 once it is gone or moved from
  ProbePipe pipe_;
};

class Dialog {
 public:
  Dialog(Child child, std::chrono::milliseconds time, const Prober::Configure& configure)
      : child_(std::move(child)),
        time_(time),
        deadline_(std::chrono::steady_clock::now() + kToBegin),
        configure_(configure) {}

  Result<PluginDescription> run() {
    for (;;) {
      switch (child_.pipe().receive(deadline_)) {
        case ProbePipe::Got::kMessage:
          break;
        case ProbePipe::Got::kEnd:
          return refused(how_it_died());
        case ProbePipe::Got::kLate:
          return late();
        case ProbePipe::Got::kSenseless:
          return senseless();
      }
      if (child_.pipe().kind() == ProbePipe::kDone) return std::move(found_);
      if (child_.pipe().kind() == ProbePipe::kRefused) return refused(printable(child_.pipe().body()) + said_);
      if (!take()) return senseless();
    }
  }

 private:
  bool take() {
    const std::string& body = child_.pipe().body();
    switch (child_.pipe().kind()) {
      case ProbePipe::kStage:
        if (!begun_) deadline_ = std::chrono::steady_clock::now() + time_;
        begun_ = true;
        stage_ = printable(body);
        return true;
      case ProbePipe::kSaid:
        said_ = "; it said: " + printable(body);
        return true;
      case ProbePipe::kModule:
        return read_module_json(body, found_) && answer();
      case ProbePipe::kRoles:
        return read_roles_json(body, found_);
      case ProbePipe::kRefused:
      case ProbePipe::kConfigure:
      case ProbePipe::kNoInstance:
      case ProbePipe::kDone:
        break;
    }
    return false;
  }

  // A child that died meanwhile is noticed at the next receive().
  bool answer() {
    const auto options = configure_(found_.options);
    child_.pipe().send(options ? ProbePipe::kConfigure : ProbePipe::kNoInstance, options ? pack_options(*options) : "",
                       deadline_);
    return true;
  }

  Error late() {
    child_.end();
    const std::chrono::milliseconds time = begun_ ? time_ : kToBegin;
    return refused("did not come back within " + std::to_string(time.count()) + " ms " + stage_ +
                   " when a child process tried it");
  }

  Error senseless() {
    child_.end();
    return refused("garbled what the child process that tried it had to say, " + stage_);
  }

  std::string how_it_died() {
    const std::string where = " " + stage_ + " when a child process tried it";
    const int status = child_.wait_until(deadline_);
    if (WIFEXITED(status)) {
      return "ended its process with status " + std::to_string(WEXITSTATUS(status)) + where + said_;
    }
    const int signal = WTERMSIG(status);
    if (signal == SIGXCPU) return "used up its processor time" + where;
    return "died of signal " + std::to_string(signal) + " (" + ::strsignal(signal) + ")" + where + said_;
  }

  Child child_;
  const std::chrono::milliseconds time_;
  ProbePipe::Deadline deadline_;
  bool begun_ = false;
  const Prober::Configure& configure_;
  PluginDescription found_;
  std::string stage_ = "before it was loaded";
  std::string said_;
};

}  // namespace

Result<PluginDescription> Prober::probe(const fs::path& copy, const Configure& configure) const {
  auto child = Child::start(program_, copy);
  if (!child) return std::move(child).error();
  return Dialog(std::move(*child), deadline_, configure).run();
}

}  // namespace aipool::plugin
