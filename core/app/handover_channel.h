// SPDX-License-Identifier: MIT
//
// HandoverChannel is one end of the connection over which a server gives its listening sockets to the one that follows it.
//
// Flow:      the old one send_sockets(); the new one receive_sockets(), starts, say(kReady); the old one say(kReleased) and
//            drains, or say(kRefused) and serves on. An end that closes without a word has failed, and the other serves.
// Threading: one thread for each end.
// Ownership: owns its end. Received sockets are the caller's.
// Errors:    in a few words (source kConfig).
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <vector>

#include "core/base/result.h"
#include "core/plugin/descriptor.h"

namespace aipool::app {

class HandoverChannel {
 public:
  enum class Word : char { kReady = 'R', kReleased = 'D', kRefused = 'N' };
  enum class Heard : std::uint8_t { kReady, kReleased, kRefused, kNothing, kClosed };

  explicit HandoverChannel(plugin::Descriptor descriptor) : descriptor_(std::move(descriptor)) {}

  int descriptor() const noexcept { return descriptor_.get(); }

  Result<void> send_sockets(std::span<const int> sockets);
  Result<std::vector<int>> receive_sockets(std::chrono::milliseconds patience);

  bool say(Word word) noexcept;  // false: the other end does not hear it any more
  Heard hear() noexcept;         // without waiting
  // What it has said by then. kNothing: and what it says later reaches nobody, which its say() tells it.
  Heard last_word(std::chrono::milliseconds patience) noexcept;

 private:
  plugin::Descriptor descriptor_;
};

// The folder's address of a socket, which may be longer than a socket's address can be.
class SocketFolder {
 public:
  explicit SocketFolder(const std::string& folder);
  // -1, or a socket that listens there in place of what had the name.
  plugin::Descriptor listen(const std::string& name) const;
  // Empty where nobody listens.
  plugin::Descriptor connect(const std::string& name) const;
  void remove(const std::string& name) const;

 private:
  plugin::Descriptor folder_;
};

}  // namespace aipool::app
