// SPDX-License-Identifier: MIT
#include "plugins/openai/unary_encoder.h"

#include <algorithm>

#include "plugins/openai/usage.h"

namespace aipool::openai {

UnaryEncoder::UnaryEncoder(sdk::Env& env, std::uint32_t origin, const aip_request& request, bool legacy)
    : origin_(origin), legacy_(legacy), head_(env, request) {}

void UnaryEncoder::event(sdk::Env& env, const aip_event& event, sdk::Out& out) {
  switch (event.kind) {
    case AIP_EVENT_START:
      head_.start(event);
      return extras_.take(env, event.extras, origin_);
    case AIP_EVENT_USAGE:
      usage_json_ = write_usage(*event.usage, origin_);
      return;
    case AIP_EVENT_EXTRA:
      if (event.choice == AIP_NO_CHOICE) return extras_.take(env, event.extras, origin_);
      return choice(event.choice).event(env, event);
    case AIP_EVENT_END:
      return end(out);
    case AIP_EVENT_ERROR:
    case AIP_EVENT_PING:
      return;
    default:
      return choice(event.choice).event(env, event);
  }
}

UnaryChoice& UnaryEncoder::choice(std::uint32_t index) {
  const auto found = std::find_if(choices_.begin(), choices_.end(), [&](const auto& c) { return c.index() == index; });
  return found != choices_.end() ? *found : choices_.emplace_back(index, origin_, legacy_);
}

void UnaryEncoder::end(sdk::Out& out) {
  std::sort(choices_.begin(), choices_.end(), [](const auto& a, const auto& b) { return a.index() < b.index(); });
  std::string body;
  json::Writer w(body);
  w.begin_object();
  head_.write(w, "chat.completion");
  w.key("choices").begin_array();
  for (const UnaryChoice& choice : choices_) choice.write(w);
  w.end_array();
  if (!usage_json_.empty()) w.key("usage").raw(usage_json_);
  extras_.write(w);
  w.end_object();
  out.bytes(body);
}

}  // namespace aipool::openai
