// SPDX-License-Identifier: MIT
//
// What the credential machines of all vendors share: one step, notes between steps, forms, PKCE, token documents.
//
// Flow:      a machine keeps Notes in its state, sends forms, and writes documents back with what it does not know.
// Threading: free functions and plain values.
// Ownership: texts are copies.
// Errors:    as each header says.
#pragma once

#include "aipool/oauth/document.hpp"
#include "aipool/oauth/form.hpp"
#include "aipool/oauth/notes.hpp"
#include "aipool/oauth/pkce.hpp"
#include "aipool/oauth/run.hpp"
#include "aipool/oauth/same_text.hpp"
