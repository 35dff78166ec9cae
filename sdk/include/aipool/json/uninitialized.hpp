// SPDX-License-Identifier: MIT
//
// A mark for local buffers that are written before they are read: hardening flags need not clear them first.
//
// Flow:      char piece[256] AIPOOL_UNINITIALIZED;
// Threading: none.
// Ownership: none.
// Errors:    none.
#pragma once

#if __has_attribute(uninitialized)
#define AIPOOL_UNINITIALIZED __attribute__((uninitialized))
#else
#define AIPOOL_UNINITIALIZED
#endif
