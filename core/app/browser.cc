// SPDX-License-Identifier: MIT
#include "core/app/browser.h"

#include <unistd.h>

#include <cstdlib>

#include "core/plugin/spawn_plan.h"

namespace aipool::app {
namespace {

bool is_set(const char* name) {
  const char* const value = std::getenv(name);
  return value != nullptr && *value != '\0';
}

}  // namespace

bool has_local_browser() {
  if (is_set("SSH_CONNECTION") || is_set("SSH_TTY")) return false;
  return is_set("DISPLAY") || is_set("WAYLAND_DISPLAY");
}

bool open_browser(const std::string& url) {
  if (!url.starts_with("https://") && !url.starts_with("http://")) return false;
  plugin::SpawnPlan plan(plugin::SpawnPlan::Group::kOwnSession);
  plan.silence();
  std::string program = "xdg-open", address = url;
  char* const arguments[] = {program.data(), address.data(), nullptr};
  pid_t child = 0;
  return ::posix_spawnp(&child, program.c_str(), plan.actions(), plan.attributes(), arguments, environ) == 0;
}

}  // namespace aipool::app
