// SPDX-License-Identifier: MIT
//
// ProtocolExchange is an attempt over HTTP in the upstream's protocol: encode, send, judge, cut into frames, decode.
//
// Flow:      start() encodes and sends; pull() reads a piece, gives each frame to the decoder, and passes on its events or,
//            on pass-through, the frame itself less the decoder's cuts.
// Threading: one event loop.
// Ownership: as Exchange.
// Errors:    an answer is kEnd only with complete framing and the protocol's own terminal event; all else is a fault.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "aipool/framing.hpp"
#include "core/gateway/exchange.h"
#include "core/gateway/signature_recorder.h"
#include "core/http/client.h"

namespace aipool::gateway {

class ProtocolExchange final : public Exchange {
 public:
  ProtocolExchange(Transaction& transaction, const Binding& binding, http::Cancellation& cancellation,
                   std::chrono::milliseconds first_content);

  http::Task<bool> start() override;

  void gather(http::WorkingSet& set) const override;

  bool passes_through() const override { return passes_; }
  std::string_view content_type() const override { return content_type_; }
  std::span<const http::Header> headers() const override { return headers_; }

 private:
  class FrameSink;

  Result<plugin::EncodedBody> encode(const plugin::Prepared& prepared);
  Result<plugin::EncodedBody> convert();
  ThoughtOwner thought_owner() const;
  void note_head();
  bool open_answer();
  bool answer_unasked();
  http::Task<void> read_error_body();
  Progress pull(AnswerSink& sink) override;
  http::Signal::Wait arrival() override;
  Progress give_up(http::WaitOutcome outcome, AnswerSink& sink) override;
  Progress gather_piece(const http::BodyPiece& piece, AnswerSink& sink);
  Progress decode_own_answer(AnswerSink& sink);
  Progress decode_piece(const http::BodyPiece& piece, AnswerSink& sink);
  Result<void> decode_frame(const sdk::Frame& frame, FrameSink& events);
  Progress finish(AnswerSink& sink);
  Progress fail(AttemptFault fault);
  bool fail_start(const Error& error);
  aip_reply reply() const;

  Transaction& t_;
  const Binding& binding_;
  const plugin::Provider& provider_;
  http::Cancellation& cancellation_;
  const std::chrono::milliseconds first_content_;

  std::unique_ptr<http::ClientExchange> answer_;
  std::unique_ptr<http::Signal> never_;     // in its place, where the upstream need not be asked
  std::optional<plugin::Decoder> decoder_;  // none where the provider reads the answer itself
  std::optional<sdk::Framer> framer_;
  std::unique_ptr<SignatureRecorder> signatures_;  // of an answer that is converted
  plugin::FieldList reply_headers_;
  std::string whole_;  // an error body, or an answer that the provider reads itself
  std::string_view content_type_;            // these two borrow from the answer's head
  std::pmr::vector<http::Header> headers_;
  bool own_ = false;           // the provider makes the request and reads the answer itself
  bool pass_request_ = false;  // the request went out as the client's bytes
  bool passes_ = false;
  bool ended_ = false;         // the protocol's terminal event was seen
  bool error_passed_on_ = false;
};

}  // namespace aipool::gateway
