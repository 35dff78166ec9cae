// SPDX-License-Identifier: MIT
//
// PluginImage is a plugin file mapped into the process, and its entry function.
//
// Flow:      open() maps it, now and local; close() unmaps it and looks whether it is gone, which the destructor does not.
// Threading: [control]; the last owner may unmap it from any thread.
// Ownership: nothing that came from the file may be used after it.
// Errors:    the reason in a few words, without the file name.
//            Under the address sanitizer it stays mapped, because reports need its symbols; close() then says gone.
#pragma once

#include <boost/dll/shared_library.hpp>
#include <filesystem>

#include "aipool/abi.h"
#include "core/base/result.h"

namespace aipool::plugin {

class PluginImage {
 public:
  // REQUIRES: `file` is absolute and was not open before in this process.
  static Result<PluginImage> open(const std::filesystem::path& file);

  aip_entry_fn entry() const noexcept { return entry_; }

  // For good: something of it is still alive.
  void keep_mapped() const;
  // Whether it is gone. The loader says yes either way, and keeps what a thread or another library holds.
  bool close();

 private:
  PluginImage(std::filesystem::path file, boost::dll::shared_library library, aip_entry_fn function) noexcept;

  std::filesystem::path file_;
  boost::dll::shared_library library_;
  aip_entry_fn entry_;
};

}  // namespace aipool::plugin
