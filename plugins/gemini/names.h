// SPDX-License-Identifier: MIT
//
// Names of members as clients of this protocol write them: lowerCamelCase, or the same in snake_case.
//
// Flow:      decoders look members up with named(), and keep what they do not know with extras_beside().
// Threading: pure.
// Ownership: as json::Value.
// Errors:    the *_named functions throw sdk::Fault that names the field.
#pragma once

#include <initializer_list>
#include <string_view>

#include "plugins/gemini/convert.h"

namespace aipool::gemini {

// "mime_type" is "mimeType".
bool same_name(std::string_view key, std::string_view camel);
bool is_named(json::Value key, std::initializer_list<std::string_view> names);

json::Value named(json::Value object, std::string_view camel);

// Absent or null gives {NULL, 0}.
aip_bytes text_named(const Source& source, json::Value object, std::string_view camel, const Place& place);
aip_bytes required_text_named(const Source& source, json::Value object, std::string_view camel, const Place& place);

aip_extras extras_beside(const Source& source, json::Value object, std::initializer_list<std::string_view> known);
bool has_beside(json::Value object, std::initializer_list<std::string_view> known);

}  // namespace aipool::gemini
