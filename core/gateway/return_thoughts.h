// SPDX-License-Identifier: MIT
//
// return_thoughts() puts what this provider thought in earlier turns back into a decoded request.
//
// Flow:      after decode_request, before encode_request. An assistant's turn that brings a thought signed for this
//            protocol stays as it is. Otherwise thoughts that are found by the id of the call that they led to, or by
//            their text, take the place of what the client has of them.
// Threading: one event loop.
// Ownership: messages and parts that change are made anew in the call's arena; nothing of the store is referred to.
// Errors:    none: what is not found stays as the client sent it.
#pragma once

#include <cstdint>

#include "aipool/abi.h"
#include "core/gateway/signature_store.h"
#include "core/plugin/call.h"

namespace aipool::gateway {

// `protocol`: the number of owner.protocol, the origin of all that is returned.
void return_thoughts(plugin::Call& call, aip_request& request, SignatureStore& store, const ThoughtOwner& owner,
                     std::uint32_t protocol);

}  // namespace aipool::gateway
