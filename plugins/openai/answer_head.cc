// SPDX-License-Identifier: MIT
#include "plugins/openai/answer_head.h"

namespace aipool::openai {

AnswerHead::AnswerHead(sdk::Env& env, const aip_request& request)
    : id_(made_id("chatcmpl-", env.call_id(), 0, 0)),
      model_(sdk::view(request.client_model)),
      created_(env.now_unix_ms() / 1000) {}

void AnswerHead::start(const aip_event& event) {
  if (event.id.len != 0) id_ = sdk::view(event.id);
  if (event.name.len != 0) model_ = sdk::view(event.name);
  if (event.created > 0) created_ = event.created;
}

void AnswerHead::write(json::Writer& out, std::string_view object) const {
  out.key("id").string(id_).key("object").string(object).key("created").number(created_).key("model").string(model_);
}

}  // namespace aipool::openai
