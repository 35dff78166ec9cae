// SPDX-License-Identifier: MIT
//
// barrier() runs plugin code for the host: no exception gets past it.
//
// Flow:      every function of a table is a barrier around one virtual call.
// Threading: as the call.
// Ownership: none.
// Errors:    Fault -> env->fail and its class; std::bad_alloc -> AIP_E_NOMEM; anything else -> AIP_E_PANIC with the
// type of
//            the exception. Its text is left out: it may quote a prompt.
#pragma once

#include <cxxabi.h>

#include <cstdio>
#include <new>
#include <type_traits>
#include <typeinfo>

#include "aipool/abi/host.h"
#include "aipool/sdk/env.hpp"
#include "aipool/sdk/fault.hpp"

namespace aipool::sdk {

namespace detail {

inline aip_rc report(const aip_env& env, std::int32_t error_class, std::string_view message) noexcept {
  aip_error error{};
  error.struct_size = sizeof error;
  error.error_class = error_class;
  error.retry_after_ms = -1;
  error.message = bytes(message);
  return env.fail(&env, &error);
}

// Called in a handler.
inline aip_rc report_current(const aip_env& env) noexcept {
  try {
    throw;
  } catch (const Fault& fault) {
    return Env(env).fail(fault);
  } catch (const std::bad_alloc&) {
    return report(env, AIP_E_NOMEM, "the call is over its memory budget");
  } catch (...) {
    const std::type_info* type = abi::__cxa_current_exception_type();
    char text[160];
    std::snprintf(text, sizeof text, "an exception of type %s was not handled", type == nullptr ? "?" : type->name());
    return report(env, AIP_E_PANIC, text);
  }
}

}  // namespace detail

// body(Env&) returns nothing or a code.
template <class Body>
aip_rc barrier(const aip_env* env, const aip_host* host, Body&& body) noexcept {
  try {
    Env wrapped(*env, host);
    if constexpr (std::is_void_v<decltype(body(wrapped))>) {
      body(wrapped);
      return AIP_OK;
    } else {
      return body(wrapped);
    }
  } catch (...) {
    return detail::report_current(*env);
  }
}

}  // namespace aipool::sdk
