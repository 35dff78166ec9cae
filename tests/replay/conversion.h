// SPDX-License-Identifier: MIT
//
// Conversion turns recorded exchanges of one protocol into another's, with the two plugins that speak them.
//
// Flow:      why_not() -> tree() and request() for the request, asked() and answer() for the answer, read_back() of it.
// Threading: one thread.
// Ownership: borrows host and plugins; what it makes owns its texts, trees belong to the requests that it returns.
// Errors:    a plugin that refuses throws std::runtime_error with what it said.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "aipool/kit/protocol_driver.hpp"
#include "recording.h"
#include "spoken.h"

namespace aipool::replay {

class Conversion {
 public:
  struct Speaker {
    const kit::Plugin& plugin;
    std::string_view protocol;
  };
  Conversion(kit::FakeHost& host, const Speaker& from, const Speaker& to);

  const Spoken& from() const noexcept { return from_; }
  const Spoken& to() const noexcept { return to_; }

  // Why the recording is not converted; empty: it is.
  std::string why_not(const Recording& recording) const;

  // What its own client half reads in the recorded request.
  std::unique_ptr<kit::Request> tree(const Recording& recording) const;
  // What an upstream of the other protocol gets for it. The losses are in `tree.call()`.
  std::string request(kit::Request& tree) const;
  // What the other protocol's client half reads in a body of its own.
  std::unique_ptr<kit::Request> read(std::string body, bool stream) const;

  // The request of the other protocol's client that the answer goes to; streamed as recorded, or not.
  std::unique_ptr<kit::Request> asked(const Recording& recording) const;
  std::unique_ptr<kit::Request> asked(bool stream) const;

  kit::Decoded decoded(kit::Request& asked, const Recording& recording,
                       const kit::Chunks& chunks = kit::Chunks::whole()) const;
  // What that client gets: a stream event by event, or a whole answer from the fold, as it asked.
  kit::Encoded answer(kit::Request& asked, const kit::Decoded& decoded) const;
  // What the other protocol's upstream half makes of it.
  kit::Decoded read_back(kit::Request& asked, const kit::Encoded& answer) const;

 private:
  std::unique_ptr<kit::Request> made(const kit::ProtocolDriver& driver, kit::RequestText text) const;

  kit::FakeHost& host_;
  const Spoken& from_;
  const Spoken& to_;
  kit::ProtocolDriver from_driver_;
  kit::ProtocolDriver to_driver_;
};

}  // namespace aipool::replay
