// SPDX-License-Identifier: MIT
#include "plugins/openai/stream_encoder.h"

#include <algorithm>

#include "plugins/openai/convert.h"
#include "plugins/openai/error.h"
#include "plugins/openai/finish.h"
#include "plugins/openai/losses.h"
#include "plugins/openai/usage.h"

namespace aipool::openai {
namespace {

constexpr std::string_view kData = "data: ";
constexpr std::string_view kEnd = "\n\n";
constexpr std::string_view kNoEnding = R"(,"logprobs":null,"finish_reason":null)";  // of most chunks
constexpr std::string_view kNoUsage = R"(,"usage":null)";
constexpr std::string_view kObject = "chat.completion.chunk";

}  // namespace

StreamEncoder::StreamEncoder(sdk::Env& env, std::uint32_t origin, const aip_request& request, bool legacy)
    : origin_(origin), usage_wanted_((request.flags & AIP_REQUEST_USAGE) != 0), legacy_(legacy), head_(env, request) {}

void StreamEncoder::event(sdk::Env& env, const aip_event& event, sdk::Out& out) {
  if (closed_) return;
  switch (event.kind) {
    case AIP_EVENT_START:
      return start(env, event);
    case AIP_EVENT_PART_START:
      return part_start(env, event, out);
    case AIP_EVENT_PART_DELTA:
      return part_delta(env, event, out);
    case AIP_EVENT_PART_END:
      return part_end(event, out);
    case AIP_EVENT_ANNOTATION:
      return annotation(env, event, out);
    case AIP_EVENT_LOGPROBS:
      return logprobs(env, event);
    case AIP_EVENT_FINISH:
      return finish(event, out);
    case AIP_EVENT_USAGE:
      return usage(*event.usage);
    case AIP_EVENT_EXTRA:
      return extra(env, event, out);
    case AIP_EVENT_OPAQUE:
      return lose_event(env, event);
    case AIP_EVENT_ERROR:
      return fail(*event.error, out);
    case AIP_EVENT_END:
      return end(out);
    case AIP_EVENT_PING:
      return tick(env, out);
    default:  // signatures are kept by the host for the vendor that made them
      return;
  }
}

void StreamEncoder::tick(sdk::Env&, sdk::Out& out) { out.bytes(": keep-alive\n\n"); }

void StreamEncoder::start(sdk::Env& env, const aip_event& event) {
  head_.start(event);
  once_.take(env, event.extras, origin_);
  repeated_ = once_.split({"service_tier", "system_fingerprint"});
  chunk_head_.clear();
  around_.kind = 0;
}

void StreamEncoder::part_start(sdk::Env& env, const aip_event& event, sdk::Out& out) {
  Choice& to = choice(event.choice);
  if (!can_answer(event)) {
    to.lost.push_back(event.part);
    return lose_event(env, event);
  }
  open(to, event.part_kind == AIP_PART_TOOL_CALL, out);
  if (event.part_kind == AIP_PART_TOOL_CALL) return call_start(env, to, event, out);
  if (event.part_kind == AIP_PART_REASONING && event.origin == origin_ && event.name.len != 0) {
    to.thought_key = sdk::view(event.name);
  }
  if (event.part_kind == AIP_PART_AUDIO) {
    send(to, {}, out,
         [&](json::Writer& w) { w.key("audio").begin_object().key("id").string(sdk::view(event.id)).end_object(); });
  }
}

void StreamEncoder::call_start(sdk::Env& env, Choice& to, const aip_event& event, sdk::Out& out) {
  const auto index = static_cast<std::uint32_t>(to.calls.size());
  const bool custom = (event.flags & AIP_PART_FLAG_CUSTOM) != 0;
  if (legacy_ && index != 0) return lose_event(env, event);
  to.called = true;
  to.calls.push_back({event.part, index, custom, true});
  OwnedExtras extras;
  extras.take(env, event.extras, origin_);
  send(to, {}, out, [&](json::Writer& w) {
    const std::string_view name = sdk::view(event.name);
    if (legacy_) {
      w.key("function_call").begin_object().key("name").string(name).key("arguments").string("").end_object();
      return;
    }
    const std::string id = event.id.len != 0 ? std::string(sdk::view(event.id))
                                             : made_id("call_", env.call_id(), event.choice, event.part);
    const std::string_view type = custom ? "custom" : "function";
    w.key("tool_calls").begin_array().begin_object().key("index").number(index).key("id").string(id);
    w.key("type").string(type).key(type).begin_object().key("name").string(name);
    w.key(custom ? "input" : "arguments").string("").end_object();
    extras.write(w);
    w.end_object().end_array();
  });
}

void StreamEncoder::part_delta(sdk::Env&, const aip_event& event, sdk::Out& out) {
  Choice& to = choice(event.choice);
  if (event.text.len == 0 || repeat(to, event, out)) return;
  if (std::find(to.lost.begin(), to.lost.end(), event.part) != to.lost.end()) return;
  const bool quiet = is_quiet(to);
  piece_end_ = 0;
  first_delta(to, event, out);
  if (quiet && piece_end_ != 0) keep_around(event);
}

bool StreamEncoder::is_quiet(const Choice& choice) const {
  return choice.logprobs.empty() && choice.extras.empty() && choice.message_extras.empty() && once_.empty();
}

bool StreamEncoder::repeat(const Choice& choice, const aip_event& delta, sdk::Out& out) {
  const bool same = around_.kind == delta.part_kind && around_.part == delta.part && around_.choice == delta.choice;
  if (!same || !is_quiet(choice)) return false;
  chunk_ = around_.head;
  json::append_quoted(chunk_, sdk::view(delta.text));
  chunk_ += around_.tail;
  out.bytes(chunk_);
  return true;
}

void StreamEncoder::keep_around(const aip_event& delta) {
  around_.choice = delta.choice;
  around_.part = delta.part;
  around_.kind = delta.part_kind;
  around_.head.assign(chunk_, 0, piece_begin_);
  around_.tail.assign(chunk_, piece_end_);
}

void StreamEncoder::string(json::Writer& out, std::string_view piece) {
  piece_begin_ = chunk_.size();
  out.string(piece);
  piece_end_ = chunk_.size();
}

void StreamEncoder::first_delta(Choice& to, const aip_event& event, sdk::Out& out) {
  const std::string_view text = sdk::view(event.text);
  switch (event.part_kind) {
    case AIP_PART_TEXT:
      return member(to, "content", text, out);
    case AIP_PART_REFUSAL:
      return member(to, "refusal", text, out);
    case AIP_PART_REASONING:
      return member(to, to.thought_key, text, out);
    case AIP_PART_AUDIO:
      return send(to, {}, out,
                  [&](json::Writer& w) { w.key("audio").begin_object().key("data").string(text).end_object(); });
    case AIP_PART_TOOL_CALL:
      if (Call* found = call(to, event.part)) {
        found->silent = false;
        arguments(to, *found, text, out);
      }
      return;
    default:
      return;
  }
}

// Clients parse the arguments, and nothing is no JSON.
void StreamEncoder::part_end(const aip_event& event, sdk::Out& out) {
  Choice& to = choice(event.choice);
  const Call* found = call(to, event.part);
  if (found != nullptr && found->silent && !found->custom) arguments(to, *found, "{}", out);
}

void StreamEncoder::logprobs(sdk::Env& env, const aip_event& event) {
  if (event.origin != origin_) return lose_event(env, event);
  choice(event.choice).logprobs = sdk::view(event.json);
}

void StreamEncoder::annotation(sdk::Env& env, const aip_event& event, sdk::Out& out) {
  if (event.origin != origin_) return lose_event(env, event);
  Choice& to = choice(event.choice);
  open(to, false, out);
  send(to, {}, out,
       [&](json::Writer& w) { w.key("annotations").begin_array().raw(sdk::view(event.json)).end_array(); });
}

void StreamEncoder::extra(sdk::Env& env, const aip_event& event, sdk::Out& out) {
  if (event.choice == AIP_NO_CHOICE) return once_.take(env, event.extras, origin_);
  Choice& to = choice(event.choice);
  if (event.part_kind == 0) {
    return (event.name.len != 0 ? to.message_extras : to.extras).take(env, event.extras, origin_);
  }
  OwnedExtras extras;
  extras.take(env, event.extras, origin_);
  if (extras.empty()) return;
  const Call* found = call(to, event.part);
  send(to, {}, out, [&](json::Writer& w) {
    if (found != nullptr) {
      w.key("tool_calls").begin_array().begin_object().key("index").number(found->index);
      extras.write(w);
      w.end_object().end_array();
    } else if (event.part_kind == AIP_PART_AUDIO) {
      w.key("audio").begin_object();
      extras.write(w);
      w.end_object();
    }
  });
}

void StreamEncoder::finish(const aip_event& event, sdk::Out& out) {
  Choice& to = choice(event.choice);
  open(to, false, out);
  send(to, client_finish_word(event, origin_, to.called, legacy_), out, [](json::Writer&) {});
}

void StreamEncoder::usage(const aip_usage& usage) {
  if (usage_wanted_) usage_json_ = write_usage(usage, origin_);
}

void StreamEncoder::end(sdk::Out& out) {
  closed_ = true;
  chunk_.clear();
  if (!usage_json_.empty()) {
    chunk_ = kData;
    json::Writer w(chunk_);
    w.begin_object();
    head_.write(w, kObject);
    repeated_.write(w);
    w.key("choices").begin_array().end_array().key("usage").raw(usage_json_);
    once_.write(w);
    w.end_object();
    chunk_ += kEnd;
  }
  chunk_ += "data: [DONE]\n\n";
  out.bytes(chunk_);
}

void StreamEncoder::fail(const aip_error& error, sdk::Out& out) {
  closed_ = true;
  out.bytes(std::string(kData).append(write_error(error, origin_)).append(kEnd));
}

StreamEncoder::Choice& StreamEncoder::choice(std::uint32_t index) {
  const auto found = std::find_if(choices_.begin(), choices_.end(), [&](const Choice& c) { return c.index == index; });
  if (found != choices_.end()) return *found;
  return choices_.emplace_back(Choice{index});
}

StreamEncoder::Call* StreamEncoder::call(Choice& choice, std::uint32_t part) {
  const auto found =
      std::find_if(choice.calls.begin(), choice.calls.end(), [&](const Call& c) { return c.part == part; });
  return found == choice.calls.end() ? nullptr : &*found;
}

void StreamEncoder::open(Choice& choice, bool calls, sdk::Out& out) {
  if (choice.opened) return;
  choice.opened = true;
  std::string logprobs;  // they belong to the text that follows
  logprobs.swap(choice.logprobs);
  send(choice, {}, out, [&](json::Writer& w) {
    w.key("role").string("assistant").key("content");
    calls ? w.null() : w.string("");
    w.key("refusal").null();
  });
  choice.logprobs.swap(logprobs);
}

void StreamEncoder::arguments(Choice& to, const Call& call, std::string_view piece, sdk::Out& out) {
  send(to, {}, out, [&](json::Writer& w) {
    if (legacy_) {
      w.key("function_call").begin_object().key("arguments");
      string(w, piece);
      w.end_object();
      return;
    }
    w.key("tool_calls").begin_array().begin_object().key("index").number(call.index);
    w.key(call.custom ? "custom" : "function").begin_object().key(call.custom ? "input" : "arguments");
    string(w, piece);
    w.end_object().end_object().end_array();
  });
}

void StreamEncoder::member(Choice& to, std::string_view key, std::string_view text, sdk::Out& out) {
  send(to, {}, out, [&](json::Writer& w) { string(w.key(key), text); });
}

void StreamEncoder::begin_chunks() {
  chunk_head_ = kData;
  json::Writer w(chunk_head_);
  w.begin_object();
  head_.write(w, kObject);
  repeated_.write(w);
  w.key("choices").begin_array().begin_object().key("index");
}

template <class Delta>
void StreamEncoder::send(Choice& choice, std::string_view finish, sdk::Out& out, Delta&& delta) {
  if (chunk_head_.empty()) begin_chunks();
  chunk_ = chunk_head_;
  json::Writer w(chunk_);
  w.number(choice.index).key_raw("delta").begin_object();
  delta(w);
  choice.message_extras.write(w);
  w.end_object();
  if (choice.logprobs.empty() && finish.empty()) {
    chunk_ += kNoEnding;
  } else {
    w.key("logprobs").raw(choice.logprobs.empty() ? "null" : std::string_view(choice.logprobs));
    w.key("finish_reason");
    finish.empty() ? w.null() : w.string(finish);
  }
  choice.extras.write(w);
  w.end_object().end_array();
  if (usage_wanted_) chunk_ += kNoUsage;
  once_.write(w);
  w.end_object();
  chunk_ += kEnd;
  choice.message_extras.clear();
  choice.extras.clear();
  choice.logprobs.clear();
  once_.clear();
  out.bytes(chunk_);
}

}  // namespace aipool::openai
