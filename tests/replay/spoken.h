// SPDX-License-Identifier: MIT
//
// Spoken is what the replays need to know of a protocol.
//
// Flow:      spoken("openai.chat") -> its recordings, what its generations look like, what its answers can say.
// Threading: constants.
// Ownership: static.
// Errors:    an unknown protocol throws std::runtime_error with its id.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "aipool/abi/event.h"
#include "aipool/kit/request.hpp"
#include "recording.h"

namespace aipool::replay {

struct Spoken {
  std::string_view id;
  std::string_view recordings;  // their folder
  std::string_view path;        // of a generation
  std::string_view stream_path = {};  // of a stream, where it has one of its own
  std::string_view request;     // a whole answer is asked for, where no request was recorded
  std::string_view streamed;    // the same for a stream with usage
  bool asks_for_usage;          // else its streams always have it
  bool one_choice;              // answers have no others
  bool refusal_is_text;
  bool audio;
  bool ids = true;            // answers have one of their own
  bool filter = true;         // there is a word for an answer that was filtered
  bool media_apart = false;   // files of a message stand beside its text, in no order
  std::uint64_t counts = AIP_COUNT_INPUT | AIP_COUNT_OUTPUT | AIP_COUNT_CACHE_READ | AIP_COUNT_CACHE_WRITE |
                         AIP_COUNT_REASONING;  // that its usage can say
  std::string_view id_prefix = {};  // of its answers, whoever gave them
  bool thoughts_beside = false;     // the output, not in it
  bool other_ends = false;          // there is a word for an end that nobody else knows
  bool strict_said = false;         // its tools always say whether they are strict
};

const Spoken& spoken(std::string_view protocol);

// The recorded body, or one that stands for it.
std::string request_of(const Recording& recording, const Spoken& protocol);
// A body with the path that asks for a stream or a whole answer.
kit::RequestText sent(std::string body, const Spoken& protocol, bool stream);

// Why this recording is no answer to replay, as far as its head tells; empty: it is one.
std::string not_a_generation(const Recording& recording, const Spoken& protocol);

}  // namespace aipool::replay
