// SPDX-License-Identifier: MIT
#include "tests/bench/convert/protocols.h"

#include <filesystem>
#include <stdexcept>
#include <string>
#include <utility>

#include "core/config/options.h"
#include "core/plugin/loaded_module.h"
#include "core/plugin/staged_plugin.h"

namespace aipool::bench {
namespace {

template <typename T>
T value_of(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().detail);
  return std::move(*result);
}

template <typename T>
const T& found(const T* half, std::string_view id) {
  if (half == nullptr) throw std::runtime_error("no plugin brings " + std::string(id));
  return *half;
}

}  // namespace

Protocols::Protocols(std::span<const char* const> files)
    : run_folder_(value_of(plugin::RunFolder::make(plugin::run_places({})))) {
  plugin::Registry::Generations generations;
  for (const char* file : files) generations.push_back(load(file));
  registry_.emplace(std::move(generations));
}

std::shared_ptr<const plugin::Generation> Protocols::load(const char* file) {
  auto staged = value_of(plugin::stage_plugin(std::filesystem::absolute(file), {}, run_folder_));
  auto module = value_of(plugin::LoadedModule::load(std::move(staged), services_));
  config::Faults faults;
  const auto options = config::check_options(module.option_specs(), {}, "plugin", faults);
  return value_of(plugin::Generation::create(std::move(module), options));
}

const plugin::ClientProtocol& Protocols::client(std::string_view id) const { return found(registry_->client(id), id); }

const plugin::UpstreamProtocol& Protocols::upstream(std::string_view id) const {
  return found(registry_->upstream(id), id);
}

}  // namespace aipool::bench
