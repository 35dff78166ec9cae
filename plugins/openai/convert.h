// SPDX-License-Identifier: MIT
//
// The SDK's tools for conversions, by their short names.
//
// Flow:      included by every part of the conversions.
// Threading: none.
// Ownership: none.
// Errors:    none.
#pragma once

#include "aipool/convert.hpp"

namespace aipool::openai {

using convert::data_url;
using convert::extras_of;
using convert::ExtraList;
using convert::given;
using convert::has_others;
using convert::lose_foreign;
using convert::made_id;
using convert::make_data_url;
using convert::ObjectWriter;
using convert::own_extra;
using convert::Place;
using convert::refuse;
using convert::Source;
using convert::Step;

// Where in a choice an EXTRA belongs: in the choice itself, or (event.name) in its message or delta.
inline constexpr std::string_view kMessageExtra = "message";

}  // namespace aipool::openai
