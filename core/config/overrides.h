// SPDX-License-Identifier: MIT
//
// Overrides put the environment variables of the contract into the trees, where they win over the files.
//
// Flow:      load() calls each once, after expansion and before the trees are read, so that an override is
//            checked like what it replaces.
// Threading: pure, given a pure Environment.
// Ownership: edits the tree it is given.
// Errors:    a key for a pool with several accounts is a fault, unless one of them already has that very key.
//            A variable that is empty counts as not set.
#pragma once

#include "core/config/environment.h"

namespace aipool::config {

// SERVER_HOST, SERVER_PORT, API_KEY, LOG_LEVEL, MODEL_PROVIDER, PROVIDER_POOLS_FILE.
void override_config(Value& root, const Environment& environment);

// OPENAI_API_KEY, CLAUDE_API_KEY, GEMINI_OAUTH_CREDS_FILE_PATH make an account where there is none;
// PROJECT_ID only completes one.
void override_pools(Value& root, const Environment& environment, Faults& faults);

}  // namespace aipool::config
