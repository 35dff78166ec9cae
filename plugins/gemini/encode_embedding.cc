// SPDX-License-Identifier: MIT
#include <string_view>
#include <vector>

#include "plugins/gemini/action.h"
#include "plugins/gemini/decode_request.h"
#include "plugins/gemini/encode_request.h"
#include "plugins/gemini/names.h"

namespace aipool::gemini {
namespace {

void write_text_request(const Target& target, std::string_view text, ObjectWriter& object) {
  const aip_embedding& embedding = *target.request.embedding;
  object.string("model", sdk::bytes(models_name(target)));
  if (object.member("content")) {
    target.out.begin_object().key("parts").begin_array().begin_object().key("text").string(text).end_object();
    target.out.end_array().end_object();
  }
  object.string("taskType", embedding.task);
  object.string("title", embedding.title);
  if (embedding.dimensions >= 0 && object.member("outputDimensionality")) target.out.number(embedding.dimensions);
}

// As it came, but for the model.
void write_own_request(const Target& target, json::Value request) {
  json::Writer& out = target.out;
  out.begin_object().key("model").string(models_name(target));
  for (const json::Member member : request.members()) {
    if (!member.key.equals("model")) out.key_raw(member.key.string_raw()).raw(member.value.raw());
  }
  out.end_object();
}

void write_own_batch(const Target& target) {
  std::vector<aip_extra> beside;
  for (const aip_extra& extra : sdk::span(target.request.extras)) {
    if (!sdk::view(extra.key).starts_with(kBatchPrefix)) beside.push_back(extra);
  }
  json::Document document;
  static_cast<void>(document.parse(sdk::view(target.request.embedding->json)));  // which decode_embedding() has read
  ObjectWriter object(target.out, sdk::extras(beside), target.origin);
  if (object.member("requests")) {
    target.out.begin_array();
    for_each_item(named(document.root(), "requests"),
                  [&](json::Value request, std::size_t) { write_own_request(target, request); });
    target.out.end_array();
  }
  object.close();
}

}  // namespace

void encode_embedding(const Target& target) {
  const aip_request& request = target.request;
  if (request.embedding == nullptr) throw sdk::invalid_request("There is nothing to embed.", "input");
  const auto inputs = sdk::inputs(*request.embedding);
  if (inputs.empty()) {
    throw sdk::Fault{AIP_E_INVALID_REQUEST, "gemini.generate embeds texts, not lists of tokens.", "input"};
  }
  const Place body;
  if (sdk::present(request.user)) target.lose(body.key("user"), "gemini.generate knows no users");
  lose_foreign(target.env, request.extras, target.origin, Place());
  const bool own = target.own(request.embedding->origin);
  if (own && !asks_for_one_vector(request)) return write_own_batch(target);
  ObjectWriter object(target.out, request.extras, target.origin);
  if (own) {
    write_text_request(target, sdk::view(inputs[0]), object);
  } else if (object.member("requests")) {
    target.out.begin_array();
    for (const aip_bytes& input : inputs) {
      ObjectWriter item(target.out, {}, target.origin);
      write_text_request(target, sdk::view(input), item);
      item.close();
    }
    target.out.end_array();
  }
  object.close();
}

}  // namespace aipool::gemini
