// SPDX-License-Identifier: MIT
//
// read_auth_url() takes the whole URL apart to which a credential machine sends.
//
// Flow:      a run of a machine asks it for every exchange.
// Threading: pure function.
// Ownership: the result owns its texts.
// Errors:    kInvalidRequest with source kConfig for what is no URL, and for plain http to another machine:
//            credentials go over TLS. The text never repeats the URL's path or query.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/http/origin.h"

namespace aipool::gateway {

struct AuthUrl {
  http::Origin origin;
  std::string target;  // path and query
};

Result<AuthUrl> read_auth_url(std::string_view url);

}  // namespace aipool::gateway
