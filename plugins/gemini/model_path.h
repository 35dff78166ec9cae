// SPDX-License-Identifier: MIT
//
// Models as segments of a path: "models/gemini-2.5-pro", where a name may have slashes of its own.
//
// Flow:      inspect() of what a client asks for, the provider for the path upstream.
// Threading: pure.
// Ownership: none.
// Errors:    none.
#pragma once

#include <algorithm>
#include <string_view>

namespace aipool::gemini {

inline constexpr std::string_view kNamePrefix = "models/";

// Clients have names from lists that say the folder, and from lists that do not.
inline std::string_view without_folder(std::string_view model) {
  return model.starts_with(kNamePrefix) ? model.substr(kNamePrefix.size()) : model;
}

// True: a segment of it is "." or "..", which would make it another path.
inline bool leaves_folder(std::string_view model) {
  while (!model.empty()) {
    const std::string_view segment = model.substr(0, model.find('/'));
    if (segment == "." || segment == "..") return true;
    model.remove_prefix(std::min(segment.size() + 1, model.size()));
  }
  return false;
}

}  // namespace aipool::gemini
