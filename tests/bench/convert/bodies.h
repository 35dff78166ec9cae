// SPDX-License-Identifier: MIT
//
// Bodies of one protocol, made by code and the same in every run: what its clients send, and what its upstreams stream.
//
// Flow:      cases() measures how they are converted.
// Threading: pure functions.
// Ownership: the caller owns what is returned.
// Errors:    none.
// Units:     bytes; events.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace aipool::bench {

struct Bodies {
  std::string_view protocol;
  std::string (*chat)();                                   // about 2 KB
  std::string (*tools)(std::size_t turns);                 // an agent's conversation, about 2.4 KB a turn
  std::string (*image)(std::size_t size);                  // with a picture of about so many characters of base64
  std::vector<std::string> (*stream)(std::size_t events);  // an answer as events of SSE: half text, half a call
  std::string (*text_delta)();                             // one event of about 150 bytes, in the middle of the text
  std::string (*call_delta)();                             // likewise, in the middle of the call's arguments
};

const Bodies& chat_bodies();      // openai.chat
const Bodies& messages_bodies();  // claude.messages

}  // namespace aipool::bench
