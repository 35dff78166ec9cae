// SPDX-License-Identifier: MIT
//
// read_yaml turns the text of one file into a tree of Values; the only place that knows yaml-cpp.
//
// Flow:      load() and check_options() (for the defaults of plugins) call it. yaml-cpp's own tree drops
//            duplicate keys, so this one is built from its events.
// Threading: pure function.
// Ownership: the tree owns its text.
// Errors:    syntax, duplicate keys, a second document, control bytes, too deep or too large: faults with
//            positions. A text without content gives an empty map; after a syntax fault there is no tree.
// Units:     at most 100 000 nodes, 32 levels, aliases counted as what they stand for.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/config/value.h"

namespace aipool::config {

std::optional<Value> read_yaml(std::string_view text, const std::string& file, Faults& faults);

}  // namespace aipool::config
