// SPDX-License-Identifier: MIT
//
// judge() turns a failed attempt into an AttemptFault: the host's table first, then what the provider sets over it.
//
// Flow:      an exchange calls it where the failure is understood; the pipeline acts on the verdict.
// Threading: one event loop.
// Ownership: the result owns its texts.
// Errors:    a provider whose judge() fails is passed over: the table stands.
#pragma once

#include "core/gateway/exchange.h"
#include "core/gateway/snapshot.h"

namespace aipool::gateway {

// An upstream's answer that is no success, or (`in_stream`) an error event inside one. `reply` may be empty then.
AttemptFault judge_answer(Transaction& transaction, const Binding& binding, const aip_reply& reply,
                          plugin::OwnedError error, bool in_stream);

// A fault before anything was sent: a plugin that refuses the client's request says why in its own words.
AttemptFault judge_start(Transaction& transaction, const Error& error);

// A fault of the transport, of a plugin, or of an answer that ended too early.
AttemptFault judge_error(const Error& error, Ending ending);

}  // namespace aipool::gateway
