// SPDX-License-Identifier: MIT
//
// Bodies of one protocol, made by code and the same in every run: what its clients send, and what its upstreams stream.
//
// Flow:      cases() measures how they are converted.
// Threading: one thread.
// Ownership: converted bodies borrow the protocols, the others nothing.
// Errors:    none.
// Units:     bytes; events.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/bench/convert/protocols.h"

namespace aipool::bench {

struct Bodies {
  std::string protocol;
  std::string chat;                                                    // about 2 KB
  std::function<std::string(std::size_t turns)> tools;                 // an agent's conversation, about 2.4 KB a turn
  std::function<std::string(std::size_t size)> image;                  // with a picture of so many characters of base64
  std::function<std::vector<std::string>(std::size_t events)> stream;  // an answer as its events: half text, half a call
  std::string text_delta;                                              // one event in the middle of the text
  std::string call_delta;  // likewise, of the call's arguments; empty: the protocol's calls come whole
};

Bodies chat_bodies();      // openai.chat
Bodies messages_bodies();  // claude.messages
// What those of another protocol become in this one.
Bodies converted_bodies(const Bodies& from, std::string_view protocol, const Protocols& protocols);

}  // namespace aipool::bench
