// SPDX-License-Identifier: MIT
//
// Prober lets a short-lived child process load a plugin, before the server does: what crashes, hangs or exits there is
// a sentence here.
//
// Flow:      spawn PROGRAM probe FILE -> its module -> `configure` -> an instance is made and destroyed -> its roles.
// Threading: safe from any thread, several probes may run at once.
// Ownership: the child inherits its pipe and nothing else, and no environment but what finds and guides libraries; it
//            dies with the thread that started it.
// Errors:    the reason of the refusal, without the file name: the plugin's own, or how the child died and what it was
//            doing.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "core/base/result.h"
#include "core/config/options.h"
#include "core/plugin/plugin_description.h"

namespace aipool::plugin {

class Prober {
 public:
  // The checked options for an instance; nothing: none can be made, and roles stay unknown.
  using Configure = std::function<std::optional<std::vector<config::OptionValue>>(std::span<const config::OptionSpec>)>;

  // `program` answers `probe FILE PARENT` with run_probe(); empty: there is no prober. `deadline` is the plugin's: its time
  // begins when the child loads it.
  explicit Prober(std::filesystem::path program, std::chrono::milliseconds deadline = std::chrono::seconds(5))
      : program_(std::move(program)), deadline_(deadline) {}

  explicit operator bool() const noexcept { return !program_.empty(); }

  // `copy` is absolute.
  Result<PluginDescription> probe(const std::filesystem::path& copy, const Configure& configure) const;

 private:
  std::filesystem::path program_;
  std::chrono::milliseconds deadline_;
};

}  // namespace aipool::plugin
