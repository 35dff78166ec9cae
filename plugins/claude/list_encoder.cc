// SPDX-License-Identifier: MIT
#include "plugins/claude/list_encoder.h"

#include "plugins/claude/rfc3339.h"

namespace aipool::claude {
namespace {

void append_model(std::string& to, const aip_event& event, bool own) {
  if (!to.empty()) to += ',';
  if (own && sdk::present(event.json)) {
    to += sdk::view(event.json);
    return;
  }
  json::Writer w(to);
  w.begin_object().key("type").string("model").key("id").string(sdk::view(event.id));
  w.key("display_name").string(sdk::view(event.name.len != 0 ? event.name : event.id));
  w.key("created_at").string(date_of(event.created)).end_object();
}

void write_id(json::Writer& out, std::string_view key, std::string_view id) {
  out.key(key);
  id.empty() ? out.null() : out.string(id);
}

}  // namespace

void ModelsEncoder::event(sdk::Env&, const aip_event& event, sdk::Out& out) {
  if (event.kind == AIP_EVENT_MODEL) {
    if (models_.empty()) first_id_ = sdk::view(event.id);
    last_id_ = sdk::view(event.id);
    append_model(models_, event, event.origin == origin_);
  } else if (event.kind == AIP_EVENT_END) {
    end(out);
  }
}

void ModelsEncoder::end(sdk::Out& out) const {
  if (single_) {
    if (models_.empty()) throw sdk::Fault{AIP_E_NOT_FOUND, "There is no such model.", "model"};
    return out.bytes(models_);
  }
  std::string body;
  json::Writer w(body);
  w.begin_object().key("data").raw("[" + models_ + "]").key("has_more").boolean(false);
  write_id(w, "first_id", first_id_);
  write_id(w, "last_id", last_id_);
  w.end_object();
  out.bytes(body);
}

void CountEncoder::event(sdk::Env&, const aip_event& event, sdk::Out& out) {
  if (event.kind == AIP_EVENT_COUNT) tokens_ = event.usage->input;
  if (event.kind == AIP_EVENT_END) out.bytes("{\"input_tokens\":" + std::to_string(tokens_) + "}");
}

}  // namespace aipool::claude
