// SPDX-License-Identifier: MIT
#include <string>

#include "plugins/gemini/action.h"
#include "plugins/gemini/encode_request.h"

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
  ObjectWriter object(target.out, request.extras, target.origin);
  if (target.own(request.client_protocol) && asks_for_one_vector(request)) {
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
