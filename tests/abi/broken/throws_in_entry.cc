// SPDX-License-Identifier: MIT
#include <stdexcept>

#include "aipool/abi.h"

[[gnu::section(AIP_MANIFEST_SECTION), gnu::used]] static const char manifest[] =
    R"({"abi":"1.0","name":"throws-in-entry","version":"1.0.0","license":"MIT"})";

const aip_module* aipool_plugin_v1(const aip_host*) { throw std::runtime_error("nobody may see this"); }
