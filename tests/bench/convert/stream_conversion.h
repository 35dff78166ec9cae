// SPDX-License-Identifier: MIT
//
// StreamConversion is one stream on its way through the host's classes: framing, decoder, encoder, client bytes.
//
// Flow:      feed() for what came from the upstream, finish() with the last of it; each gives what goes to the client.
// Threading: one thread.
// Ownership: borrows the protocols; what it gives is valid until the next call. Pinned: its call is.
// Errors:    std::runtime_error with the reason.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "aipool/framing.hpp"
#include "core/plugin/call.h"
#include "core/plugin/client_protocol.h"
#include "core/plugin/upstream_protocol.h"

namespace aipool::bench {

// Whether the stream is one document a line, not events of SSE.
inline bool is_lines(std::string_view stream) { return stream.starts_with('{'); }

class StreamConversion {
 public:
  StreamConversion(const plugin::UpstreamProtocol& from, const plugin::ClientProtocol& to);
  StreamConversion(const StreamConversion&) = delete;
  StreamConversion& operator=(const StreamConversion&) = delete;

  std::string_view feed(std::string_view bytes);
  std::string_view finish(std::string_view bytes);

 private:
  class ToClient;
  void decode(const sdk::Frame& frame);

  plugin::Call call_{"bench"};
  std::optional<plugin::Decoder> decoder_;
  std::optional<plugin::Encoder> encoder_;
  std::optional<sdk::Framer> framer_;
  std::string out_;
};

}  // namespace aipool::bench
