// SPDX-License-Identifier: MIT
//
// Which kind of build this is, where safety has to know: sanitizers change what a plugin links and how it is unloaded.
//
// Threading: constants.
// Ownership: none.
// Errors:    none.
#pragma once

namespace aipool::plugin {

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
inline constexpr bool kAddressSanitized = true;
#else
inline constexpr bool kAddressSanitized = false;
#endif
#if __has_feature(thread_sanitizer) || __has_feature(undefined_behavior_sanitizer)
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = kAddressSanitized;
#endif
#elif defined(__SANITIZE_ADDRESS__)
inline constexpr bool kAddressSanitized = true;
inline constexpr bool kSanitized = true;
#elif defined(__SANITIZE_THREAD__)
inline constexpr bool kAddressSanitized = false;
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kAddressSanitized = false;
inline constexpr bool kSanitized = false;
#endif

}  // namespace aipool::plugin
