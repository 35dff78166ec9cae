// SPDX-License-Identifier: MIT
//
// Plugin loads a plugin and holds one instance of it.
//
// Flow:      load() or from() -> protocol("id"), provider("id") -> destruction destroys the instance, then unloads.
// Threading: one thread.
// Ownership: owns library and instance; tables that it gave die with it. Needs its FakeHost until then.
// Errors:    std::runtime_error with the path and the reason.
#pragma once

#include <dlfcn.h>

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aipool/abi.h"
#include "aipool/kit/fake_host.hpp"
#include "aipool/sdk/bytes.hpp"

namespace aipool::kit {

using Settings = std::vector<std::pair<std::string, std::string>>;

class Plugin {
 public:
  static Plugin load(const std::string& path, FakeHost& host, const Settings& config = {}) {
    Library library(dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL));
    if (library == nullptr) throw std::runtime_error(path + ": " + dlerror());
    const auto entry = reinterpret_cast<aip_entry_fn>(dlsym(library.get(), "aipool_plugin_v1"));
    if (entry == nullptr) throw std::runtime_error(path + ": aipool_plugin_v1 is missing");
    return Plugin(std::move(library), entry, host, config);
  }

  // A plugin that is linked into the test itself.
  static Plugin from(aip_entry_fn entry, FakeHost& host, const Settings& config = {}) {
    return Plugin(nullptr, entry, host, config);
  }

  const aip_module& module() const noexcept { return *module_; }
  void* instance() const noexcept { return instance_.get(); }
  std::uint64_t live() const { return module_->live(); }

  const aip_protocol& protocol(std::string_view id) const { return *role<aip_protocol>(AIP_ROLE_ID_PROTOCOL, id); }
  const aip_provider& provider(std::string_view id) const { return *role<aip_provider>(AIP_ROLE_ID_PROVIDER, id); }
  const aip_auth& auth(std::string_view id) const { return *role<aip_auth>(AIP_ROLE_ID_AUTH, id); }

 private:
  struct Close {
    void operator()(void* library) const noexcept { dlclose(library); }
  };
  struct Destroy {
    const aip_module* module;
    void operator()(void* instance) const noexcept { module->destroy(instance); }
  };
  using Library = std::unique_ptr<void, Close>;

  Plugin(Library library, aip_entry_fn entry, FakeHost& host, const Settings& config)
      : library_(std::move(library)), module_(entry(host.table())) {
    if (module_ == nullptr) throw std::runtime_error("the plugin refused this host");
    if (module_->magic != AIP_MAGIC || module_->abi_major != AIP_ABI_MAJOR) {
      throw std::runtime_error("the module is not one of this ABI");
    }
    std::vector<aip_field> fields;
    for (const auto& [name, value] : config) fields.push_back(sdk::field(name, value));
    void* made = nullptr;
    const aip_rc rc = module_->create(host.table(), sdk::fields(fields), &made);
    if (rc != AIP_OK) {
      const std::string why = host.log().empty() ? "no reason given" : host.log().back().message;
      throw std::runtime_error("create() failed with " + std::to_string(rc) + ": " + why);
    }
    instance_ = {made, Destroy{module_}};
  }

  template <class Role>
  const Role* role(std::string_view role_id, std::string_view id) const {
    for (std::size_t i = 0;; ++i) {
      const auto* found = static_cast<const Role*>(module_->role(instance(), sdk::bytes(role_id), i));
      if (found == nullptr) throw std::runtime_error("the plugin does not bring " + std::string(id));
      if (sdk::view(found->id) == id) return found;
    }
  }

  Library library_;
  const aip_module* module_;
  std::unique_ptr<void, Destroy> instance_{nullptr, Destroy{nullptr}};
};

}  // namespace aipool::kit
