// SPDX-License-Identifier: MIT
//
// One conversion between two protocols, as the pipeline does it, without a client, an upstream or a pool.
//
// Flow:      `aipool convert` calls them: a request goes client half -> tree -> upstream half, an answer upstream half ->
//            events -> client half.
// Threading: pure but for the plugins, which are called on the caller's thread.
// Ownership: the caller's call keeps the losses; the result owns its text.
// Errors:    what the plugins say, or an answer that is not complete.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/plugin/call.h"
#include "core/plugin/client_protocol.h"
#include "core/plugin/upstream_protocol.h"

namespace aipool::gateway {

// The body that an upstream of `to` would get for the generation request `body` of a client of `from`.
Result<std::string> convert_request(plugin::Call& call, const plugin::ClientProtocol& from,
                                    const plugin::UpstreamProtocol& to, std::string_view body);

// What a client of `to` would get for `body`, an upstream's 2xx answer in `from`: a JSON text, or a stream of events.
Result<std::string> convert_answer(plugin::Call& call, const plugin::UpstreamProtocol& from,
                                   const plugin::ClientProtocol& to, std::string_view body);

}  // namespace aipool::gateway
