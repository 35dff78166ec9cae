// SPDX-License-Identifier: MIT
//
// Operations that belong together: what is asked of all of them is asked here.
//
// Flow:      hosts and plugins ask of aip_request.operation.
// Threading: pure.
// Ownership: none.
// Errors:    none: an operation that is not known belongs to nothing.
#pragma once

#include "aipool/abi/canonical.h"

namespace aipool::sdk {

// About an answer that is stored, by its id in aip_request.item_id.
constexpr bool asks_for_stored(aip_enum operation) noexcept {
  switch (operation) {
    case AIP_OP_GET_RESPONSE:
    case AIP_OP_DELETE_RESPONSE:
    case AIP_OP_LIST_INPUT_ITEMS:
    case AIP_OP_CANCEL_RESPONSE:
      return true;
    default:
      return false;
  }
}

}  // namespace aipool::sdk
