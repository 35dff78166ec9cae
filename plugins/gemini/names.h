// SPDX-License-Identifier: MIT
//
// Names of members as clients of this protocol write them: lowerCamelCase, or the same in snake_case.
//
// Flow:      decoders look members up with named(), and keep what they do not know with extras_beside().
// Threading: pure.
// Ownership: as json::Value.
// Errors:    the *_named functions throw sdk::Fault that names the field.
#pragma once

#include <cstddef>
#include <cstdint>
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

// Clients write whole numbers as 40.0 too.
std::int64_t whole_number_at(const Source& source, json::Value value, const Place& place);

// A repeated member: an array, or its only element alone. Null and absence have no element.
inline std::size_t item_count(json::Value list) { return list.is_array() ? list.size() : given(list) ? 1 : 0; }

// Shows each element and its index to `visit`.
template <class Visit>
void for_each_item(json::Value list, Visit&& visit) {
  std::size_t index = 0;
  if (!list.is_array() && given(list)) visit(list, index);
  for (const json::Value item : list.elements()) visit(item, index++);
}

// The key of a member that is kept: in lowerCamelCase where an encoder writes a member of that name, for which the
// extra then stands. What nobody writes keeps the name that the client gave it.
aip_bytes extra_key(const Source& source, json::Value key);

aip_extras extras_beside(const Source& source, json::Value object, std::initializer_list<std::string_view> known);
bool has_beside(json::Value object, std::initializer_list<std::string_view> known);

}  // namespace aipool::gemini
