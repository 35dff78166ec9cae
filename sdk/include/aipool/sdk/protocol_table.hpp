// SPDX-License-Identifier: MIT
//
// Fills the ABI's tables of a protocol with functions that call its halves behind the barrier.
//
// Flow:      bind_protocol() at create(); afterwards only the host calls in here.
// Threading: as aipool/abi/protocol.h says of each function.
// Ownership: an encoder or decoder given to the host comes back with encode_close() or decode_close().
// Errors:    barrier.hpp.
#pragma once

#include <cstddef>
#include <memory>

#include "aipool/sdk/barrier.hpp"
#include "aipool/sdk/events.hpp"
#include "aipool/sdk/instance.hpp"
#include "aipool/sdk/widen.hpp"

namespace aipool::sdk {

template <class Object>
void hand_over(std::unique_ptr<Object> object, const aip_host* host, void** target) {
  if (object == nullptr) throw Fault{AIP_E_INTERNAL, "the plugin made no object for this call"};
  object->set_host(host);
  *target = object.release();
}

template <std::size_t Index>
struct ClientFunctions {
  static const ClientHalf& half(void* instance) { return *Instance::of(instance).protocols[Index].protocol->client(); }

  static aip_rc inspect(void* instance, const aip_env* env, aip_request* request) noexcept {
    return barrier(env, Instance::of(instance).host(),
                   [&](Env& e) { update(*request, [&](aip_request& whole) { half(instance).inspect(e, whole); }); });
  }
  static aip_rc decode_request(void* instance, const aip_env* env, aip_request* request) noexcept {
    return barrier(env, Instance::of(instance).host(), [&](Env& e) {
      update(*request, [&](aip_request& whole) {
        half(instance).decode_request(e, whole);
        whole.flags |= AIP_REQUEST_DECODED;
      });
    });
  }
  static aip_rc encode_open(void* instance, const aip_env* env, const aip_request* request, aip_answer* answer,
                            void** encoder) noexcept {
    const aip_host* host = Instance::of(instance).host();
    return barrier(env, host, [&](Env& e) {
      read(*request, [&](const aip_request& whole) {
        update(*answer, [&](aip_answer& head) { hand_over(half(instance).encoder(e, whole, head), host, encoder); });
      });
    });
  }
  static aip_rc encode_error(void* instance, const aip_env* env, const aip_error* error, std::uint32_t flags,
                             aip_answer* answer, const aip_out* out) noexcept {
    return barrier(env, Instance::of(instance).host(), [&](Env& e) {
      Out o(*out);
      read(*error, [&](const aip_error& whole) {
        update(*answer, [&](aip_answer& head) { half(instance).encode_error(e, whole, flags, head, o); });
      });
    });
  }
};

struct EncoderFunctions {
  static Encoder& of(void* encoder) noexcept { return *static_cast<Encoder*>(encoder); }

  static aip_rc encode_event(void* encoder, const aip_env* env, const aip_event* event, const aip_out* out) noexcept {
    return barrier(env, of(encoder).host(), [&](Env& e) {
      Out o(*out);
      read(*event, [&](const aip_event& whole) {
        if (!events::is_complete(whole)) throw Fault{AIP_E_INTERNAL, "an event lacks what its kind is about"};
        of(encoder).event(e, whole, o);
      });
    });
  }
  static aip_rc encode_tick(void* encoder, const aip_env* env, const aip_out* out) noexcept {
    return barrier(env, of(encoder).host(), [&](Env& e) {
      Out o(*out);
      of(encoder).tick(e, o);
    });
  }
  static void encode_close(void* encoder) noexcept { delete &of(encoder); }
};

template <std::size_t Index>
struct UpstreamFunctions {
  static const UpstreamHalf& half(void* instance) {
    return *Instance::of(instance).protocols[Index].protocol->upstream();
  }

  static aip_rc encode_request(void* instance, const aip_env* env, const aip_request* request,
                               const aip_out* out) noexcept {
    return barrier(env, Instance::of(instance).host(), [&](Env& e) {
      Out o(*out);
      read(*request, [&](const aip_request& whole) { half(instance).encode_request(e, whole, o); });
    });
  }
  static aip_rc decode_open(void* instance, const aip_env* env, const aip_request* request, const aip_reply* reply,
                            aip_enum* framing, void** decoder) noexcept {
    const aip_host* host = Instance::of(instance).host();
    return barrier(env, host, [&](Env& e) {
      read(*request, [&](const aip_request& whole) {
        read(*reply, [&](const aip_reply& head) {
          hand_over(half(instance).decoder(e, whole, head, *framing), host, decoder);
        });
      });
    });
  }
  static aip_rc decode_error(void* instance, const aip_env* env, const aip_reply* reply, aip_error* error) noexcept {
    return barrier(env, Instance::of(instance).host(), [&](Env& e) {
      read(*reply, [&](const aip_reply& whole) {
        update(*error, [&](aip_error& target) { half(instance).decode_error(e, whole, target); });
      });
    });
  }
};

struct DecoderFunctions {
  static Decoder& of(void* decoder) noexcept { return *static_cast<Decoder*>(decoder); }

  static aip_rc decode_frame(void* decoder, const aip_env* env, const aip_frame* frame, const aip_out* out) noexcept {
    return barrier(env, of(decoder).host(), [&](Env& e) {
      Out o(*out);
      read(*frame, [&](const aip_frame& whole) { of(decoder).frame(e, whole, o); });
    });
  }
  static aip_rc decode_end(void* decoder, const aip_env* env, const aip_out* out) noexcept {
    return barrier(env, of(decoder).host(), [&](Env& e) {
      Out o(*out);
      of(decoder).end(e, o);
    });
  }
  static void decode_close(void* decoder) noexcept { delete &of(decoder); }
};

template <std::size_t Index>
void bind_protocol(ProtocolSlot& slot) {
  using Client = ClientFunctions<Index>;
  using Upstream = UpstreamFunctions<Index>;
  slot.table = {sizeof(aip_protocol), 0, bytes(slot.protocol->id()), nullptr, nullptr};
  if (const ClientHalf* half = slot.protocol->client(); half != nullptr) {
    const std::span<const aip_route> routes = half->routes();
    slot.client = {sizeof(aip_client_half),
                   0,
                   routes.data(),
                   routes.size(),
                   &Client::inspect,
                   &Client::decode_request,
                   &Client::encode_open,
                   &EncoderFunctions::encode_event,
                   &EncoderFunctions::encode_tick,
                   &EncoderFunctions::encode_close,
                   &Client::encode_error};
    slot.table.client = &slot.client;
  }
  if (slot.protocol->upstream() != nullptr) {
    slot.upstream = {sizeof(aip_upstream_half),       0,
                     &Upstream::encode_request,       &Upstream::decode_open,
                     &DecoderFunctions::decode_frame, &DecoderFunctions::decode_end,
                     &DecoderFunctions::decode_close, &Upstream::decode_error};
    slot.table.upstream = &slot.upstream;
  }
}

}  // namespace aipool::sdk
