// SPDX-License-Identifier: MIT
//
// What a request asks for as a list of items, the same whichever protocol it came in.
//
// Flow:      items_of(tree) before the conversion and after it; what_differs() names what neither came through nor was
//            named by a loss.
// Threading: pure functions.
// Ownership: items own their texts.
// Errors:    none.
#pragma once

#include <string>
#include <vector>

#include "aipool/abi/canonical.h"
#include "aipool/kit/call.hpp"

namespace aipool::replay {

struct RequestItem {
  std::string pointer;  // its place in the body, where losses point to
  std::string text;
};

// Settings, tools, system prompt, turns. Turns of one side in a row count as one: results first, calls last. `media_apart`: the
// files of a turn come after its texts.
// What one of the two protocols cannot leave open.
struct Habits {
  bool media_apart = false;
  bool strict_said = false;
};

std::vector<RequestItem> items_of(const aip_request& request, const Habits& habits);

// The members that nobody mapped.
std::vector<RequestItem> extras_of(const aip_request& request);

// Empty: every item of `before` is in `after`, in order, or is named by a loss, and turns hold nothing else.
std::string what_differs(const std::vector<RequestItem>& before, const std::vector<RequestItem>& after,
                         const std::vector<kit::Loss>& losses);

}  // namespace aipool::replay
