// SPDX-License-Identifier: MIT
//
// Manifest says what a plugin file brings, read from its ELF section without running any of its code.
//
// Flow:      read_manifest(file) before a file is loaded; the registry decides by it which files are needed.
// Threading: pure function.
// Ownership: the result owns its text.
// Errors:    the reason of a refusal, in a few words, without the file name.
#pragma once

#include <filesystem>

#include "aipool/manifest.hpp"
#include "core/base/result.h"

namespace aipool::plugin {

using sdk::Manifest;

// That the names in it may name a plugin, a protocol, a provider, and that the ABI is this host's.
Result<Manifest> checked_manifest(sdk::ManifestResult read);

// Read and checked.
Result<Manifest> read_manifest(const std::filesystem::path& file);

}  // namespace aipool::plugin
