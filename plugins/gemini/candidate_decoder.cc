// SPDX-License-Identifier: MIT
#include "plugins/gemini/candidate_decoder.h"

#include "plugins/gemini/answer_chunk.h"
#include "plugins/gemini/finish_reason.h"
#include "plugins/gemini/media.h"

namespace aipool::gemini {

void CandidateDecoder::take(const Step& step, json::Value candidate) {
  const json::Value content = candidate.find("content");
  for (const json::Value item : content.find("parts").elements()) part(step, item);
  AnswerExtras beside(step);
  beside.collect(content, {"parts", "role"});
  beside.emit(index_, "content");
  const json::Value logprobs = candidate.find("logprobsResult");
  if (given(logprobs)) step.emit(sdk::events::logprobs(index_, logprobs.raw(), step.origin));
  AnswerExtras extras(step);
  extras.collect(candidate, {"content", "finishReason", "index", "logprobsResult"});
  repeated_.drop_known(extras);
  extras.emit(index_);
  if (has_finish_reason(candidate)) reason_ = candidate.find("finishReason").string();
}

void CandidateDecoder::finish(const Step& step) {
  close(step);
  step.emit(sdk::events::finish(index_, finish_of(reason_, called_), reason_));
}

void CandidateDecoder::part(const Step& step, json::Value part) {
  if (part.find("text").is_string()) {
    const bool thought = part.find("thought").boolean().value_or(false);
    return text(step, part, thought ? AIP_PART_REASONING : AIP_PART_TEXT);
  }
  if (const json::Value found = part.find("functionCall"); found.is_object()) return call(step, part, found);
  if (const json::Value blob = part.find("inlineData"); blob.find("data").is_string()) return media(step, part, blob);
  if (part.size() != 0) opaque(step, part);
}

void CandidateDecoder::text(const Step& step, json::Value part, aip_enum kind) {
  const std::string_view piece = step.text(part.find("text"));
  AnswerExtras extras(step);
  extras.collect(part, {"text", "thought", "thoughtSignature"});
  const bool has_signature = given(part.find("thoughtSignature"));
  const bool has_extras = extras.get().count != 0;
  if (piece.empty() && !has_signature && !has_extras) return;
  if (open_ != kind || has_extras) {
    close(step);
    open(step, sdk::events::part_start(index_, part_, kind), extras);
  }
  delta(step, piece);
  if (!has_signature) return;
  sign(step, part, {});
  close(step);
}

void CandidateDecoder::call(const Step& step, json::Value part, json::Value call) {
  const bool continues = call.find("willContinue").boolean().value_or(false);
  const json::Value args = call.find("args");
  if (!in_pieces_ || given(call.find("name"))) begin_call(step, part, call);
  for (const json::Value piece : call.find("partialArgs").elements()) args_.add(piece);
  const bool were_pieces = in_pieces_ || given(call.find("partialArgs"));
  in_pieces_ = continues;
  if (continues) return;
  if (were_pieces && (!args_.empty() || !given(args))) {
    delta(step, args_.text());
  } else if (given(args)) {
    delta(step, args.raw());
  }
  args_.clear();
  close(step);
}

// Clients need ids, which most models do not give.
void CandidateDecoder::begin_call(const Step& step, json::Value part, json::Value call) {
  close(step);
  called_ = true;
  args_.clear();
  AnswerExtras extras(step);
  extras.collect(part, {"functionCall", "thoughtSignature"});
  for (const json::Member member : call.members()) {
    const bool known = is_among(member.key, {"id", "name", "args", "partialArgs", "willContinue"});
    if (!known) step.env.loss("/functionCall/" + member.key.string(), "beside a call");
  }
  std::string_view id = step.text(call.find("id"));
  if (id.empty()) id = step.env.step_copy(made_id("call_", step.env.call_id(), index_, part_));
  open(step, sdk::events::part_start(index_, part_, AIP_PART_TOOL_CALL, id, step.text(call.find("name"))), extras);
  sign(step, part, id);
}

void CandidateDecoder::media(const Step& step, json::Value part, json::Value blob) {
  close(step);
  AnswerExtras extras(step);
  extras.collect(part, {"inlineData", "thoughtSignature"});
  const std::string_view type = step.text(blob.find("mimeType"));
  aip_event start = sdk::events::part_start(index_, part_, kind_of_media(type));
  start.media_type = sdk::bytes(type);
  open(step, start, extras);
  delta(step, step.text(blob.find("data")));
  sign(step, part, {});
  close(step);
}

void CandidateDecoder::opaque(const Step& step, json::Value part) {
  close(step);
  aip_event event = sdk::events::make(AIP_EVENT_OPAQUE);
  event.choice = index_;
  event.part = part_++;
  event.json = sdk::bytes(part.raw());
  for (const json::Member member : part.members()) {
    if (member.value.is_object()) event.name = sdk::bytes(step.text(member.key));
  }
  step.emit(event);
}

// `id` of the call, for whoever remembers signatures by it.
void CandidateDecoder::sign(const Step& step, json::Value part, std::string_view id) {
  const std::string_view signature = step.text(part.find("thoughtSignature"));
  if (signature.empty()) return;
  aip_event event = sdk::events::signature(index_, part_, open_, signature, step.origin);
  event.id = sdk::bytes(id);
  step.emit(event);
}

void CandidateDecoder::open(const Step& step, aip_event start, const AnswerExtras& extras) {
  open_ = start.part_kind;
  start.extras = extras.get();
  step.emit(start);
}

void CandidateDecoder::delta(const Step& step, std::string_view text) const {
  if (!text.empty()) step.emit(sdk::events::delta(index_, part_, open_, text));
}

void CandidateDecoder::close(const Step& step) {
  if (open_ == 0) return;
  if (in_pieces_) delta(step, args_.text());
  in_pieces_ = false;
  step.emit(sdk::events::part_end(index_, part_++, open_));
  open_ = 0;
}

}  // namespace aipool::gemini
