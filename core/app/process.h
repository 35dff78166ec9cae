// SPDX-License-Identifier: MIT
//
// What the server asks of its process: processors, signals, and memory that is private and goes back.
//
// Flow:      main() keeps memory private, serve() calls the rest before any thread starts; MemoryKeeper then looks every
//            second.
// Threading: the main thread.
// Ownership: none.
// Errors:    none; what the kernel refuses stays as it was.
#pragma once

#include <signal.h>

#include <cstddef>

namespace aipool::app {

// Those that this process may use, which in a container are fewer than the machine has.
unsigned processors();

// Those that the control thread takes (core/app/signals.h), blocked before any thread starts, so that all inherit the mask.
sigset_t block_signals();
// As many descriptors as may be had without asking: each stream needs two.
void raise_descriptor_limit();

// glibc learns to keep the memory of large bodies for the next ones. Here it goes back when they end.
void return_large_memory();

// Memory holds credentials and prompts: no core file, and no look from a process of the same user.
void keep_memory_private();

// What a crowd of clients needed goes back once most of them have left; glibc would keep it for the next crowd.
class MemoryKeeper {
 public:
  void look(std::size_t connections);

 private:
  std::size_t most_ = 0;  // since memory went back
};

}  // namespace aipool::app
