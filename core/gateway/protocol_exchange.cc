// SPDX-License-Identifier: MIT
#include "core/gateway/protocol_exchange.h"

#include <ctime>

#include "core/gateway/judge.h"
#include "core/gateway/reply_headers.h"
#include "core/gateway/retry_after.h"
#include "core/gateway/return_thoughts.h"
#include "core/gateway/stored_responses.h"
#include "core/gateway/upstream_request.h"

namespace aipool::gateway {
namespace {

constexpr std::size_t kErrorBodyMax = 256 * 1024;
constexpr std::size_t kDecoderBytes = 192;  // what of a decoder most frames touch
constexpr std::size_t kFrameMax = std::size_t{8} << 20;  // one event may carry an image in base64

Error upstream_error(std::string detail) {
  Error error = make_error(ErrorCode::kUpstreamProtocol, ErrorSource::kUpstream, std::move(detail));
  error.client_text = "The upstream's answer could not be understood.";
  return error;
}

Error truncated_error(std::string detail) {
  Error error = make_error(ErrorCode::kUpstreamProtocol, ErrorSource::kUpstream, std::move(detail));
  error.client_text = "The upstream's answer ended before it was complete.";
  return error;
}

}  // namespace

// Passes events on and remembers what decides about the frame: its cuts, an error, the terminal event.
class ProtocolExchange::FrameSink final : public plugin::Sink {
 public:
  explicit FrameSink(AnswerSink& answer, SignatureRecorder* signatures = nullptr)
      : answer_(answer), signatures_(signatures) {}

  bool event(const aip_event& event) override {
    if (event.kind == AIP_EVENT_ERROR && event.error) error_ = plugin::OwnedError::from(*event.error);
    if (event.kind == AIP_EVENT_END) ended_ = true;
    if (signatures_ != nullptr) signatures_->event(event);
    answer_.event(event);
    return true;
  }
  bool bytes(std::string_view bytes) override {
    answer_.source(bytes);
    return true;
  }
  bool splice(const aip_splice& splice) override {
    cuts_.push_back({splice.offset, splice.erase, std::string(plugin::text(splice.insert))});
    return true;
  }

  // The frame as it came, less the cuts.
  void pass_on(std::string_view raw) {
    std::size_t done = 0;
    for (const plugin::Splice& cut : cuts_) {
      if (cut.offset > done) answer_.source(raw.substr(done, cut.offset - done));
      if (!cut.insert.empty()) answer_.source(cut.insert);
      done = cut.offset + cut.erase;
    }
    if (done < raw.size()) answer_.source(raw.substr(done));
    cuts_.clear();
  }

  bool ended() const { return ended_; }
  std::optional<plugin::OwnedError>& error() { return error_; }

 private:
  AnswerSink& answer_;
  SignatureRecorder* const signatures_;
  std::vector<plugin::Splice> cuts_;
  std::optional<plugin::OwnedError> error_;
  bool ended_ = false;
};

ProtocolExchange::ProtocolExchange(Transaction& transaction, const Binding& binding, http::Cancellation& cancellation,
                                   std::chrono::milliseconds first_content)
    : t_(transaction), binding_(binding), provider_(*transaction.pool->provider), cancellation_(cancellation),
      first_content_(first_content), reply_headers_(transaction.call.memory()), headers_(&transaction.call.memory()) {}

http::Task<bool> ProtocolExchange::start() {
  own_ = provider_.support(*binding_.account, t_.request.operation) == plugin::Support::kOwn;
  const bool same_protocol = binding_.protocol->number() == t_.protocol->number();
  pass_request_ = same_protocol && !own_ && !provider_.has_unwrap() && t_.past.empty() && t_.has_client;
  t_.request.flags &= ~AIP_REQUEST_PASS;
  if (pass_request_) t_.request.flags |= AIP_REQUEST_PASS;

  auto prepared = provider_.prepare(t_.call, *binding_.account, t_.request);
  if (!prepared) co_return fail_start(prepared.error());
  if (own_ && prepared->method.empty()) co_return answer_unasked();
  auto body = encode(*prepared);
  if (!body) co_return fail_start(body.error());
  const std::string_view source = plugin::text(t_.request.source_body);
  plugin::Call::Passing passing(t_.call);  // until the answer begins
  const UpstreamRequest outgoing(binding_, *prepared, &*body, source, passing.memory());
  if (!outgoing.sound()) {
    const Error error = make_error(ErrorCode::kInternal, ErrorSource::kPlugin, "a provider's splices do not fit the body");
    co_return fail_start(error);
  }

  const http::ClientRequest request = outgoing.request();
  http::ClientDeadlines deadlines;
  deadlines.connect = t_.snapshot->config().timeouts.connect;
  deadlines.head = first_content_;
  deadlines.total = t_.snapshot->config().timeouts.total;
  auto sent = co_await t_.loop.upstreams.send(binding_.endpoint, request, deadlines, &cancellation_);
  if (!sent) co_return fail_start(sent.error());
  answer_ = std::move(*sent);
  note_head();
  const int status = answer_->head().status;
  if (status >= 200 && status < 300) {
    note_accepted(binding_);
    co_return open_answer();
  }

  co_await read_error_body();
  plugin::OwnedError error = binding_.protocol->decode_error(t_.call, reply());
  if (!error.retry_after) error.retry_after = retry_after(answer_->head().headers, std::time(nullptr));
  fault_ = judge_answer(t_, binding_, reply(), std::move(error), false);
  fault_->headers = plugin::owned_headers(headers_);
  co_return false;
}

// The body for the upstream; decodes the client's request first where it cannot go out as it is.
Result<plugin::EncodedBody> ProtocolExchange::encode(const plugin::Prepared& prepared) {
  if (own_) return plugin::EncodedBody{};
  t_.request.dialect = prepared.dialect;
  if (prepared.no_pass) {
    pass_request_ = false;
    t_.request.flags &= ~AIP_REQUEST_PASS;
  }
  return pass_request_ ? binding_.protocol->encode_request(t_.call, t_.request) : convert();
}

// Each attempt starts from the client's tree, which keeps no thoughts of another attempt's provider.
Result<plugin::EncodedBody> ProtocolExchange::convert() {
  if (auto decoded = decode_whole(t_); !decoded) return std::move(decoded).error();
  aip_request request = t_.request;
  if (!t_.past.empty()) request.previous_id = {};  // it is in the tree
  return_thoughts(t_.call, request, t_.loop.signatures, thought_owner(), binding_.protocol->number());
  return binding_.protocol->encode_request(t_.call, request);
}

ThoughtOwner ProtocolExchange::thought_owner() const {
  return {t_.key, provider_.id(), binding_.endpoint.origin.host, binding_.protocol->id()};
}

void ProtocolExchange::note_head() {
  const http::Headers& headers = answer_->head().headers;
  reply_headers_.reserve(headers.size());
  for (const http::Header& header : headers) reply_headers_.add(header.name, header.value);
  headers_ = headers_for_client(answer_->head(), t_.call.memory());
  content_type_ = headers.find("content-type").value_or("application/json");
}

// The provider knows the answer by itself.
bool ProtocolExchange::answer_unasked() {
  never_ = std::make_unique<http::Signal>(t_.loop.loop);
  return true;
}

// A 2xx: opens the decoder, which says how the body is framed.
bool ProtocolExchange::open_answer() {
  if (own_) return true;
  auto decoder = binding_.protocol->open_decoder(t_.call, t_.request, reply());
  if (!decoder) return fail_start(decoder.error());
  framer_.emplace(decoder->framing(), decoder->framing() == AIP_FRAMING_WHOLE ? kWholeAnswerMax : kFrameMax);
  decoder_.emplace(std::move(*decoder));
  // A whole body is no stream, whatever was asked for: it reaches a streaming client through the encoder.
  passes_ = pass_request_ && t_.streams() == (decoder_->framing() != AIP_FRAMING_WHOLE);
  const bool thinks = !passes_ && t_.request.operation == AIP_OP_GENERATE;
  if (thinks) signatures_ = std::make_unique<SignatureRecorder>(t_.loop.signatures, thought_owner());
  return true;
}

// Whatever of it can be had: an error whose body is cut still has its status.
http::Task<void> ProtocolExchange::read_error_body() {
  while (whole_.size() < kErrorBodyMax) {
    auto piece = co_await answer_->read(t_.snapshot->config().timeouts.idle);
    if (!piece) co_return;
    whole_.append(piece->bytes.substr(0, kErrorBodyMax - whole_.size()));
    if (piece->end) co_return;
  }
}

void ProtocolExchange::gather(http::WorkingSet& set) const {
  set.add(*this);
  if (answer_) answer_->gather(set);
  set.add(t_);
  if (decoder_) set.add(decoder_->object(), kDecoderBytes);
}

http::Signal::Wait ProtocolExchange::arrival() {
  if (never_) return never_->wait(http::kNoDeadline, nullptr);
  return answer_->arrival(t_.snapshot->config().timeouts.idle);
}

Exchange::Progress ProtocolExchange::give_up(http::WaitOutcome outcome, AnswerSink&) {
  return fail(judge_error(answer_->given_up(outcome), Ending::kTruncated));
}

Exchange::Progress ProtocolExchange::pull(AnswerSink& sink) {
  if (never_) return decode_own_answer(sink);
  const auto piece = answer_->pull();
  if (!piece) return fail(judge_error(piece.error(), Ending::kTruncated));
  if (!*piece) return Progress::kNothing;
  return decoder_ ? decode_piece(**piece, sink) : gather_piece(**piece, sink);
}

// The provider reads the answer itself, once it is whole.
Exchange::Progress ProtocolExchange::gather_piece(const http::BodyPiece& piece, AnswerSink& sink) {
  const bool fits = piece.bytes.size() <= kWholeAnswerMax - whole_.size();
  if (fits) whole_.append(piece.bytes);
  if (fits && !piece.end) return Progress::kMore;
  if (fits && piece.complete) return decode_own_answer(sink);
  return fail(judge_error(truncated_error("body cut or too long"), Ending::kTruncated));
}

Exchange::Progress ProtocolExchange::decode_own_answer(AnswerSink& sink) {
  FrameSink events(sink);
  auto decoded = provider_.decode_own(t_.call, *binding_.account, t_.request, reply(), events);
  if (!decoded) return fail(judge_error(decoded.error(), Ending::kError));
  return Progress::kEnd;
}

Exchange::Progress ProtocolExchange::decode_piece(const http::BodyPiece& piece, AnswerSink& sink) {
  FrameSink events(sink, signatures_.get());
  Result<void> decoded;
  const auto take = [&](const sdk::Frame& frame) {
    if (decoded) decoded = decode_frame(frame, events);
  };
  const bool last = piece.end && piece.complete;
  const sdk::FrameError framing = last ? framer_->finish(piece.bytes, take) : framer_->feed(piece.bytes, take);

  if (!decoded) return fail(judge_error(decoded.error(), Ending::kError));
  ended_ = ended_ || events.ended();
  if (events.error()) {
    static_cast<void>(fail(judge_answer(t_, binding_, reply(), std::move(*events.error()), true)));
    // Once content has gone out, pass-through goes on: the client sees the upstream's own error and its ending.
    if (!passes_ || !sink.committed()) return Progress::kFailed;
    error_passed_on_ = true;
  }
  if (framing == sdk::FrameError::kPartial) {
    return fail(judge_error(truncated_error(std::string(sdk::describe(framing))), Ending::kTruncated));
  }
  if (framing != sdk::FrameError::kNone) {
    return fail(judge_error(upstream_error(std::string(sdk::describe(framing))), Ending::kError));
  }
  if (!piece.end) return Progress::kMore;
  if (!piece.complete) return fail(judge_error(truncated_error("the body was cut"), Ending::kTruncated));
  return finish(sink);
}

Result<void> ProtocolExchange::decode_frame(const sdk::Frame& frame, FrameSink& events) {
  if (!frame.data.empty()) {
    sdk::Frame inner = frame;
    if (provider_.has_unwrap()) {
      auto unwrapped = provider_.unwrap(t_.call, frame.data);
      if (!unwrapped) return std::move(unwrapped).error();
      inner.data = *unwrapped;
    }
    if (auto decoded = decoder_->frame(t_.call, inner, events); !decoded) return decoded;
  }
  if (passes_ && events.error() && binding_.scrub.finds(frame.raw)) {
    std::string clean(frame.raw);
    binding_.scrub.clean(clean);
    events.pass_on(clean);
  } else if (passes_) {
    events.pass_on(frame.raw);
  }
  return {};
}

// The framing is complete; the protocol's own terminal event decides.
Exchange::Progress ProtocolExchange::finish(AnswerSink& sink) {
  FrameSink events(sink, signatures_.get());
  if (auto decoded = decoder_->end(t_.call, events); !decoded) return fail(judge_error(decoded.error(), Ending::kError));
  ended_ = ended_ || events.ended();
  decoder_.reset();
  signatures_.reset();
  if (error_passed_on_) return Progress::kEndWithError;
  if (ended_) return Progress::kEnd;
  return fail(judge_error(truncated_error("no terminal event of the protocol"), Ending::kTruncated));
}

Exchange::Progress ProtocolExchange::fail(AttemptFault fault) {
  fault.headers = plugin::owned_headers(headers_);
  fault_ = std::move(fault);
  return Progress::kFailed;
}

bool ProtocolExchange::fail_start(const Error& error) {
  fault_ = judge_start(t_, error);
  return false;
}

aip_reply ProtocolExchange::reply() const {
  auto reply = plugin::sized<aip_reply>();
  if (answer_) reply.status = answer_->head().status;
  reply.headers = reply_headers_.view();
  reply.body = plugin::bytes(whole_);
  return reply;
}

}  // namespace aipool::gateway
