// SPDX-License-Identifier: MIT
#include "core/app/process.h"

#include <malloc.h>
#include <pthread.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <algorithm>

namespace aipool::app {

unsigned processors() {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof(set), &set) != 0) return 1;
  return std::max(1u, static_cast<unsigned>(CPU_COUNT(&set)));
}

sigset_t block_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGUSR2}) sigaddset(&set, number);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  signal(SIGPIPE, SIG_IGN);
  return set;
}

void raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

void return_large_memory() { mallopt(M_MMAP_THRESHOLD, 512 * 1024); }

void keep_memory_private() {
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
#ifndef AIPOOL_SANITIZED  // a sanitizer looks for leaks in just this way
  prctl(PR_SET_DUMPABLE, 0);
#endif
}

void MemoryKeeper::look(std::size_t connections) {
  constexpr std::size_t kCrowd = 100;
  most_ = std::max(most_, connections);
  if (most_ < kCrowd || connections > most_ / 2) return;
  malloc_trim(0);
  most_ = connections;
}

}  // namespace aipool::app
