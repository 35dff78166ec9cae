// SPDX-License-Identifier: MIT
#include "plugins/openai/responses/answer_head.h"

#include "plugins/openai/responses/usage.h"

namespace aipool::openai::responses {
namespace {

struct Setting {
  std::string_view key;
  std::string_view unsaid;  // what holds where the client does not say
};
constexpr Setting kSettings[] = {
    {"background", "false"},
    {"instructions", "null"},
    {"max_output_tokens", "null"},
    {"max_tool_calls", "null"},
    {"metadata", "{}"},
    {"parallel_tool_calls", "true"},
    {"previous_response_id", "null"},
    {"prompt_cache_key", "null"},
    {"reasoning", R"({"effort":null,"summary":null})"},
    {"safety_identifier", "null"},
    {"store", "true"},
    {"temperature", "1"},
    {"text", R"({"format":{"type":"text"}})"},
    {"tool_choice", R"("auto")"},
    {"tools", "[]"},
    {"top_logprobs", "0"},
    {"top_p", "1"},
    {"truncation", R"("disabled")"},
    {"user", ""},
};

std::string_view said(const aip_request& request, std::string_view key, std::string_view unsaid) {
  const aip_member* member = sdk::find_member(request, key);
  const std::string_view value = member == nullptr ? std::string_view() : sdk::value_of(request, *member);
  return value.empty() || value == "null" ? unsaid : value;
}

// Members of an object that is still open, as they stood in the request.
std::string settings_of(const aip_request& request) {
  std::string text = "{";
  json::Writer out(text);
  for (const Setting& setting : kSettings) {
    const std::string_view value = said(request, setting.key, setting.unsaid);
    if (!value.empty()) out.key(setting.key).raw(value);
  }
  return text.substr(1);
}

}  // namespace

ResponseHead::ResponseHead(sdk::Env& env, std::uint32_t origin, const aip_request& request)
    : origin_(origin),
      id_(request.item_id.len != 0 ? std::string(sdk::view(request.item_id)) : made_id("resp_", env.call_id(), 0, 0)),
      model_(sdk::view(request.client_model)),
      created_(env.now_unix_ms() / 1000),
      settings_(settings_of(request)),
      tier_(said(request, "service_tier", R"("default")")) {}

bool ResponseHead::take(sdk::Env& env, const aip_event& event) {
  switch (event.kind) {
    case AIP_EVENT_START:
      set_id(sdk::view(event.id), event.origin == origin_);
      if (event.name.len != 0) model_ = sdk::view(event.name);
      if (event.created > 0) created_ = event.created;
      break;
    case AIP_EVENT_FINISH:
      if (event.choice == 0) finish(event);
      return true;
    case AIP_EVENT_USAGE:
      usage_ = write_usage(*event.usage, origin_);
      return true;
    case AIP_EVENT_EXTRA:
      if (event.part_kind != 0) return false;
      break;
    default:
      return false;
  }
  extras_.take(env, event.extras, origin_);
  for (const aip_extra& extra : sdk::span(event.extras)) {
    if (extra.origin != origin_) continue;
    tier_known_ = tier_known_ || sdk::view(extra.key) == "service_tier";
    error_known_ = error_known_ || sdk::view(extra.key) == "error";
  }
  return true;
}

// Clients know responses by the beginning of their ids.
void ResponseHead::set_id(std::string_view id, bool own) {
  if (id.empty()) return;
  id_.assign(own || id.starts_with("resp_") ? "" : "resp_").append(id);
}

void ResponseHead::finish(const aip_event& event) {
  const std::string_view own = event.origin == origin_ ? sdk::view(event.text) : std::string_view();
  switch (event.finish) {
    case AIP_FINISH_LENGTH:
      status_ = "incomplete";
      reason_ = own.empty() ? std::string_view("max_output_tokens") : own;
      return;
    case AIP_FINISH_FILTER:
      status_ = "incomplete";
      reason_ = own.empty() ? std::string_view("content_filter") : own;
      return;
    case AIP_FINISH_OTHER:
      if (!own.empty()) status_ = own;
      return;
    default:
      return;
  }
}

std::string ResponseHead::end_event() const { return cut_short() ? "response.incomplete" : "response.completed"; }

std::string ResponseHead::write_ended(std::string_view output, std::int64_t now) const {
  return write(status_, output, nullptr, {}, status_ == "completed" ? now : 0);
}

std::string ResponseHead::write_failed(std::string_view output, const aip_error& error, std::string_view code) const {
  return write("failed", output, &error, code, 0);
}

std::string ResponseHead::write_compacted(std::string_view output) const {
  std::string text;
  json::Writer out(text);
  out.begin_object().key("id").string(id_).key("object").string("response.compaction");
  out.key("created_at").number(created_).key("output").raw("[" + std::string(output) + "]");
  if (!usage_.empty()) out.key("usage").raw(usage_);
  extras_.write(out);
  out.end_object();
  return text;
}

std::string ResponseHead::write(std::string_view status, std::string_view output, const aip_error* error,
                                std::string_view code, std::int64_t completed) const {
  constexpr std::size_t kAround = 600;
  std::string text;
  text.reserve(output.size() + settings_.size() + usage_.size() + kAround);
  json::Writer out(text);
  out.begin_object().key("id").string(id_).key("object").string("response").key("created_at").number(created_);
  out.key("status").string(status).key("completed_at");
  completed != 0 ? out.number(completed) : out.null();
  if (error != nullptr) {
    out.key("error").begin_object().key("code").string(code);
    out.key("message").string(sdk::view(error->message)).end_object();
  } else if (!error_known_) {
    out.key("error").null();
  }
  out.key("incomplete_details");
  if (status == "incomplete") {
    out.begin_object().key("reason").string(reason_).end_object();
  } else {
    out.null();
  }
  out.key("model").string(model_).key("output").begin_array();
  if (!output.empty()) out.raw(output);
  out.end_array();
  if (!usage_.empty() && status != "in_progress") out.key("usage").raw(usage_);
  text.append(",").append(settings_);
  if (!tier_known_) out.key("service_tier").raw(tier_);
  extras_.write(out);
  out.end_object();
  return text;
}

}  // namespace aipool::openai::responses
