// SPDX-License-Identifier: MIT
//
// The services that a plugin finds by id: hashes of OpenSSL and zlib, and base64.
//
// Threading: their functions are safe from any thread.
// Ownership: the tables are static.
// Errors:    as aipool/abi/host.h says for each function.
#pragma once

#include "aipool/abi.h"

namespace aipool::plugin {

const aip_hash_service& hash_service() noexcept;
const aip_base64_service& base64_service() noexcept;

}  // namespace aipool::plugin
