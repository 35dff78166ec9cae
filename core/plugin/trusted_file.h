// SPDX-License-Identifier: MIT
//
// open_trusted opens a plugin file that nobody but root and the server's own user can have written.
//
// Flow:      the first step of loading; what was opened is copied, so that nothing is looked up by name a second time.
// Threading: reads the file system only.
// Ownership: the caller owns the descriptor.
// Errors:    who else could write it and how to put that right, without the file name.
#pragma once

#include <filesystem>

#include "core/base/result.h"
#include "core/plugin/descriptor.h"

namespace aipool::plugin {

// Links are followed, since packages install by them; the file they lead to, its folder and that of the link are what
// has to be safe: owned by root or this user, the file not writable by group or others, the folders not by others
// (unless they may only touch their own files there). Never waits for a pipe or a device.
Result<Descriptor> open_trusted(const std::filesystem::path& file);

}  // namespace aipool::plugin
