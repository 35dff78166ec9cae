// SPDX-License-Identifier: MIT
//
// Addresses are what a name resolves to; by_turns() puts them in the order in which to try them.
//
// Flow:      Resolver finds them, dial() tries them.
// Threading: pure functions, plain values.
// Ownership: a list owns its addresses.
// Errors:    none.
#pragma once

#include <vector>

#include "Poco/Net/SocketAddress.h"

namespace aipool::http {

using Addresses = std::vector<Poco::Net::SocketAddress>;

// The families take turns, that of the first address begins (RFC 8305, 4). Within a family the order stays, which is
// getaddrinfo()'s by RFC 6724.
Addresses by_turns(Addresses addresses);

}  // namespace aipool::http
