// SPDX-License-Identifier: MIT
//
// The halves of a protocol as classes to derive from, and Protocol, which names them.
//
// Flow:      client half:   inspect -> (decode_request) -> encoder -> event... ; upstream half: encode_request ->
// decoder ->
//            frame... -> end. aipool/abi/protocol.h says when each is called and what it may use of `out`.
// Threading: const functions are called concurrently; an encoder or decoder by one thread at a time.
// Ownership: halves and Protocols live as long as the plugin object, which owns them.
// Errors:    throw Fault; see barrier.hpp for the rest.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "aipool/abi/protocol.h"
#include "aipool/sdk/env.hpp"
#include "aipool/sdk/live.hpp"
#include "aipool/sdk/out.hpp"

namespace aipool::sdk {

// Writes one answer for a client.
class Encoder : public Live {
 public:
  virtual void event(Env& env, const aip_event& event, Out& out) = 0;
  // A keep-alive that the protocol's clients pass over; nothing where it has none.
  virtual void tick(Env& env, Out& out) = 0;
};

// Reads one answer of an upstream.
class Decoder : public Live {
 public:
  virtual void frame(Env& env, const aip_frame& frame, Out& out) = 0;
  // The framing ended as it should.
  virtual void end(Env& env, Out& out) = 0;
};

class ClientHalf {
 public:
  virtual ~ClientHalf() = default;
  virtual std::span<const aip_route> routes() const = 0;
  virtual void inspect(Env& env, aip_request& request) const = 0;
  virtual void decode_request(Env& env, aip_request& request) const = 0;
  virtual std::unique_ptr<Encoder> encoder(Env& env, const aip_request& request, aip_answer& answer) const = 0;
  virtual void encode_error(Env& env, const aip_error& error, std::uint32_t flags, aip_answer& answer,
                            Out& out) const = 0;
};

class UpstreamHalf {
 public:
  virtual ~UpstreamHalf() = default;
  virtual void encode_request(Env& env, const aip_request& request, Out& out) const = 0;
  virtual std::unique_ptr<Decoder> decoder(Env& env, const aip_request& request, const aip_reply& reply,
                                           aip_enum& framing) const = 0;
  virtual void decode_error(Env& env, const aip_reply& reply, aip_error& error) const = 0;
};

// Either half may be absent.
class Protocol {
 public:
  Protocol(std::string_view id, const ClientHalf* client, const UpstreamHalf* upstream) noexcept
      : id_(id), client_(client), upstream_(upstream) {}

  std::string_view id() const noexcept { return id_; }
  const ClientHalf* client() const noexcept { return client_; }
  const UpstreamHalf* upstream() const noexcept { return upstream_; }

 private:
  std::string_view id_;
  const ClientHalf* client_;
  const UpstreamHalf* upstream_;
};

constexpr aip_route route(std::string_view method, std::string_view path, aip_enum operation, std::uint32_t rank = 0,
                          std::string_view header = {}, std::string_view query = {}) noexcept {
  return {bytes(method), bytes(path), bytes(header), bytes(query), operation, rank, 0, 0};
}

}  // namespace aipool::sdk
