// SPDX-License-Identifier: MIT
//
// usageMetadata, read and written. The vendor counts thoughts beside the candidates, and what its own tools read beside
// the prompt.
//
// Flow:      decoders read it from each chunk, whose counts are of all that came before; encoders write it once.
// Threading: pure.
// Ownership: as json::Value.
// Errors:    none: what is no count is not there.
// Units:     tokens.
#pragma once

#include <cstdint>

#include "plugins/gemini/convert.h"

namespace aipool::gemini {

aip_usage read_usage(json::Value usage, std::uint32_t origin);
void write_usage(const aip_usage& usage, std::uint32_t origin, json::Writer& out);

}  // namespace aipool::gemini
