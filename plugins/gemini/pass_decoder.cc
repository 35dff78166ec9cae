// SPDX-License-Identifier: MIT
#include "plugins/gemini/pass_decoder.h"

#include <algorithm>
#include <array>

#include "plugins/gemini/usage.h"

namespace aipool::gemini {
namespace {

// An empty text is none: the upstream has yet to say something.
bool has_content(json::Value parts) {
  for (const json::Value part : parts.elements()) {
    const json::Value text = part.find("text");
    if (text.is_string() ? !text.string_raw().empty() : part.size() != 0) return true;
  }
  return false;
}

}  // namespace

void PassDecoder::frame(sdk::Env& env, const aip_frame& frame, sdk::Out& out) {
  if (failed_ || frame.data.len == 0) return;
  const Step step{env, out, origin_};
  bool says_end = false;
  std::array<json::Node, kUsualChunkNodes> room AIPOOL_UNINITIALIZED;
  json::Document document(room);
  for_each_chunk(document, frame, [&](json::Value item) { says_end = chunk(step, item) || says_end; });
  if (!stream_ || (!says_end && held_.empty())) return;
  out.splice(0, says_end ? frame.raw.len : 0, held_);
  held_ = says_end ? sdk::view(frame.raw) : std::string_view();
}

void PassDecoder::end(sdk::Env& env, sdk::Out& out) {
  if (failed_ || !complete()) return;
  if (!held_.empty()) out.bytes(held_);
  const Step step{env, out, origin_};
  step.emit(sdk::events::end());
}

bool PassDecoder::chunk(const Step& step, json::Value chunk) {
  if (failed_) return false;
  if (tells_error(chunk)) {
    failed_ = true;
    emit_error(step, chunk);
    return false;
  }
  expect_answer(chunk);
  const bool blocked = is_blocked(chunk);
  blocked_ = blocked_ || blocked;
  const bool says_end = candidates(step, chunk.find("candidates")) || blocked;
  const json::Value counts = chunk.find("usageMetadata");
  if (counts.is_object()) step.emit(sdk::events::usage(read_usage(counts, origin_)));
  return says_end;
}

bool PassDecoder::candidates(const Step& step, json::Value list) {
  bool says_end = false;
  std::uint32_t position = 0;
  for (const json::Value item : list.elements()) {
    const std::uint32_t index = candidate_index(item, position++);
    const bool finished = has_finish_reason(item);
    const auto found = std::find_if(seen_.begin(), seen_.end(), [&](const Seen& one) { return one.index == index; });
    Seen& seen = found != seen_.end() ? *found : seen_.emplace_back(Seen{index, false});
    seen.finished = seen.finished || finished;
    says_end = says_end || finished;
    const json::Value parts = item.find("content").find("parts");
    if (begun_ || (!finished && !has_content(parts))) continue;
    begun_ = true;
    aip_event event = sdk::events::make(AIP_EVENT_OPAQUE);
    event.json = sdk::bytes(item.raw());
    step.emit(event);
  }
  return says_end;
}

bool PassDecoder::complete() const {
  if (seen_.empty()) return blocked_;
  return std::all_of(seen_.begin(), seen_.end(), [](const Seen& one) { return one.finished; });
}

}  // namespace aipool::gemini
