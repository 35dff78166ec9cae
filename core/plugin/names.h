// SPDX-License-Identifier: MIT
//
// Names says which words may name things that plugins bring.
//
// Threading: pure functions.
// Ownership: nothing is kept.
// Errors:    none.
#pragma once

#include <string>
#include <string_view>

namespace aipool::plugin {

bool is_module_name(std::string_view name) noexcept;  // [a-z0-9_-]{1,64}
bool is_version(std::string_view version) noexcept;   // visible ASCII, at most 64
bool is_role_id(std::string_view id) noexcept;        // [a-z0-9]([a-z0-9._-]{0,62})
bool is_option_name(std::string_view name) noexcept;  // [a-z][a-z0-9_]{0,63}
bool is_token(std::string_view word) noexcept;        // of HTTP: a method, a header name

// A template of segments: /v1/models/{id} or, at its end, {name...}. At most one placeholder in a segment, no two
// alike.
bool is_route_path(std::string_view path);

// For messages; what a terminal should not see becomes a question mark.
std::string in_quotes(std::string_view name);

}  // namespace aipool::plugin
