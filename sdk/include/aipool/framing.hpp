// SPDX-License-Identifier: MIT
//
// Framer cuts an upstream body into frames, whatever the pieces in which the network delivers it.
//
// Flow:      feed() for each piece, finish() when the body ended as HTTP says it should; each calls the sink with the
//            frames that are complete. Frames do not depend on the pieces (but for AIP_FRAMING_RAW, which is the
//            pieces).
// Threading: one stream, one thread at a time.
// Ownership: a frame that lies within one piece is a span of that piece; only an incomplete rest is copied.
// Errors:    FrameError, and from then on the same again. The sink's exceptions pass through.
// Units:     bytes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "aipool/abi/exchange.h"
#include "aipool/framing/frame.hpp"
#include "aipool/framing/json_splitter.hpp"
#include "aipool/framing/sse_splitter.hpp"

namespace aipool::sdk {

class Framer {
 public:
  static constexpr std::size_t kFrameMax = std::size_t{1} << 20;
  static constexpr std::size_t kWholeMax = std::size_t{32} << 20;

  explicit Framer(aip_enum framing) : Framer(framing, framing == AIP_FRAMING_WHOLE ? kWholeMax : kFrameMax) {}
  Framer(aip_enum framing, std::size_t frame_max) : framing_(framing), frame_max_(frame_max) {
    if (framing < AIP_FRAMING_RAW || framing > AIP_FRAMING_JSON_ARRAY) error_ = FrameError::kMalformed;
  }

  // Calls sink(const Frame&) for each frame that `bytes` completes.
  template <class Sink>
  FrameError feed(std::string_view bytes, Sink&& sink) {
    while (error_ == FrameError::kNone && !bytes.empty()) {
      const std::size_t end = scan(bytes);
      const std::string_view piece = bytes.substr(0, end);
      if (framing_ != AIP_FRAMING_RAW && piece.size() > frame_max_ - pending_.size())
        return fail(FrameError::kTooLarge);
      if (framing_ == AIP_FRAMING_JSON_ARRAY && json_.malformed()) return fail(FrameError::kMalformed);
      if (end == npos) {
        pending_.append(piece);
        break;
      }
      deliver(piece, sink);
      bytes.remove_prefix(end);
    }
    return error_;
  }

  // The last piece, and the body is over: a whole body that came in one piece is not copied.
  template <class Sink>
  FrameError finish(std::string_view last, Sink&& sink) {
    const bool at_once = framing_ == AIP_FRAMING_WHOLE && pending_.empty() && error_ == FrameError::kNone;
    if (!at_once) {
      feed(last, sink);
      return finish(sink);
    }
    if (last.size() > frame_max_) return fail(FrameError::kTooLarge);
    deliver(last, sink);
    return error_;
  }

  // The body is over. A last frame that lacks only its end mark is delivered: an event of whole lines without the empty
  // line after it, a document without its line end.
  template <class Sink>
  FrameError finish(Sink&& sink) {
    if (error_ != FrameError::kNone) return error_;
    if (!complete()) return fail(FrameError::kPartial);
    if (!pending_.empty() || framing_ == AIP_FRAMING_WHOLE) deliver({}, sink);
    return error_;
  }

  // True if no frame is half read.
  bool empty() const noexcept { return pending_.empty(); }

 private:
  static constexpr std::size_t npos = std::string_view::npos;

  std::size_t scan(std::string_view bytes) noexcept {
    switch (framing_) {
      case AIP_FRAMING_SSE:
        return sse_.scan(bytes);
      case AIP_FRAMING_JSON_ARRAY:
        return json_.scan(bytes);
      case AIP_FRAMING_NDJSON: {
        const std::size_t end = bytes.find('\n');
        return end == npos ? npos : end + 1;
      }
      case AIP_FRAMING_RAW:
        return bytes.size();
      default:
        return npos;
    }
  }

  template <class Sink>
  void deliver(std::string_view piece, Sink&& sink) {
    if (pending_.empty()) {
      sink(frame(piece));
      return;
    }
    pending_.append(piece);
    sink(frame(pending_));
    pending_.clear();
  }

  Frame frame(std::string_view raw) {
    if (framing_ == AIP_FRAMING_SSE) return sse_.fields(raw);
    Frame frame;
    frame.raw = frame.data = raw;
    if (framing_ == AIP_FRAMING_JSON_ARRAY) frame.data = json_.closed() ? std::string_view() : json_.data(raw);
    if (framing_ == AIP_FRAMING_NDJSON) frame.data = trimmed(raw);
    return frame;
  }

  bool complete() const noexcept {
    if (framing_ == AIP_FRAMING_JSON_ARRAY) return json_.closed();
    if (pending_.empty()) return true;
    if (framing_ == AIP_FRAMING_SSE) return sse_.at_line_end();
    return framing_ != AIP_FRAMING_NDJSON || is_document(trimmed(pending_));
  }

  static std::string_view trimmed(std::string_view line) noexcept {
    while (!line.empty() && JsonExtent::is_space(line.back())) line.remove_suffix(1);
    while (!line.empty() && JsonExtent::is_space(line.front())) line.remove_prefix(1);
    return line;
  }

  // A number or a literal cannot be told from its own beginning, so only what closes itself counts.
  static bool is_document(std::string_view text) noexcept {
    JsonExtent extent;
    for (std::size_t at = 0; at < text.size(); ++at) {
      if (extent.step(text[at]) == JsonExtent::Step::kEnds) return at + 1 == text.size();
    }
    return text.empty();
  }

  FrameError fail(FrameError error) {
    pending_.clear();
    return error_ = error;
  }

  aip_enum framing_;
  std::size_t frame_max_;
  std::string pending_;
  SseSplitter sse_;
  JsonSplitter json_;
  FrameError error_ = FrameError::kNone;
};

}  // namespace aipool::sdk
