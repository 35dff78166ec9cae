// SPDX-License-Identifier: MIT
//
// open_account makes the account that a provider sees out of the one that the operator wrote.
//
// Flow:      a snapshot calls it for each account of each pool.
// Threading: [control].
// Ownership: the caller owns the account, which must outlive the calls made with it.
// Errors:    every fault goes to `faults` at the account's position; then the result is empty.
#pragma once

#include <memory>

#include "core/config/config.h"
#include "core/plugin/account_handle.h"
#include "core/plugin/provider.h"

namespace aipool::plugin {

std::unique_ptr<const AccountHandle> open_account(const Provider& provider, const config::AccountConfig& account,
                                                  config::Faults& faults);

}  // namespace aipool::plugin
