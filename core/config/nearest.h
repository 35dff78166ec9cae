// SPDX-License-Identifier: MIT
//
// suggest words the fix for an unknown name: the nearest known one, or all of them.
//
// Flow:      Section (unknown keys), check_options and the checks of provider names call it.
// Threading: pure functions.
// Ownership: nothing is kept.
// Errors:    none.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace aipool::config {

// Insertions, deletions, replacements and swaps of neighbours that turn one name into the other.
std::size_t edit_distance(std::string_view a, std::string_view b);

// `put a space after the colon` for `port:3000`, `did you mean "port"?` when one
// is near, else `known WHAT: host, port, tls`.
std::string suggest(std::string_view what, std::string_view unknown, std::span<const std::string_view> known);

}  // namespace aipool::config
