// SPDX-License-Identifier: MIT
#include "core/app/pool_keeper.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "core/base/clock.h"
#include "core/pool/pool_state.h"

namespace aipool::app {
namespace {

constexpr std::size_t kFileMax = std::size_t{64} << 20;

pool::Moment this_moment() { return {std::chrono::steady_clock::now(), unix_milliseconds()}; }

std::string words(int error) { return std::generic_category().message(error); }

class Descriptor {
 public:
  explicit Descriptor(int descriptor) : descriptor_(descriptor) {}
  ~Descriptor() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return descriptor_; }

 private:
  const int descriptor_;
};

// NULL where there is none; `fault` says what else is wrong.
std::optional<std::string> read_state(const std::filesystem::path& path, std::string& fault) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (file.get() < 0) {
    if (errno != ENOENT) fault = words(errno);
    return std::nullopt;
  }
  struct stat facts {};
  if (::fstat(file.get(), &facts) != 0 || !S_ISREG(facts.st_mode) || facts.st_uid != ::geteuid() ||
      static_cast<std::size_t>(facts.st_size) > kFileMax) {
    fault = "it is not a file of the server's own";
    return std::nullopt;
  }
  std::string text(static_cast<std::size_t>(facts.st_size), '\0');
  std::size_t done = 0;
  while (done < text.size()) {
    const ssize_t got = ::read(file.get(), text.data() + done, text.size() - done);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    done += static_cast<std::size_t>(got);
  }
  text.resize(done);
  return text;
}

bool write_whole(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t put = ::write(descriptor, text.data(), text.size());
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(put));
  }
  return true;
}

// The old file or the new one, whatever happens meanwhile. What went wrong, or nothing.
std::string replace_file(const std::filesystem::path& path, std::string_view text) {
  const std::filesystem::path temporary = path.native() + ".new";
  ::unlink(temporary.c_str());
  {
    const Descriptor file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (file.get() < 0 || !write_whole(file.get(), text) || ::fsync(file.get()) != 0) return words(errno);
  }
  if (::rename(temporary.c_str(), path.c_str()) != 0) return words(errno);
  const Descriptor folder(::open(path.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.get() >= 0) ::fsync(folder.get());
  return {};
}

}  // namespace

PoolKeeper::PoolKeeper(std::filesystem::path state_dir, Logger& logger, MetricRegistry& metrics)
    : file_(state_dir.empty() ? std::filesystem::path() : state_dir / "pools.json"),
      logger_(logger),
      report_(std::make_shared<gateway::HealthReport>(logger, metrics)) {}

void PoolKeeper::start(const gateway::Snapshot& snapshot) {
  if (!file_.empty()) restore(snapshot);
  gateway::observe_pools(snapshot, report_);
}

void PoolKeeper::restore(const gateway::Snapshot& snapshot) {
  std::string fault;
  const auto text = read_state(file_, fault);
  if (text) {
    auto states = pool::read_state_text(*text, this_moment());
    if (states) {
      for (const pool::PoolState& state : *states) {
        if (const gateway::PoolEntry* entry = snapshot.pool(state.provider)) entry->pool->restore(state);
      }
    } else {
      fault = states.error().detail;
    }
  }
  if (!fault.empty()) {
    logger_.log(LogLevel::kWarn, "what is known of the accounts is not used",
                {{"file", file_.native()}, {"fault", fault}});
  }
}

void PoolKeeper::look(const gateway::Snapshot& snapshot) {
  const auto now = std::chrono::steady_clock::now();
  std::uint64_t health = 0, uses = 0;
  for (const gateway::PoolEntry& entry : snapshot.pools()) {
    entry.pool->tick(now);
    health += entry.pool->health_changes();
    uses += entry.pool->uses();
  }
  const bool due = health != health_saved_ || (uses != uses_saved_ && now - saved_ >= kUseEvery);
  if (!due || file_.empty()) return;
  save(snapshot);
  health_saved_ = health;
  uses_saved_ = uses;
  saved_ = now;
}

void PoolKeeper::save(const gateway::Snapshot& snapshot) {
  if (file_.empty()) return;
  std::vector<pool::PoolState> states;
  for (const gateway::PoolEntry& entry : snapshot.pools()) states.push_back(entry.pool->state());
  std::error_code ignored;
  std::filesystem::create_directories(file_.parent_path(), ignored);
  const std::string fault = replace_file(file_, pool::state_text(states, this_moment()));
  if (!fault.empty() && !std::exchange(complained_, true)) {
    logger_.log(LogLevel::kWarn, "what is known of the accounts cannot be kept",
                {{"file", file_.native()}, {"fault", fault}});
  }
  if (fault.empty()) complained_ = false;
}

}  // namespace aipool::app
