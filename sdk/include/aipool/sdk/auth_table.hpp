// SPDX-License-Identifier: MIT
//
// Fills the ABI's table of a credential machine with a function that calls it behind the barrier.
//
// Flow:      bind_auth() at create(); afterwards only the host calls in here.
// Threading: as aipool/abi/auth.h says.
// Ownership: moves lie in the step arena.
// Errors:    a Fault of the machine is its move FAILED; all else as barrier.hpp.
#pragma once

#include <cstddef>

#include "aipool/sdk/barrier.hpp"
#include "aipool/sdk/instance.hpp"
#include "aipool/sdk/widen.hpp"

namespace aipool::sdk {

template <std::size_t Index>
struct AuthFunctions {
  static aip_rc step(void* instance, const aip_env* env, const aip_account* account, aip_bytes state,
                     const aip_input* input, aip_auth_move* move) noexcept {
    return barrier(env, Instance::of(instance).host(), [&](Env& e) {
      const Auth& machine = *Instance::of(instance).auths[Index].auth;
      read(*account, [&](const aip_account& owner) {
        read(*input, [&](const aip_input& whole) {
          update(*move, [&](aip_auth_move& target) {
            AuthMove made(e, target);
            try {
              machine.step(e, owner, view(state), whole, made);
            } catch (const Fault& fault) {
              made.fail(fault);
            }
          });
        });
      });
    });
  }
};

template <std::size_t Index>
void bind_auth(AuthSlot& slot) {
  const std::span<const aip_bytes> methods = slot.auth->methods();
  slot.table = {sizeof(aip_auth),
                0,
                bytes(slot.auth->id()),
                bytes(slot.auth->default_document()),
                methods.data(),
                methods.size(),
                &AuthFunctions<Index>::step};
}

}  // namespace aipool::sdk
