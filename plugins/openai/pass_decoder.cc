// SPDX-License-Identifier: MIT
#include "plugins/openai/pass_decoder.h"

#include <algorithm>
#include <array>
#include <functional>

#include "plugins/openai/pass_through.h"

namespace aipool::openai {
namespace {

constexpr std::string_view kDoneFrame = "data: [DONE]\n\n";

constexpr std::array<std::string_view, 8> kContent = {
    "content", "tool_calls", "reasoning_content", "reasoning", "refusal", "audio", "annotations", "function_call"};

// A role alone, empty texts and empty lists are none: the upstream has yet to begin.
bool has_content(json::Value message) {
  for (const json::Member member : message.members()) {
    const bool filled = !member.value.string_raw().empty() || member.value.size() != 0;
    const auto is_key = [&](std::string_view key) { return member.key.equals(key); };
    if (filled && std::any_of(kContent.begin(), kContent.end(), is_key)) return true;
  }
  return false;
}

void cut(const aip_frame& frame, json::Value chunk, sdk::Out& out) {
  const auto found = find_cut(chunk);
  if (!found) return;
  if (found->whole) return out.splice(0, frame.raw.len, {});
  const std::string_view raw = sdk::view(frame.raw);
  const char* data = chunk.raw().data();
  const std::less<> before;
  if (before(data, raw.data()) || !before(data, raw.data() + raw.size())) return;  // spread over several lines
  const auto base = static_cast<std::size_t>(data - raw.data()) - chunk.offset();
  out.splice(base + found->offset, found->erase, {});
}

}  // namespace

void PassDecoder::frame(sdk::Env& env, const aip_frame& frame, sdk::Out& out) {
  const std::string_view text = chunk_text(frame);
  if (failed_ || (stream_ && text.empty())) return;
  if (stream_ && text == kDone) return done(frame, out);
  std::array<json::Node, kUsualChunkNodes> room AIPOOL_UNINITIALIZED;
  json::Document document(room);
  const json::Value object = parse_chunk(document, text);
  chunk({env, out, origin_}, object);
  if (cuts_usage_ && !failed_) cut(frame, object, out);
}

void PassDecoder::end(sdk::Env& env, sdk::Out& out) {
  if (failed_ || !complete()) return;
  if (stream_) out.bytes(done_.empty() ? kDoneFrame : std::string_view(done_));
  const Step step{env, out, origin_};
  step.emit(sdk::events::end());
}

void PassDecoder::chunk(const Step& step, json::Value chunk) {
  if (tells_error(chunk)) return fail(step, chunk);
  std::uint32_t position = 0;
  for (const json::Value entry : chunk.find("choices").elements()) {
    choice(step, entry, position++);
    if (failed_) return;
  }
  emit_usage(step, chunk);
}

void PassDecoder::choice(const Step& step, json::Value entry, std::uint32_t position) {
  if (tells_error(entry)) return fail(step, entry);
  const std::uint32_t index = choice_index(entry.find("index"), position);
  seen_.set(index);
  const json::Value delta = entry.find("delta");
  const json::Value message = delta.is_object() ? delta : entry.find("message");
  const bool finished = !entry.find("finish_reason").string_raw().empty();  // some hosts say "" on every chunk
  if (finished) finished_.set(index);
  if (begun_ || (!finished && !has_content(message))) return;
  begun_ = true;
  aip_event event = sdk::events::make(AIP_EVENT_OPAQUE);
  event.choice = index;
  event.json = sdk::bytes(message.raw());
  step.emit(event);
}

void PassDecoder::fail(const Step& step, json::Value object) {
  failed_ = true;
  emit_usage(step, object);
  emit_error(step, object);
}

// The mark would tell the client that all is well, which is known only once the framing has ended as well.
void PassDecoder::done(const aip_frame& frame, sdk::Out& out) {
  done_ = sdk::view(frame.raw);
  out.splice(0, frame.raw.len, {});
}

}  // namespace aipool::openai
