// SPDX-License-Identifier: MIT
//
// Stored responses: protocols that give an answer an id let clients continue from it, get it again, list what it answered
// and delete it.
//
// Flow:      after inspect(): recall() finds what the request names, answer_stored() answers from what is kept here; before
//            attempts: join_past() puts the past before the request's own messages; after a complete answer: store_*().
// Threading: one event loop; the store is shared.
// Ownership: the transaction pins what it continues.
// Errors:    an id that nobody knows, in the words of the protocol that has them.
#pragma once

#include <string_view>

#include "aipool/fold.hpp"
#include "core/gateway/refusal.h"
#include "core/gateway/transaction.h"

namespace aipool::gateway {

// Finds the response that the request continues or asks for. One that an upstream keeps decides pool and account.
Refusal recall(Transaction& t);

// From what is kept here; not for what recall() found to be an upstream's.
Refusal answer_stored(Transaction& t);

// Decodes the request and puts what it continues before its own messages.
Refusal join_past(Transaction& t);

// Decodes the request for an upstream that gets it whole; one that continues something unknown is none.
Result<void> decode_whole(Transaction& t);

// The client may refer to the answer of this request.
bool is_stored(const Transaction& t);
// It is kept by the upstream, which got the client's own request.
bool is_stored_upstream(const Transaction& t);
// `body`: the whole answer, as the client's protocol has it.
void store_answer(Transaction& t, const sdk::Fold& answer, std::string_view body);
// The upstream keeps the answer, by the id that the client saw.
void store_whose(Transaction& t);
// After an upstream has deleted the response that the request asks for.
void forget(Transaction& t);

}  // namespace aipool::gateway
