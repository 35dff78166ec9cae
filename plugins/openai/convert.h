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

using convert::AnswerExtras;
using convert::capped_message;
using convert::class_of_status;
using convert::data_url;
using convert::effort_of;
using convert::effort_of_budget;
using convert::effort_word;
using convert::ExtraList;
using convert::extras_of;
using convert::given;
using convert::has_others;
using convert::inspect_model_path;
using convert::keep_only;
using convert::kept;
using convert::list_members;
using convert::lose_foreign;
using convert::made_id;
using convert::make_data_url;
using convert::ObjectWriter;
using convert::own_extra;
using convert::OwnedExtras;
using convert::parse_body;
using convert::Place;
using convert::read_model;
using convert::refuse;
using convert::RepeatedExtras;
using convert::retry_after_ms;
using convert::Source;
using convert::source_form;
using convert::speaks_of_context;
using convert::Step;
using convert::Target;

// Where in a choice an EXTRA belongs: in the choice itself, or (event.name) in its message or delta.
inline constexpr std::string_view kMessageExtra = "message";

}  // namespace aipool::openai
