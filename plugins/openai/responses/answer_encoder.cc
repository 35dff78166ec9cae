// SPDX-License-Identifier: MIT
#include "plugins/openai/responses/answer_encoder.h"

#include <algorithm>

#include "plugins/openai/responses/error.h"

namespace aipool::openai::responses {
namespace {

// The elements of a list, without its brackets.
std::string_view elements_of(std::string_view list) {
  const std::size_t first = list.find('[');
  const std::size_t last = list.rfind(']');
  return first == std::string_view::npos || last <= first ? std::string_view() : list.substr(first + 1, last - first - 1);
}

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

}  // namespace

AnswerEncoder::AnswerEncoder(sdk::Env& env, std::uint32_t origin, const aip_request& request, bool stream)
    : origin_(origin),
      stream_(stream),
      compacts_(request.operation == AIP_OP_COMPACT),
      head_(env, origin, request),
      namespaces_(request, origin),
      writer_(!stream) {
  for (const aip_tool& tool : sdk::tools(request)) {
    if (tool.kind == AIP_TOOL_CUSTOM) freeform_.emplace(sdk::view(tool.name));
  }
}

void AnswerEncoder::tick(sdk::Env&, sdk::Out& out) {
  if (stream_ && !writer_.ended()) out.bytes(": keep-alive\n\n");
}

void AnswerEncoder::event(sdk::Env& env, const aip_event& event, sdk::Out& out) {
  if (writer_.ended() || head_.take(env, event)) return;
  ResponsePart* part = nullptr;
  switch (event.kind) {
    case AIP_EVENT_PART_START:
      return part_start(env, event, out);
    case AIP_EVENT_PART_DELTA:
      return part_delta(event, out);
    case AIP_EVENT_PART_SIGN:  // those of other vendors are kept by the host for them
      part = find(event);
      if (part != nullptr && event.origin == origin_) part->signature += sdk::view(event.text);
      return;
    case AIP_EVENT_PART_END:
      part = find(event);
      if (part != nullptr) part->ended = true;
      return advance(out, false);
    case AIP_EVENT_EXTRA: {
      OwnedExtras lost;  // with their part
      part = find(event);
      return (part != nullptr ? part->extras : lost).take(env, event.extras, origin_);
    }
    case AIP_EVENT_ANNOTATION:
      return annotation(env, event, out);
    case AIP_EVENT_LOGPROBS:
      return logprobs(env, event);
    case AIP_EVENT_OPAQUE:
      return opaque(env, event, out);
    case AIP_EVENT_ERROR:
      return fail(*event.error, out);
    case AIP_EVENT_END:
      return end(event.created > 0 ? event.created : env.now_unix_ms() / 1000, out);
    case AIP_EVENT_PING:
      return tick(env, out);
    default:
      return;
  }
}

void AnswerEncoder::part_start(sdk::Env& env, const aip_event& event, sdk::Out& out) {
  if (!can_answer(env, event, origin_)) return;
  const bool freeform = !freeform_.empty() && freeform_.contains(std::string(sdk::view(event.name)));
  ResponsePart& part = parts_.emplace_back(env, event, origin_, freeform);
  if (!part.own) part.take_namespace(namespaces_.find(part.name));
  advance(out, false);
}

void AnswerEncoder::part_delta(const aip_event& event, sdk::Out& out) {
  ResponsePart* part = find(event);
  if (part == nullptr || event.text.len == 0) return;
  part->text += sdk::view(event.text);
  if (open_ && part == &parts_.front()) send(*part, out);
}

void AnswerEncoder::annotation(sdk::Env& env, const aip_event& event, sdk::Out& out) {
  ResponsePart* part = find(event);
  if (part == nullptr || part->kind != AIP_PART_TEXT || event.origin != origin_) {
    return openai::responses::lose_event(env, event);
  }
  part->annotations.emplace_back(sdk::view(event.json));
  if (open_ && part == &parts_.front()) send(*part, out);
}

// They belong to the text that comes next, or to all of it.
void AnswerEncoder::logprobs(sdk::Env& env, const aip_event& event) {
  ResponsePart* part = find(event);
  const std::string_view list = elements_of(sdk::view(event.json));
  if (part == nullptr || part->kind != AIP_PART_TEXT || event.origin != origin_ || is_blank(list)) {
    return openai::responses::lose_event(env, event);
  }
  for (std::string* to : {&part->logprobs, &part->probable}) (*to += to->empty() ? "" : ",") += list;
}

void AnswerEncoder::opaque(sdk::Env& env, const aip_event& event, sdk::Out& out) {
  if (event.origin != origin_ || event.json.len == 0) return openai::responses::lose_event(env, event);
  parts_.emplace_back(event);
  advance(out, false);
}

void AnswerEncoder::end(std::int64_t now, sdk::Out& out) {
  for (ResponsePart& part : parts_) part.ended = true;
  advance(out, true);
  if (!writer_.begun()) writer_.begin(out, stream_ ? head_.write_begun() : std::string());
  close_item(head_.cut_short() ? "incomplete" : "completed", out);
  const std::string whole = compacts_ ? head_.write_compacted(output_) : head_.write_ended(output_, now);
  writer_.end(out, head_.end_event(), whole);
  if (!stream_) out.bytes(whole);
}

// The host answers for whole responses.
void AnswerEncoder::fail(const aip_error& error, sdk::Out& out) {
  if (!stream_) return;
  if (!writer_.begun()) writer_.begin(out, head_.write_begun());
  const std::string code = error_code(error, origin_);
  writer_.error(out, error, code);
  writer_.end(out, "response.failed", head_.write_failed(output_, error, code));
}

void AnswerEncoder::advance(sdk::Out& out, bool all) {
  while (!parts_.empty()) {
    ResponsePart& first = parts_.front();
    if (!open_) open(first, out);
    if (!first.ended || (parts_.size() == 1 && !all)) return;
    close(first, out);
    parts_.pop_front();
  }
}

void AnswerEncoder::open(ResponsePart& part, sdk::Out& out) {
  if (!writer_.begun()) writer_.begin(out, stream_ ? head_.write_begun() : std::string());
  if (!item_ || !item_->takes(part)) {
    close_item("completed", out);
    item_.emplace(part);
    writer_.item_added(out, item_->id(), stream_ ? item_->write_begun(part) : std::string());
  }
  if (const PartWords* words = part.words()) {
    writer_.part_added(out, *words, stream_ && !words->added.empty() ? part.write(true) : std::string());
  }
  open_ = true;
  send(part, out);
}

void AnswerEncoder::send(ResponsePart& part, sdk::Out& out) {
  if (part.words() == nullptr || part.wrapped) return;
  if (part.sent != part.text.size()) {
    if (part.probable.empty()) {
      writer_.delta(out, std::string_view(part.text).substr(part.sent), {});
    } else {
      writer_.delta(out, std::string_view(part.text).substr(part.sent), "[" + part.probable + "]");
    }
    part.sent = part.text.size();
    part.probable.clear();
  }
  for (; part.cited != part.annotations.size(); ++part.cited) {
    writer_.annotation(out, part.cited, part.annotations[part.cited]);
  }
}

// Clients parse the arguments, and nothing is no JSON.
void AnswerEncoder::close(ResponsePart& part, sdk::Out& out) {
  if (part.item() == ItemKind::kFunction && part.text.empty()) part.text = "{}";
  part.unwrap();
  send(part, out);
  if (const PartWords* words = part.words()) {
    const bool function = words == &kArgumentWords;
    writer_.part_done(out, part.text, stream_ && !words->closed.empty() ? part.write(false) : std::string(),
                      stream_ && words->has_logprobs ? "[" + part.logprobs + "]" : std::string(),
                      function ? std::string_view(part.name) : std::string_view());
  }
  item_->add(part);
  open_ = false;
}

void AnswerEncoder::close_item(std::string_view status, sdk::Out& out) {
  if (!item_) return;
  const std::string whole = item_->write(status);
  writer_.item_done(out, whole);
  (output_ += output_.empty() ? "" : ",") += whole;
  item_.reset();
}

ResponsePart* AnswerEncoder::find(const aip_event& event) {
  if (event.choice != 0) return nullptr;
  const auto found = std::find_if(parts_.begin(), parts_.end(), [&](const ResponsePart& part) {
    return part.part == event.part && part.kind != AIP_PART_OPAQUE;
  });
  return found == parts_.end() ? nullptr : &*found;
}

}  // namespace aipool::openai::responses
