// SPDX-License-Identifier: MIT
//
// SignatureRecorder gathers the reasoning of one converted answer, and puts it into the store when that is complete.
//
// Flow:      sees the events of the exchange beside the encoder; the end of the answer files what was gathered: the
//            thoughts before a call, with the call's own signature, under its id; signed thoughts under their text as
//            well. Thoughts that nobody signed are not kept: they need no store, and hosts that sign nothing often
//            number their calls from 0.
// Threading: one event loop.
// Ownership: copies what it keeps; refers to the store and to the names of the owner.
// Errors:    none: past its bound it keeps nothing of the answer.
// Units:     bytes.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "aipool/abi.h"
#include "core/gateway/signature_store.h"
#include "core/http/frame_pool.h"

namespace aipool::gateway {

class SignatureRecorder : public http::frame_pool::Recycled {
 public:
  static constexpr std::size_t kBytesMax = 1024 * 1024;

  SignatureRecorder(SignatureStore& store, const ThoughtOwner& owner) : store_(store), owner_(owner) {}

  void event(const aip_event& event);

 private:
  struct Run {  // thoughts up to the call that they led to
    std::string call_id;
    std::map<std::uint32_t, Thought> parts;
  };
  using Choice = std::vector<Run>;  // the last one is still open

  void begin_part(const aip_event& event);
  void sign_call(const aip_event& event);
  Thought* open_thought(const aip_event& event);
  bool charge(std::size_t bytes);
  void append(std::string& to, std::string_view piece);
  void file(const Choice& choice);

  SignatureStore& store_;
  const ThoughtOwner owner_;
  std::map<std::uint32_t, Choice> choices_;
  std::size_t bytes_ = 0;
};

}  // namespace aipool::gateway
