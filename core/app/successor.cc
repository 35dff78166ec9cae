// SPDX-License-Identifier: MIT
#include "core/app/successor.h"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "core/plugin/spawn_plan.h"

namespace aipool::app {
namespace {

constexpr int kChannelPlace = 3;  // after the standard ones, which stay

Error not_started(int error) {
  return make_error(ErrorCode::kInternal, ErrorSource::kConfig, std::generic_category().message(error));
}

}  // namespace

std::string own_program() {
  std::error_code none;
  return std::filesystem::read_symlink("/proc/self/exe", none).native();
}

Result<Successor> start_successor(const std::string& program, const std::vector<std::string>& arguments) {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) return not_started(errno);
  plugin::Descriptor ours(ends[0]);
  const plugin::Descriptor theirs(ends[1]);
  plugin::SpawnPlan plan(plugin::SpawnPlan::Group::kOfParent);
  plan.inherit_last(theirs.get(), kChannelPlace);

  std::vector<std::string> texts{program};
  texts.insert(texts.end(), arguments.begin(), arguments.end());
  std::vector<std::string> variables{std::string(kHandoverVariable) + "=" + std::to_string(kChannelPlace)};
  for (char** variable = environ; *variable != nullptr; ++variable) {
    if (!std::string_view(*variable).starts_with(kHandoverVariable)) variables.emplace_back(*variable);
  }
  const auto pointers = [](std::vector<std::string>& strings) {
    std::vector<char*> list;
    for (std::string& text : strings) list.push_back(text.data());
    list.push_back(nullptr);
    return list;
  };
  const std::vector<char*> argument_list = pointers(texts);
  const std::vector<char*> variable_list = pointers(variables);
  pid_t process = 0;
  const int failed = ::posix_spawn(&process, program.c_str(), plan.actions(), plan.attributes(), argument_list.data(),
                                   variable_list.data());
  if (failed != 0) return not_started(failed);
  return Successor{process, HandoverChannel(std::move(ours))};
}

}  // namespace aipool::app
