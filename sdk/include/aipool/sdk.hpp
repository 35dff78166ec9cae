// SPDX-License-Identifier: MIT
//
// sdk.hpp - the whole C++20 layer over aipool/abi.h. It is compiled into the plugin and is no part of the contract.
//
// Flow:      derive from Plugin, Provider, ClientHalf, UpstreamHalf; end the source file with AIPOOL_PLUGIN.
// Threading: each header says it.
// Ownership: each header says it.
// Errors:    throw Fault.
#pragma once

#include "aipool/abi.h"
#include "aipool/sdk/auth.hpp"
#include "aipool/sdk/auth_table.hpp"
#include "aipool/sdk/barrier.hpp"
#include "aipool/sdk/bytes.hpp"
#include "aipool/sdk/env.hpp"
#include "aipool/sdk/events.hpp"
#include "aipool/sdk/fault.hpp"
#include "aipool/sdk/host.hpp"
#include "aipool/sdk/instance.hpp"
#include "aipool/sdk/live.hpp"
#include "aipool/sdk/operations.hpp"
#include "aipool/sdk/out.hpp"
#include "aipool/sdk/plugin.hpp"
#include "aipool/sdk/protocol.hpp"
#include "aipool/sdk/protocol_table.hpp"
#include "aipool/sdk/provider.hpp"
#include "aipool/sdk/provider_table.hpp"
#include "aipool/sdk/ranges.hpp"
#include "aipool/sdk/widen.hpp"
