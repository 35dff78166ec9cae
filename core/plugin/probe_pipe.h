// SPDX-License-Identifier: MIT
//
// ProbePipe carries the messages between the server and the child that probes a plugin: a kind and a body each.
//
// Flow:      server: spawn -> receive... ; child: the mirror image. In order:
//            child kStage kModule -> server kConfigure or kNoInstance -> child kStage kRoles kDone, or kRefused at any
//            time, with kSaid for each line of the plugin's log in between.
// Threading: plain value.
// Ownership: owns its end.
// Errors:    what the other end says is not believed: a length over the limit or an unknown kind is kSenseless.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/config/options.h"
#include "core/plugin/descriptor.h"

namespace aipool::plugin {

class ProbePipe {
 public:
  using Deadline = std::chrono::steady_clock::time_point;
  enum Kind : char {
    kStage = 's',       // what the child does next, in words that end a sentence: "in create()"
    kSaid = 'l',        // a line of the plugin's log
    kRefused = 'r',     // the reason
    kModule = 'm',      // module_json()
    kConfigure = 'o',   // the options to create an instance with
    kNoInstance = 'n',  // none can be made
    kRoles = 'i',       // roles_json()
    kDone = 'd',
  };
  enum class Got { kMessage, kEnd, kLate, kSenseless };

  explicit ProbePipe(Descriptor end) noexcept : end_(std::move(end)) {}

  bool send(Kind kind, std::string_view body, Deadline deadline);
  Got receive(Deadline deadline);

  // Of the message that came last.
  Kind kind() const noexcept { return kind_; }
  const std::string& body() const noexcept { return body_; }

 private:
  bool wait(short events, Deadline deadline) const;
  Got read_exactly(char* into, std::size_t size, Deadline deadline);

  Descriptor end_;
  Kind kind_ = kDone;
  std::string body_;
};

std::string pack_options(const std::vector<config::OptionValue>& options);
// False for what pack_options() did not make.
bool unpack_options(std::string_view packed, std::vector<config::OptionValue>& options);

}  // namespace aipool::plugin
