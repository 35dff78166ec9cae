// SPDX-License-Identifier: MIT
//
// Stop reasons, both ways.
//
// Flow:      the decoder of answers reads them, the encoders write them.
// Threading: pure.
// Ownership: words live as long as the program or the event.
// Errors:    an unknown word is AIP_FINISH_OTHER, and itself on the way back.
#pragma once

#include <cstdint>
#include <string_view>

#include "aipool/sdk.hpp"

namespace aipool::claude {

aip_enum finish_of(std::string_view word);

// For a client: the upstream's own word if it spoke this protocol. `called`: the answer has calls for the client.
std::string_view stop_reason(const aip_event& finish, std::uint32_t origin, bool called);

}  // namespace aipool::claude
