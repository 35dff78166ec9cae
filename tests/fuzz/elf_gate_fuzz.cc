// SPDX-License-Identifier: MIT
//
// Any bytes as a plugin file: the gate and the reader of the manifest pass or refuse them, and read no byte beyond.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "aipool/manifest.hpp"
#include "core/plugin/elf_gate.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view file(static_cast<const char*>(static_cast<const void*>(data)), size);
  const auto facts = aipool::plugin::check_elf(file);
  if (!facts && facts.error().detail.empty()) std::abort();  // a refusal says why
  const aipool::sdk::ManifestResult manifest = aipool::sdk::manifest_of_library(file);
  if (manifest && manifest.manifest.text.size() > size) std::abort();
  return 0;
}
