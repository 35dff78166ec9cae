// SPDX-License-Identifier: MIT
//
// elf_gate decides by the bytes of a file whether the loader may have it: nothing of it runs for that.
//
// Flow:      staged copy -> check_elf -> probe -> load.
// Threading: pure function.
// Ownership: the result owns its text.
// Errors:    the reason of the refusal and the fix, in a few words, without the file name. Any bytes are safe.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"

namespace aipool::plugin {

struct ElfFacts {
  // A function that it imports, by which something of it may outlive its last object: a thread, a thread's
  // destructor, a signal handler. Empty: none.
  std::string outliving_import;
};

Result<ElfFacts> check_elf(std::string_view file);

}  // namespace aipool::plugin
