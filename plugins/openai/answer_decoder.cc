// SPDX-License-Identifier: MIT
#include "plugins/openai/answer_decoder.h"

#include <algorithm>
#include <functional>

#include "plugins/openai/error.h"
#include "plugins/openai/pass_through.h"
#include "plugins/openai/source.h"
#include "plugins/openai/usage.h"

namespace aipool::openai {
namespace {

constexpr std::string_view kDone = "[DONE]";
constexpr std::string_view kDoneFrame = "data: [DONE]\n\n";
constexpr std::size_t kChoicesMax = 256;

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

}  // namespace

AnswerDecoder::AnswerDecoder(std::uint32_t origin, const aip_request& request, bool stream)
    : origin_(origin),
      stream_(stream),
      pass_((request.flags & AIP_REQUEST_PASS) != 0 && stream == ((request.flags & AIP_REQUEST_STREAM) != 0)),
      cuts_(pass_ && stream && (request.flags & AIP_REQUEST_USAGE) == 0) {}

void AnswerDecoder::frame(sdk::Env& env, const aip_frame& frame, sdk::Out& out) {
  const std::string_view data = trimmed(sdk::view(frame.data));
  if (failed_ || (stream_ && data.empty())) return;  // a comment has no data
  if (stream_ && data == kDone) return done(frame, out);
  if (document_.parse(data) != json::Error::kNone || !document_.root().is_object()) {
    throw sdk::upstream_fault("The upstream's answer is not a JSON object.");
  }
  const Step step{env, out, origin_};
  chunk(step, document_.root());
  if (cuts_ && !failed_) cut(frame, document_.root(), out);
}

void AnswerDecoder::end(sdk::Env& env, sdk::Out& out) {
  if (failed_ || !complete()) return;
  if (pass_ && stream_ && !done_) out.bytes(kDoneFrame);
  const Step step{env, out, origin_};
  step.emit(sdk::events::end());
}

void AnswerDecoder::chunk(const Step& step, json::Value chunk) {
  if (failed(step, chunk)) return;
  start(step, chunk);
  choices(step, chunk.find("choices"));
  if (!failed_) usage(step, chunk);
}

// START waits for the first chunk that belongs to the answer: Azure sends one with no id and no choice before it.
void AnswerDecoder::start(const Step& step, json::Value chunk) {
  AnswerExtras extras(step);
  extras.collect(chunk, {"id", "object", "created", "model", "choices", "usage", "obfuscation"});
  repeated_.drop_known(extras);
  if (started_) return extras.emit(AIP_NO_CHOICE);
  const std::string_view id = step.text(chunk.find("id"));
  if (id.empty() && chunk.find("choices").size() == 0 && !chunk.find("usage").is_object()) {
    if (early_.count == 0) early_ = extras.keep();
    return;
  }
  started_ = true;
  aip_event event = sdk::events::start(id, step.text(chunk.find("model")), chunk.find("created").int64().value_or(0));
  event.extras = extras.get();
  step.emit(event);
  if (early_.count != 0) step.emit(sdk::events::extra(AIP_NO_CHOICE, early_));
}

void AnswerDecoder::choices(const Step& step, json::Value list) {
  std::uint32_t position = 0;
  for (const json::Value entry : list.elements()) {
    const std::int64_t index = entry.find("index").int64().value_or(position);
    ++position;
    if (failed(step, entry)) return;
    if (index < 0 || index >= static_cast<std::int64_t>(kChoicesMax)) {
      throw sdk::upstream_fault("The upstream's answer has too many choices.");
    }
    choice(static_cast<std::uint32_t>(index)).take(step, entry);
  }
}

// On a chunk of its own, on the finish chunk, on every chunk, or (Groq of old) inside x_groq: the last one counts.
void AnswerDecoder::usage(const Step& step, json::Value chunk) {
  json::Value usage = chunk.find("usage");
  if (!usage.is_object()) usage = chunk.find("x_groq").find("usage");
  if (!usage.is_object()) return;
  const aip_usage counts = read_usage(usage, origin_);
  step.emit(sdk::events::usage(counts));
}

// An error stands at the top of a chunk, in a choice, or is told by the finish reason alone.
bool AnswerDecoder::failed(const Step& step, json::Value object) {
  if (!given(object.find("error")) && !object.find("finish_reason").equals("error")) return false;
  failed_ = true;
  usage(step, object);
  aip_error error{};
  error.struct_size = sizeof error;
  error.retry_after_ms = -1;
  read_error(step.env, origin_, object, 0, error);
  step.emit(sdk::events::error(error));
  return true;
}

// The mark is worth what the finish reasons before it say. In a stream that lacks one it is held back, since it would
// tell the client that all is well.
void AnswerDecoder::done(const aip_frame& frame, sdk::Out& out) {
  done_ = true;
  if (pass_ && !complete()) out.splice(0, frame.raw.len, {});
}

void AnswerDecoder::cut(const aip_frame& frame, json::Value chunk, sdk::Out& out) const {
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

ChoiceDecoder& AnswerDecoder::choice(std::uint32_t index) {
  const auto found = std::find_if(choices_.begin(), choices_.end(), [&](const auto& c) { return c->index() == index; });
  return found != choices_.end() ? **found : *choices_.emplace_back(std::make_unique<ChoiceDecoder>(index));
}

bool AnswerDecoder::complete() const {
  return !choices_.empty() &&
         std::all_of(choices_.begin(), choices_.end(), [](const auto& c) { return c->finished(); });
}

}  // namespace aipool::openai
