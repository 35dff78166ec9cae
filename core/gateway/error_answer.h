// SPDX-License-Identifier: MIT
//
// Renders an error for the client: in the shape of its protocol, as a status or inside a stream that has begun.
//
// Flow:      the pipeline calls answer_error() once, instead of an answer or in the middle of one.
// Threading: one event loop.
// Ownership: borrows.
// Errors:    a request that the server gave up is told that it is shutting down, whatever `error` says. Where the protocol's own encoder fails, OpenAI's shape stands in, which needs no plugin.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/gateway/answer.h"
#include "core/gateway/transaction.h"
#include "core/http/server_exchange.h"
#include "core/http/task.h"
#include "core/plugin/owned_error.h"

namespace aipool::gateway {

// `headers`: what else the client should see, such as the upstream's rate limits. `answer`: what may have begun.
http::Task<void> answer_error(Transaction& transaction, const plugin::OwnedError& error,
                              std::span<const plugin::Header> headers, Answer* answer = nullptr);

// The body where no protocol is known: {"error":{"message","type","param","code"}}.
std::string openai_error_body(std::string_view message, std::string_view type, std::string_view code);

// For requests that never reach a handler.
http::FaultBody render_fault(int status, std::string_view reason);

}  // namespace aipool::gateway
