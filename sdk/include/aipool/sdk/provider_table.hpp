// SPDX-License-Identifier: MIT
//
// Fills the ABI's table of a provider with functions that call it behind the barrier.
//
// Flow:      bind_provider() at create(); afterwards only the host calls in here.
// Threading: as aipool/abi/provider.h says of each function.
// Ownership: a call given to the host comes back with close().
// Errors:    barrier.hpp. support() cannot fail: an exception in it means "none".
#pragma once

#include <cstddef>

#include "aipool/sdk/barrier.hpp"
#include "aipool/sdk/instance.hpp"
#include "aipool/sdk/protocol_table.hpp"
#include "aipool/sdk/widen.hpp"

namespace aipool::sdk {

template <std::size_t Index>
struct ProviderFunctions {
  static const ProviderSlot& slot(void* instance) { return Instance::of(instance).providers[Index]; }

  static aip_rc check_account(void* instance, const aip_env* env, const aip_account* account) noexcept {
    return barrier(env, Instance::of(instance).host(), [&](Env& e) {
      read(*account, [&](const aip_account& whole) { slot(instance).provider->check_account(e, whole); });
    });
  }
  static aip_rc protocol_of(void* instance, const aip_env* env, const aip_account* account,
                            aip_bytes* protocol) noexcept {
    return barrier(env, Instance::of(instance).host(), [&](Env& e) {
      read(*account,
           [&](const aip_account& whole) { *protocol = bytes(slot(instance).provider->protocol_of(e, whole)); });
    });
  }
  static aip_enum support(void* instance, const aip_account* account, aip_enum operation) noexcept {
    try {
      return read(*account,
                  [&](const aip_account& whole) { return slot(instance).provider->support(whole, operation); });
    } catch (...) {
      return AIP_SUPPORT_NONE;
    }
  }
  static aip_rc prepare(void* instance, const aip_env* env, const aip_account* account, const aip_request* request,
                        aip_prepared* prepared) noexcept {
    return barrier(env, Instance::of(instance).host(), [&](Env& e) {
      read(*account, [&](const aip_account& owner) {
        read(*request, [&](const aip_request& whole) {
          update(*prepared, [&](aip_prepared& target) { slot(instance).provider->prepare(e, owner, whole, target); });
        });
      });
    });
  }
  static aip_rc unwrap(void* instance, const aip_env* env, aip_bytes data, aip_bytes* inner) noexcept {
    return barrier(env, Instance::of(instance).host(),
                   [&](Env& e) { *inner = bytes(slot(instance).unwrapper->unwrap(e, view(data))); });
  }
  static aip_rc judge(void* instance, const aip_env* env, const aip_failure* failure, aip_verdict* verdict) noexcept {
    return barrier(env, Instance::of(instance).host(), [&](Env& e) {
      read(*failure, [&](const aip_failure& whole) {
        update(*verdict, [&](aip_verdict& target) { slot(instance).judge->judge(e, whole, target); });
      });
    });
  }
  static aip_rc decode_own(void* instance, const aip_env* env, const aip_account* account, const aip_request* request,
                           const aip_reply* reply, const aip_out* out) noexcept {
    return barrier(env, Instance::of(instance).host(), [&](Env& e) {
      Out o(*out);
      read(*account, [&](const aip_account& owner) {
        read(*request, [&](const aip_request& whole) {
          read(*reply, [&](const aip_reply& r) { slot(instance).own_decoder->decode_own(e, owner, whole, r, o); });
        });
      });
    });
  }
  static aip_rc open(void* instance, const aip_env* env, const aip_account* account, const aip_request* request,
                     void** call) noexcept {
    const aip_host* host = Instance::of(instance).host();
    return barrier(env, host, [&](Env& e) {
      read(*account, [&](const aip_account& owner) {
        read(*request,
             [&](const aip_request& whole) { hand_over(slot(instance).stepper->open(e, owner, whole), host, call); });
      });
    });
  }
};

struct StepFunctions {
  static StepCall& of(void* call) noexcept { return *static_cast<StepCall*>(call); }

  static aip_rc step(void* call, const aip_env* env, const aip_input* input, const aip_out* out) noexcept {
    return barrier(env, of(call).host(), [&](Env& e) {
      Out o(*out);
      read(*input, [&](const aip_input& whole) { of(call).step(e, whole, o); });
    });
  }
  static void close(void* call) noexcept { delete &of(call); }
};

template <std::size_t Index>
void bind_provider(ProviderSlot& slot) {
  using Functions = ProviderFunctions<Index>;
  const Provider& provider = *slot.provider;
  slot.judge = dynamic_cast<const Judge*>(&provider);
  slot.unwrapper = dynamic_cast<const Unwrapper*>(&provider);
  slot.own_decoder = dynamic_cast<const OwnDecoder*>(&provider);
  slot.stepper = dynamic_cast<const Steps*>(&provider);
  const std::span<const aip_bytes> protocols = provider.protocols();
  const std::span<const aip_option> options = provider.account_options();
  aip_provider& table = slot.table;
  table.struct_size = sizeof table;
  table.id = bytes(provider.id());
  table.protocols = protocols.data();
  table.protocol_count = protocols.size();
  table.account_options = options.data();
  table.account_option_count = options.size();
  table.default_base_url = bytes(provider.default_base_url());
  table.auth = bytes(provider.auth());
  table.check_account = &Functions::check_account;
  table.support = &Functions::support;
  if (!protocols.empty()) table.protocol_of = &Functions::protocol_of;
  if (slot.stepper == nullptr) table.prepare = &Functions::prepare;
  if (slot.unwrapper != nullptr) table.unwrap = &Functions::unwrap;
  if (slot.judge != nullptr) table.judge = &Functions::judge;
  if (slot.own_decoder != nullptr) table.decode_own = &Functions::decode_own;
  if (slot.stepper != nullptr) {
    slot.steps = {sizeof(aip_steps), 0, &Functions::open, &StepFunctions::step, &StepFunctions::close};
    table.steps = &slot.steps;
  }
}

}  // namespace aipool::sdk
