// SPDX-License-Identifier: MIT
//
// registry_checks finds what does not fit together among loaded plugins and the configuration.
//
// Flow:      build_registry() calls it last.
// Threading: pure function.
// Ownership: nothing is kept.
// Errors:    duplicate protocols and providers, equal routes, protocols that nobody brings, pools without a provider.
#pragma once

#include "core/config/config.h"
#include "core/plugin/registry.h"

namespace aipool::plugin {

void check_registry(const Registry& registry, const config::Config& config, config::Faults& faults);

}  // namespace aipool::plugin
