// SPDX-License-Identifier: MIT
//
// kit.hpp - runs a plugin with no server: for authors' tests, and for ours.
//
// Flow:      FakeHost -> Plugin -> ProtocolDriver or StepDriver.
// Threading: each header says it.
// Ownership: each header says it.
// Errors:    each header says it.
#pragma once

#include "aipool/kit/account.hpp"
#include "aipool/kit/auth_driver.hpp"
#include "aipool/kit/base64.hpp"
#include "aipool/kit/call.hpp"
#include "aipool/kit/chunks.hpp"
#include "aipool/kit/collector.hpp"
#include "aipool/kit/fake_host.hpp"
#include "aipool/kit/hash.hpp"
#include "aipool/kit/plugin.hpp"
#include "aipool/kit/protocol_driver.hpp"
#include "aipool/kit/request.hpp"
#include "aipool/kit/step_driver.hpp"
