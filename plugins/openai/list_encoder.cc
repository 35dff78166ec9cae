// SPDX-License-Identifier: MIT
#include "plugins/openai/list_encoder.h"

#include "plugins/openai/usage.h"
#include "plugins/openai/vector_form.h"

namespace aipool::openai {
namespace {

// {"id","object","created","owned_by"}, and whatever else the model's own upstream says of it.
void append_model(std::string& to, const aip_event& event, bool own) {
  if (!to.empty()) to += ',';
  const std::string_view owner = sdk::view(event.text);
  json::Writer w(to);
  w.begin_object().key("id").string(sdk::view(event.id)).key("object").string("model");
  w.key("created").number(event.created).key("owned_by").string(owner.empty() ? "aipool" : owner);
  json::Document document;
  if (own && document.parse(sdk::view(event.json)) == json::Error::kNone) {
    for (const json::Member member : document.root().members()) {
      const bool written = member.key.equals("id") || member.key.equals("object") || member.key.equals("created") ||
                           member.key.equals("owned_by");
      if (!written) w.key_raw(member.key.string_raw()).raw(member.value.raw());
    }
  }
  w.end_object();
}

std::string list_of(std::string_view items) {
  return std::string(R"({"object":"list","data":[)").append(items).append("]}");
}

}  // namespace

void ModelsEncoder::event(sdk::Env&, const aip_event& event, sdk::Out& out) {
  if (event.kind == AIP_EVENT_MODEL) {
    append_model(models_, event, event.origin == origin_);
  } else if (event.kind == AIP_EVENT_END && single_ && models_.empty()) {
    throw sdk::Fault{AIP_E_NOT_FOUND, "There is no such model.", "model", "invalid_request_error", "model_not_found"};
  } else if (event.kind == AIP_EVENT_END) {
    out.bytes(single_ ? models_ : list_of(models_));
  }
}

EmbeddingsEncoder::EmbeddingsEncoder(std::uint32_t origin, const aip_request& request, const aip_base64_service* base64)
    : origin_(origin),
      wants_base64_(request.embedding != nullptr && sdk::view(request.embedding->encoding) == "base64"),
      base64_(base64),
      model_(sdk::view(request.client_model)) {}

void EmbeddingsEncoder::event(sdk::Env& env, const aip_event& event, sdk::Out& out) {
  switch (event.kind) {
    case AIP_EVENT_START:
      if (event.name.len != 0) model_ = sdk::view(event.name);
      return extras_.take(env, event.extras, origin_);
    case AIP_EVENT_EMBEDDING:
      return vector(env, event);
    case AIP_EVENT_USAGE:
      usage_json_ = write_embedding_usage(*event.usage, origin_);
      return;
    case AIP_EVENT_END:
      return end(out);
    default:
      return;
  }
}

void EmbeddingsEncoder::vector(sdk::Env& env, const aip_event& event) {
  const bool is_json = sdk::present(event.json);
  if (is_json == wants_base64_ && base64_ == nullptr) {
    throw sdk::Fault{AIP_E_UNSUPPORTED, "This form of embeddings needs the host's base64 service."};
  }
  if (!vectors_.empty()) vectors_ += ',';
  json::Writer w(vectors_);
  w.begin_object().key("object").string("embedding").key("index").number(event.part).key("embedding");
  if (wants_base64_) {
    w.string(is_json ? base64_of(env, *base64_, sdk::view(event.json)) : sdk::view(event.text));
  } else {
    w.raw(is_json ? std::string(sdk::view(event.json)) : json_of(env, *base64_, sdk::view(event.text)));
  }
  w.end_object();
}

void EmbeddingsEncoder::end(sdk::Out& out) const {
  std::string body;
  json::Writer w(body);
  w.begin_object().key("object").string("list").key("data").raw("[" + vectors_ + "]");
  w.key("model").string(model_).key("usage").raw(usage_json_);
  extras_.write(w);
  w.end_object();
  out.bytes(body);
}

}  // namespace aipool::openai
