// SPDX-License-Identifier: MIT
//
// Generation is one loaded build of a plugin with one instance of it and the roles that it brings.
//
// Flow:      create() -> adapters pin it -> the last pin drops -> the reaper's thread: instance destroyed, image
//            unmapped, that checked, staged copy removed.
// Threading: create() on the control thread; pins may be taken and dropped on any thread; whoever calls into the plugin
//            holds one.
// Ownership: shared; every adapter, encoder, decoder and step call holds a pin. HostServices outlives it.
// Errors:    the reason of the refusal, in a few words, without the file name. A plugin that leaves objects behind, or
//            that cannot be unmapped, stays mapped for good; the log says so, and it is counted.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "aipool/abi.h"
#include "core/base/result.h"
#include "core/config/options.h"
#include "core/plugin/host_services.h"
#include "core/plugin/loaded_module.h"
#include "core/plugin/role_checks.h"

namespace aipool::plugin {

class Generation {
 public:
  // `config`: the module's options, as config::check_options() gave them.
  static Result<std::shared_ptr<const Generation>> create(LoadedModule module,
                                                          std::span<const config::OptionValue> config);
  Generation(const Generation&) = delete;
  Generation& operator=(const Generation&) = delete;

  std::string_view name() const noexcept { return module_.manifest().name; }
  std::uint32_t number() const noexcept { return number_; }  // rises with each one of the process
  const std::filesystem::path& file() const noexcept { return module_.file(); }
  const Manifest& manifest() const noexcept { return module_.manifest(); }
  std::span<const ProtocolRole> protocols() const noexcept { return roles_.protocols; }
  std::span<const ProviderRole> providers() const noexcept { return roles_.providers; }
  std::span<const AuthRole> auths() const noexcept { return roles_.auths; }
  std::string_view sha256() const noexcept { return module_.staged().sha256; }
  const std::filesystem::path& copy() const noexcept { return module_.staged().copy.path(); }
  HostServices& services() const noexcept { return module_.host().services(); }
  // For the watchdog: outlives the generation.
  const std::string* kept_name() const noexcept { return kept_name_; }
  void* instance() const noexcept { return instance_; }

 private:
  friend class Reaper;
  static void end(const Generation* generation) { delete generation; }

  Generation(LoadedModule module, void* instance);
  ~Generation();
  Result<void> read();
  bool left_nothing() const noexcept;

  LoadedModule module_;
  void* const instance_;
  const std::uint32_t number_;
  const std::string* const kept_name_;
  Roles roles_;
};

}  // namespace aipool::plugin
