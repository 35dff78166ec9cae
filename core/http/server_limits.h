// SPDX-License-Identifier: MIT
//
// ServerLimits bounds what clients can make a server hold; ServerLoad counts what all its loops hold together.
//
// Flow:      limits are read by every connection; load is charged and released by connections and bodies.
// Threading: each loop has ServerLimits of its own; ServerLoad is atomic and shared by the loops.
// Ownership: ServerLoad must outlive the connections.
// Errors:    none.
// Units:     bytes, milliseconds.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>

#include "core/http/head_parser.h"

namespace aipool::http {

// What the process may open, less a reserve, in pairs of a client's and an upstream's socket.
std::size_t connections_max_of_process();

struct ServerLimits {
  HeadLimits head;
  std::size_t body_bytes_max = std::size_t{32} << 20;
  std::size_t in_flight_bytes_max = std::size_t{512} << 20;  // of bodies, all loops together
  std::chrono::milliseconds head_deadline{10'000};           // from its first byte, or from accept
  std::chrono::milliseconds keep_alive_idle{75'000};
  std::chrono::milliseconds body_grace{5'000};
  std::size_t body_bytes_per_second_min = 1024;  // after the grace
  std::chrono::milliseconds write_stall{30'000};
  std::chrono::milliseconds linger{2'000};  // a refused client may still be sending; it should see the answer
  std::size_t connections_max = connections_max_of_process();
  std::size_t buffered_high = 16 * 1024;  // unsent bytes at which write() suspends; the kernel has its own beside them
  std::size_t buffered_low = 4 * 1024;    // and at which it goes on
};

struct ServerLoad {
  std::atomic<std::size_t> connections{0};
  std::atomic<std::size_t> body_bytes{0};
};

}  // namespace aipool::http
